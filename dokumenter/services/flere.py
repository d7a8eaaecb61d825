"""Several delinger at once: each by the same service as alone, in a transaction of its own, and told of by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from adapters import klokke
from dokumenter.models import Deling
from dokumenter.services.deling import forleng_deling, trekk_tilbake
from users.errors import Feil
from users.models import User

HOYST = 100


class Utfall(NamedTuple):
    """What became of one; `feil` is why not, empty when it was done."""

    deling: Deling
    feil: str


def trekk_flere_tilbake(*, delinger: Sequence[Deling], av: User) -> list[Utfall]:
    """End each of them now. What is over already, or not the person's to end, is told, and stops none of the others."""

    def trekk(deling: Deling) -> None:
        trekk_tilbake(deling=deling, av=av)

    return [_prov(deling, trekk) for deling in delinger[:HOYST]]


def forleng_flere(*, delinger: Sequence[Deling], tilgjengelig_til: datetime, av: User) -> list[Utfall]:
    """Let each of them end at this moment. One that does so already is left as it is: pressed twice is done once."""

    def forleng(deling: Deling) -> None:
        if deling.tilgjengelig_til != tilgjengelig_til or not deling.er_apen(klokke.naa()):
            forleng_deling(deling=deling, tilgjengelig_til=tilgjengelig_til, av=av)

    return [_prov(deling, forleng) for deling in delinger[:HOYST]]


def _prov(deling: Deling, gjor: Callable[[Deling], object]) -> Utfall:
    try:
        gjor(deling)
    except Feil as feil:
        return Utfall(deling, str(feil.melding))
    return Utfall(deling, "")
