"""Remembers Altinn's verdicts for a short time, apart for each login.

One entry per login, under a keyed hash of it; inside it businesses too are keyed hashes, or encrypted where all that a
person has must be listed; their names are encrypted. So nobody can read from the cache who asked about whom, and after
a logout nobody finds the entry any more.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from adapters.altinn import Verdict
from users import klokke
from users.identvern import dekrypter_ident, krypter_ident

_SALT = "dokumenter.virksomhet.husket_dom"
_KJENT, _SLETTET, _HIERARKI = 1, 2, 4
# What is in the cache: hashed orgnr -> (when asked, flags, codes, encrypted name). With another shape the keys below
# change: while nodes are replaced, old and new ones read the same cache.
_Rad = tuple[float, int, tuple[str, ...], bytes]
_DOMMER, _ALLE = "dommer2", "alle2"


@dataclass(frozen=True)
class HusketDom:
    """A verdict and its age in seconds."""

    dom: Verdict
    alder: float


def hent_dommer(okt: str, orgnumre: Collection[str]) -> dict[str, HusketDom]:
    """Those of the verdicts that are remembered and not too old. `okt` names the login."""
    rader: dict[str, _Rad] = cache.get(_nokkel(okt)) or {}
    naa, funnet = klokke.naa(), {}
    for orgnr in orgnumre:
        rad = rader.get(_hash(okt, orgnr))
        if rad is not None and 0 <= naa - rad[0] < settings.ALTINN_HUSK_SEKUNDER:
            _spurt, flagg, koder, navn = rad
            funnet[orgnr] = HusketDom(_pakk_ut(flagg, koder, _les_navn(navn)), naa - rad[0])
    return funnet


def husk_dommer(okt: str, dommer: Mapping[str, Verdict], spurt: float) -> None:
    """Remember what Altinn answered to the question that was sent at `spurt` (seconds since 1970)."""
    if settings.ALTINN_HUSK_SEKUNDER == 0:
        return
    nokkel = _nokkel(okt)
    gamle: dict[str, _Rad] = cache.get(nokkel) or {}
    rader = {navn: rad for navn, rad in gamle.items() if spurt - rad[0] < settings.ALTINN_HUSK_SEKUNDER}
    rader |= {_hash(okt, orgnr): (spurt, *_pakk(dom), _skjul_navn(dom.name)) for orgnr, dom in dommer.items()}
    cache.set(nokkel, rader, timeout=settings.ALTINN_HUSK_SEKUNDER)


def hent_alle(okt: str) -> dict[str, Verdict] | None:
    """Every business that the login may open something for, if that is remembered and not too old."""
    husket: tuple[float, bytes] | None = cache.get(_nokkel(okt, _ALLE))
    if husket is None or not 0 <= klokke.naa() - husket[0] < settings.ALTINN_HUSK_SEKUNDER:
        return None
    rader: dict[str, tuple[int, list[str], str]] = json.loads(dekrypter_ident(husket[1]))
    return {orgnr: _pakk_ut(flagg, koder, navn) for orgnr, (flagg, koder, navn) in rader.items()}


def husk_alle(okt: str, dommer: Mapping[str, Verdict], spurt: float) -> None:
    """Remember all of them, encrypted: here the numbers must be found again, and a hash does not give them back."""
    if settings.ALTINN_HUSK_SEKUNDER == 0:
        return
    tekst = json.dumps({orgnr: (*_pakk(dom), dom.name) for orgnr, dom in dommer.items()})
    cache.set(_nokkel(okt, _ALLE), (spurt, krypter_ident(tekst)), timeout=settings.ALTINN_HUSK_SEKUNDER)


def glem_alle(okt: str) -> None:
    """Something else has been heard since: ask anew when the list is wanted."""
    cache.delete(_nokkel(okt, _ALLE))


def _nokkel(okt: str, hva: str = _DOMMER) -> str:
    return f"{hva}:{_hash(okt, '')}"


def _hash(okt: str, orgnr: str) -> str:
    return salted_hmac(_SALT, f"{okt}/{orgnr}", algorithm="sha256").hexdigest()[:32]


def _pakk(dom: Verdict) -> tuple[int, tuple[str, ...]]:
    flagg = _KJENT * dom.known + _SLETTET * dom.deleted + _HIERARKI * dom.hierarchy_only
    return flagg, tuple(sorted(dom.codes))


def _pakk_ut(flagg: int, koder: Collection[str], navn: str) -> Verdict:
    return Verdict(
        known=bool(flagg & _KJENT),
        deleted=bool(flagg & _SLETTET),
        hierarchy_only=bool(flagg & _HIERARKI),
        codes=frozenset(koder),
        name=navn,
    )


def _skjul_navn(navn: str) -> bytes:
    return krypter_ident(navn) if navn else b""


def _les_navn(skjult: bytes) -> str:
    return dekrypter_ident(skjult) if skjult else ""
