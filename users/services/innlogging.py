"""The log of who came in and who was turned away at the door."""

from __future__ import annotations

from django.core.cache import caches

from hendelser.models import Aktor, Aktortype, Hendelsestype
from hendelser.services import skriv_hendelse
from users import klokke
from users.models import User

AVVIST_PER_MINUTT = 30


class _Ukjent:
    @property
    def aktor(self) -> Aktor:
        return Aktor(Aktortype.UKJENT, None)


def registrer_innlogget(*, acr: str, av: User) -> None:
    """Somebody has logged in, this surely (`acr`)."""
    skriv_hendelse(Hendelsestype.INNLOGGET, av=av, data={"acr": acr})


def registrer_avvist(*, grunn: str) -> None:
    """An answer from ID-porten was refused; `grunn` is the code of the check that failed.

    Anybody can bring about a refusal, and the log is kept: no more than so many a minute from each process.
    """
    teller, navn = caches["prosess"], f"innlogging-avvist-{klokke.naa() // 60}"
    antall = teller.get(navn, 0)
    if antall >= AVVIST_PER_MINUTT:
        return
    teller.set(navn, antall + 1, 120)
    skriv_hendelse(Hendelsestype.INNLOGGING_AVVIST, av=_Ukjent(), data={"grunn": grunn})
