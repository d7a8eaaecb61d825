"""The answer to GET and HEAD of a file: whole or one Range (RFC 9110), always as an attachment.

The page's door and the API's give the same answer, and one for all the files as one follows the same rules; who may
have it is theirs to have decided.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from typing import NamedTuple

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
from dokumenter.services.alle_filer import AlleFiler, lever_alle_filer
from dokumenter.services.nedlasting import lever_dokument
from hendelser.models import HarAktor
from users.errors import Feil

logger = structlog.get_logger(__name__)

Krav = Callable[[Deling], str | None]


class _Fil(NamedTuple):
    """What is answered with: a strong ETag with its quotes, bytes, type, the name to save under, and where bytes [a, b)
    come from.
    """

    etag: str
    storrelse: int
    mimetype: str
    navn: str
    lever: Callable[[int, int], Iterator[bytes]]


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
    fil = _Fil(f'"{dokument.pk.hex}"', dokument.mottatt, dokument.mimetype, dokument.dokumentnavn, lever)
    return _svar(request, fil, if_range=request.headers.get("If-Range"))


def arkivsvar(
    request: HttpRequest,
    deling: Deling,
    filer: AlleFiler,
    *,
    av: HarAktor,
    krev: Krav,
    fortsatt: Callable[[], None],
    innhold: str | None = None,
) -> HttpResponseBase:
    """All the files of the deling as one archive, as `filsvar`.

    What the archive holds can change, and some clients go on with what they have without a word about which it was.
    `innhold` is what the address says of that: it counts as If-Range where the client sends none.
    """
    fil = _Fil(
        f'"{filer.kjennetegn}"',
        filer.arkiv.storrelse,
        "application/zip",
        f"dokumenter-{deling.pk.hex[:8]}.zip",
        lambda start, slutt: lever_alle_filer(
            deling=deling, filer=filer, start=start, slutt=slutt, av=av, krev=krev, fortsatt=fortsatt
        ),
    )
    fra_adressen = None if innhold is None else f'"{innhold}"'
    return _svar(request, fil, if_range=request.headers.get("If-Range", fra_adressen))


def _svar(request: HttpRequest, fil: _Fil, *, if_range: str | None) -> HttpResponseBase:
    hoder = _hoder(fil)
    if not if_match_stemmer(request.headers.get("If-Match"), etag=fil.etag):
        return HttpResponse(status=412, headers=hoder)
    if if_none_match_treffer(request.headers.get("If-None-Match"), etag=fil.etag):
        return HttpResponse(status=304, headers=hoder)
    utsnitt = _utsnitt(request, fil, if_range)
    if isinstance(utsnitt, Umulig):
        return HttpResponse(status=416, headers=hoder | {"Content-Range": content_range(utsnitt, fil.storrelse)})
    start, slutt = (utsnitt.start, utsnitt.slutt) if isinstance(utsnitt, Utsnitt) else (0, fil.storrelse)
    hoder["Content-Length"] = str(slutt - start)
    status = 200
    if isinstance(utsnitt, Utsnitt):
        hoder["Content-Range"], status = content_range(utsnitt, fil.storrelse), 206
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=hoder)
    return StreamingHttpResponse(_til_den_stoppes(fil.lever(start, slutt)), status=status, headers=hoder)


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


def _utsnitt(request: HttpRequest, fil: _Fil, if_range: str | None) -> Helt | Utsnitt | Umulig:
    # A Range means something for GET only.
    if request.method != "GET" or not if_range_stemmer(if_range, etag=fil.etag):
        return Helt()
    return les_range(request.headers.get("Range"), fil.storrelse)


def _hoder(fil: _Fil) -> dict[str, str]:
    return {
        "Content-Type": fil.mimetype,
        "Content-Disposition": innholdsdisposisjon(fil.navn),
        "Accept-Ranges": "bytes",
        "ETag": fil.etag,
        "Cache-Control": "private, no-store",
        # Whatever the file is, no browser may run it with our origin.
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
