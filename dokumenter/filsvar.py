"""The answer to GET and HEAD of a dokument: whole or one Range (RFC 9110), always as an attachment.

The page's door and the API's give the same answer; who may have it is theirs to have decided.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator

import structlog
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from adapters.arsak import arsak_til
from dokumenter.models import Deling, Dokument
from dokumenter.protokoll.filnavn import innholdsdisposisjon
from dokumenter.protokoll.ranges import (
    Helt,
    Umulig,
    Utsnitt,
    content_range,
    if_match_stemmer,
    if_none_match_treffer,
    if_range_stemmer,
    les_range,
)
from dokumenter.services.nedlasting import lever_dokument
from hendelser.models import HarAktor
from users.errors import Feil

logger = structlog.get_logger(__name__)

Krav = Callable[[Deling], str | None]


def filsvar(
    request: HttpRequest, dokument: Dokument, *, av: HarAktor, krev: Krav, fortsatt: Callable[[], None]
) -> HttpResponseBase:
    """The dokument for `av`. While the bytes flow `krev` is asked again, and raises when the access is gone, and so is
    `fortsatt`, which raises when the login or the key that let the request in is.
    """
    return filsvar_fra(
        request,
        dokument,
        lambda start, slutt: lever_dokument(
            dokument=dokument, start=start, slutt=slutt, av=av, krev=krev, fortsatt=fortsatt
        ),
    )


def filsvar_fra(
    request: HttpRequest, dokument: Dokument, lever: Callable[[int, int], Iterator[bytes]]
) -> HttpResponseBase:
    """The same answer with the bytes from another source: `lever` gives those of [start, slutt)."""
    etag = f'"{dokument.pk.hex}"'
    hoder = _hoder(dokument, etag)
    if not if_match_stemmer(request.headers.get("If-Match"), etag=etag):
        return HttpResponse(status=412, headers=hoder)
    if if_none_match_treffer(request.headers.get("If-None-Match"), etag=etag):
        return HttpResponse(status=304, headers=hoder)
    return _svar(request, dokument, _utsnitt(request, etag, dokument.mottatt), hoder, lever)


def _svar(
    request: HttpRequest,
    dokument: Dokument,
    utsnitt: Helt | Utsnitt | Umulig,
    hoder: dict[str, str],
    lever: Callable[[int, int], Iterator[bytes]],
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
    return StreamingHttpResponse(_til_den_stoppes(lever(start, slutt)), status=status, headers=hoder)


def _til_den_stoppes(leveranse: Iterator[bytes]) -> Iterator[bytes]:
    """A delivery that may not go on ends as a broken connection, so that nobody takes a part for the whole.

    The server logs other errors as faults of ours, with their trace; that a deling ends, or that the database goes
    away, is none.
    """
    try:
        yield from leveranse
    except (Feil, DatabaseError, InterfaceError) as feil:
        logger.info("leveranse_stoppet", kode=getattr(feil, "kode", "utilgjengelig"), arsak=arsak_til(feil))
        raise ConnectionResetError(errno.ECONNRESET, "leveransen er stoppet") from feil


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
