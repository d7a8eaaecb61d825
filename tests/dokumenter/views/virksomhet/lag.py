"""What the tests of sharing with businesses share: a deling to some, and pages as they can be compared."""

from collections.abc import Callable, Iterator
from typing import Any

from django.test import Client

from dokumenter.models import Deling, Mottaker
from kontoer.models import Konto
from standins.personer import virksomheter
from tests.altinn import orgnr
from tests.dokumenter.fabrikk import lag_deling
from users.models import User

Nettleser = Callable[[User | None], Client]


def lag_til(konto: Konto, av: User, *keys: str, innhold: bytes = b"innhold") -> Deling:
    """One checked dokument shared with the businesses of those keys."""
    deling = lag_deling(konto, av, innhold=innhold)
    for key in keys:
        Mottaker.objects.create(deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag=orgnr(key))
    return deling


def side(svar: Any) -> str:
    """The page's text with ordinary spaces, without what differs at every request."""
    tekst = svar.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    return "\n".join(linje for linje in tekst.splitlines() if "csrfmiddlewaretoken" not in linje)


def vist(key: str) -> str:
    """The number of a business as pages show it."""
    nummer = orgnr(key)
    return f"{nummer[:3]} {nummer[3:6]} {nummer[6:]}"


def med_navn(key: str) -> str:
    """The name Altinn gives it, and the number, as pages show the two."""
    return f"{virksomheter[key].navn} ({vist(key)})"


def biter(svar: Any) -> Iterator[bytes]:
    """What a download sends, piece by piece."""
    return iter(svar.streaming_content)
