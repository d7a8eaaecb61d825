"""The buttons of Mottakere: take one out, take words out, add one used before. They change the fields only."""

from __future__ import annotations

from typing import Any

from dokumenter.forms.mottakerliste import uten_mottaker, uten_ord

MAKS_REFERANSER = 200
KNAPPER = frozenset({"fjern_mottaker", "fjern_tidligere", "legg_til", "fjern_ord"})


def les_referanser(tekst: str) -> list[int]:
    """References as the field holds them, each once; what is none is passed over."""
    ord_ = [ord_ for ord_ in tekst.split()[:MAKS_REFERANSER] if ord_.isascii() and ord_.isdecimal()]
    return list(dict.fromkeys(int(ett) for ett in ord_ if len(ett) < 19))  # noqa: PLR2004  # what a row's number may be


def etter_knapp(felter: dict[str, Any]) -> dict[str, Any]:
    """The fields as they are when the button that was pressed has done its work."""
    tekst, referanser = str(felter.get("mottakere", "")), les_referanser(str(felter.get("tidligere", "")))
    valgt = les_referanser(str(felter.get("legg_til", "")))
    borte = les_referanser(str(felter.get("fjern_tidligere", "")))
    for plass in les_referanser(str(felter.get("fjern_mottaker", ""))):
        tekst = uten_mottaker(tekst, plass)
    if "fjern_ord" in felter:
        tekst = uten_ord(tekst)
    igjen = dict.fromkeys(en for en in [*referanser, *valgt] if en not in borte)
    return felter | {"mottakere": tekst, "tidligere": " ".join(map(str, igjen))}
