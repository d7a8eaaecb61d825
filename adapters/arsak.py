"""Why something failed, for the log: the errors behind an error, by name, and never what was asked or answered.

The text of an error of a library may hold an address, a query or a value. It is told only of the classes that say of
themselves, by `trygg_tekst`, that it is our own, and of a database that nobody reached.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import OperationalError

_MAKS_LEDD = 5
_MAKS_TEGN = 200


def arsak_til(feil: BaseException) -> str:
    """The error and those it was raised from, as `LagerUtilgjengelig < LagerError (S3 svarte 503.) < ClientError`."""
    return " < ".join(_ett(en) for en in kjeden(feil))


def kjeden(feil: BaseException) -> Iterator[BaseException]:
    """The error, and those it was raised from."""
    ledd: BaseException | None = feil
    for _ in range(_MAKS_LEDD):
        if ledd is None:
            return
        yield ledd
        ledd = ledd.__cause__


def _ett(feil: BaseException) -> str:
    tillegg = getattr(feil, "pgcode", None) or getattr(feil, "sqlite_errorname", None)
    if not tillegg and getattr(feil, "trygg_tekst", False):
        tillegg = str(feil)
    elif not tillegg and isinstance(feil, OperationalError) and getattr(feil.__cause__, "pgcode", None) is None:
        # Where it says that nothing listens, that the name is unknown or that there are too many connections.
        tillegg = " ".join(str(feil).split())[:_MAKS_TEGN]
    navn = type(feil).__name__
    return f"{navn} ({tillegg})" if tillegg else navn
