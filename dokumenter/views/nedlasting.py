"""The door to a dokument's bytes: HEAD, GET and one Range (RFC 9110), always as an attachment."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from dokumenter.innhold import innholdsdisposisjon
from dokumenter.models import Dokument
from dokumenter.ranges import (
    Helt,
    Umulig,
    Utsnitt,
    content_range,
    if_match_stemmer,
    if_none_match_treffer,
    if_range_stemmer,
    les_range,
)
from dokumenter.services.nedlasting import hent_dokument, lever_dokument
from dokumenter.services.virksomhetstilgang import krev_kan_apne
from dokumenter.views.okt import okt_i
from users.http import AuthenticatedHttpRequest, krever_innlogging
from users.niva import har_niva, url_for_hoyere_niva


@require_safe
@krever_innlogging
def last_ned(request: AuthenticatedHttpRequest, deling_id: UUID, dokument_id: UUID) -> HttpResponseBase:
    """One dokument, whole or a part, for one of those it is shared with."""
    dokument = hent_dokument(deling_id=deling_id, dokument_id=dokument_id, av=request.user, okt=okt_i(request))
    if not har_niva(request, dokument.deling.sikkerhetsniva):
        return redirect(url_for_hoyere_niva(request, dokument.deling.sikkerhetsniva))
    etag = f'"{dokument.pk.hex}"'
    hoder = _hoder(dokument, etag)
    if not if_match_stemmer(request.headers.get("If-Match"), etag=etag):
        return HttpResponse(status=412, headers=hoder)
    if if_none_match_treffer(request.headers.get("If-None-Match"), etag=etag):
        return HttpResponse(status=304, headers=hoder)
    return _svar(request, dokument, _utsnitt(request, etag, dokument.mottatt), hoder)


def _svar(
    request: AuthenticatedHttpRequest, dokument: Dokument, utsnitt: Helt | Utsnitt | Umulig, hoder: dict[str, str]
) -> HttpResponseBase:
    storrelse = dokument.mottatt
    if isinstance(utsnitt, Umulig):
        return HttpResponse(status=416, headers=hoder | {"Content-Range": content_range(utsnitt, storrelse)})
    start, slutt = (utsnitt.start, utsnitt.slutt) if isinstance(utsnitt, Utsnitt) else (0, storrelse)
    hoder["Content-Length"] = str(slutt - start)
    status = 200
    if isinstance(utsnitt, Utsnitt):
        hoder["Content-Range"], status = content_range(utsnitt, storrelse), 206
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=hoder)
    bruker, okt = request.user, okt_i(request)
    innhold = lever_dokument(
        dokument=dokument,
        start=start,
        slutt=slutt,
        av=bruker,
        krev=lambda deling: krev_kan_apne(deling=deling, av=bruker, okt=okt),
    )
    return StreamingHttpResponse(innhold, status=status, headers=hoder)


def _utsnitt(request: HttpRequest, etag: str, storrelse: int) -> Helt | Utsnitt | Umulig:
    # A Range means something for GET only.
    if request.method != "GET" or not if_range_stemmer(request.headers.get("If-Range"), etag=etag):
        return Helt()
    return les_range(request.headers.get("Range"), storrelse)


def _hoder(dokument: Dokument, etag: str) -> dict[str, str]:
    return {
        "Content-Type": dokument.mimetype,
        "Content-Disposition": innholdsdisposisjon(dokument.dokumentnavn),
        "Accept-Ranges": "bytes",
        "ETag": etag,
        "Cache-Control": "private, no-store",
        # Whatever the file is, no browser may run it with our origin.
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
