"""The queues of background work, and how many processes a worker gives each.

Each queue has processes of its own, so that no kind of work can take the place of another: a hundred thousand objects
to remove, or a document of 5 GB to check, never stand before a key that must be destroyed now. Why:
docs/beslutninger/0021-koer-og-sveip.md.
"""

from __future__ import annotations

from collections.abc import Iterable

KONTROLL, NOKLER, OBJEKTER, RYDDING = "kontroll", "nokler", "objekter", "rydding"
KOER = (KONTROLL, NOKLER, OBJEKTER, RYDDING)
STANDARD = f"{KONTROLL}:2,{NOKLER}:1,{OBJEKTER}:1,{RYDDING}:1"
_FLEST_PROSESSER = 64


def les_koer(deler: Iterable[str]) -> dict[str, int]:
    """Processes by queue, of parts such as `kontroll:2` or `nokler` (one process). Raises ValueError, in words."""
    koer: dict[str, int] = {}
    for del_ in deler:
        navn, _skille, antall = del_.strip().partition(":")
        if navn not in KOER:
            raise ValueError(f"må nevne køer blant: {', '.join(KOER)}")
        if not (antall or "1").isdecimal() or not 1 <= int(antall or 1) <= _FLEST_PROSESSER:
            raise ValueError(f"må ha et antall prosesser fra 1 til {_FLEST_PROSESSER} etter kolonet")
        koer[navn] = int(antall or 1)
    if not koer:
        raise ValueError("må nevne minst én kø")
    return koer


def ruter() -> dict[str, dict[str, str]]:
    """Which queue each task goes to. One that is not named here is a chore."""
    oppgaver = {
        KONTROLL: ("kontroller_dokument", "kontroller_ventende", "skann_pa_nytt"),
        NOKLER: ("avslutt_utlopte", "slett_bestilte"),
        OBJEKTER: ("fjern_objekter", "fjern_slettede", "skriv_gravsteiner"),
    }
    return {f"dokumenter.{navn}": {"queue": ko} for ko, navnene in oppgaver.items() for navn in navnene}
