"""The log of who came in and who was turned away at the door."""

from __future__ import annotations

from hendelser.models import Aktor, Aktortype, Hendelsestype
from hendelser.services import skriv_hendelse
from users.models import User


class _Ukjent:
    @property
    def aktor(self) -> Aktor:
        return Aktor(Aktortype.UKJENT, None)


def registrer_innlogget(*, acr: str, av: User) -> None:
    """Somebody has logged in, this surely (`acr`)."""
    skriv_hendelse(Hendelsestype.INNLOGGET, av=av, data={"acr": acr})


def registrer_avvist(*, grunn: str) -> None:
    """An answer from ID-porten was refused; `grunn` is the code of the check that failed."""
    skriv_hendelse(Hendelsestype.INNLOGGING_AVVIST, av=_Ukjent(), data={"grunn": grunn})
