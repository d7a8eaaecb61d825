"""The Range header and the conditions around it (RFC 9110, 13 and 14), as pure functions.

One range is served. Several ranges, another unit or bad syntax are answered whole, which the RFC always allows.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from django.utils.http import parse_etags

_ETT_UTSNITT = re.compile(r"bytes=[ \t]*(?:([0-9]{1,1000})-([0-9]{0,1000})|-([0-9]{1,1000}))[ \t]*", re.I | re.A)


@dataclass(frozen=True)
class Helt:
    """Answer 200 with everything."""


@dataclass(frozen=True)
class Utsnitt:
    """Answer 206 with the bytes [start, slutt)."""

    start: int
    slutt: int


@dataclass(frozen=True)
class Umulig:
    """Answer 416: the range begins after the end, or asks for the last 0 bytes."""


def les_range(header: str | None, storrelse: int) -> Helt | Utsnitt | Umulig:
    """Read a Range header for a representation of `storrelse` bytes."""
    treff = _ETT_UTSNITT.fullmatch(header) if header else None
    if treff is None:
        return Helt()
    forste, siste, hale = treff.groups()
    if hale is not None:
        return _hale(int(hale), storrelse)
    start = int(forste)
    if siste and int(siste) < start:
        return Helt()
    if start >= storrelse:
        return Umulig()
    return Utsnitt(start, min(int(siste) + 1, storrelse) if siste else storrelse)


def content_range(svar: Utsnitt | Umulig, storrelse: int) -> str:
    """The Content-Range of a 206 or a 416."""
    if isinstance(svar, Umulig):
        return f"bytes */{storrelse}"
    return f"bytes {svar.start}-{svar.slutt - 1}/{storrelse}"


def if_range_stemmer(header: str | None, *, etag: str, sist_endret: datetime | None = None) -> bool:
    """Whether the Range header counts: no If-Range, or one that names exactly what we have, by strong comparison.

    `etag` is ours with its quotes; `sist_endret` the Last-Modified we send, which must be a strong validator.
    """
    if header is None:
        return True
    verdi = header.strip()
    if verdi.startswith(('"', "W/")):
        return verdi == etag and verdi.startswith('"')
    try:
        dato = parsedate_to_datetime(verdi)
    except (ValueError, OverflowError):  # a year, an hour or a time zone of twenty digits
        return False
    if sist_endret is None:
        return False
    return (dato if dato.tzinfo else dato.replace(tzinfo=UTC)) == sist_endret.replace(microsecond=0)


def if_match_stemmer(header: str | None, *, etag: str) -> bool:
    """Whether to go on (else 412): no If-Match, or one that names what we have, by strong comparison."""
    return header is None or not {"*", etag}.isdisjoint(parse_etags(header))


def if_none_match_treffer(header: str | None, *, etag: str) -> bool:
    """Whether the client has it already (304): If-None-Match names what we have, by weak comparison."""
    return header is not None and not {"*", etag, f"W/{etag}"}.isdisjoint(parse_etags(header))


def _hale(antall: int, storrelse: int) -> Helt | Utsnitt | Umulig:
    if antall == 0:
        return Umulig()
    if storrelse == 0:
        # The last bytes of nothing: satisfiable, but a 206 cannot say so.
        return Helt()
    return Utsnitt(max(storrelse - antall, 0), storrelse)
