"""The rule about businesses that are no more, in trouble, or never were."""

import pytest
from pytest_django.fixtures import Settings

from dokumenter.services.virksomhetskontroll import (
    advarsler_i,
    er_bekreftet,
    krev_kan_deles_med,
    ukjente_i,
    virksomheter_blant,
)
from kontoer.errors import UgyldigVerdi
from standins.enhetsregisteret import Enhetsregisteret
from tests.altinn import orgnr
from tests.dokumenter.lag import EN_PERSON
from tests.register import gyldige_orgnr, kjorende_register, ledig_adresse, register
from users.numre import Nummer, Nummertype

__all__ = ["kjorende_register", "register"]


def _alle(*numre: str) -> list[Nummer]:
    return [EN_PERSON, *(Nummer(Nummertype.ORGANISASJON, nummer) for nummer in numre)]


def _nekt(*numre: str, bekreftet: str = "") -> str:
    with pytest.raises(UgyldigVerdi) as fanget:
        krev_kan_deles_med(mottakere=_alle(*numre), bekreftet=bekreftet)
    assert fanget.value.felt == "mottakere"
    return str(fanget.value.melding)


def test_it_asks_about_businesses_only(register: Enhetsregisteret) -> None:
    assert list(virksomheter_blant(mottakere=_alle(orgnr("bakeri")))) == [orgnr("bakeri")]
    krev_kan_deles_med(mottakere=[EN_PERSON], bekreftet="")
    assert register.spurt == [orgnr("bakeri")]


def test_it_lets_through_what_is_well_and_what_is_confirmed(register: Enhetsregisteret) -> None:
    krev_kan_deles_med(mottakere=_alle(orgnr("bakeri"), orgnr("konsern_nord")), bekreftet="")
    numre = orgnr("konkurs"), orgnr("slettet")
    bekreftet = " ".join(en.merke for en in advarsler_i(register=virksomheter_blant(mottakere=_alle(*numre))))
    krev_kan_deles_med(mottakere=_alle(*numre), bekreftet=f"{bekreftet} og:mer")
    assert "Les advarslene om 312" in _nekt(*numre)
    assert "Les advarselen om 312" in _nekt(numre[0])
    assert "Les advarslene om 312" in _nekt(*numre, bekreftet=bekreftet.split()[0])


def test_it_refuses_what_does_not_exist_whatever_is_confirmed(register: Enhetsregisteret, settings: Settings) -> None:
    (ukjent,) = gyldige_orgnr(1)
    assert "finnes ikke i Enhetsregisteret" in _nekt(ukjent, bekreftet=f"{ukjent}:unknown")
    settings.ENHETSREGISTERET_UKJENT = "varsle"
    krev_kan_deles_med(mottakere=_alle(ukjent), bekreftet=f"{ukjent}:unknown")
    register_ = virksomheter_blant(mottakere=_alle(ukjent))
    assert (ukjente_i(register=register_), len(advarsler_i(register=register_))) == ([], 1)


def test_it_stops_nobody_when_the_register_is_away_or_turned_off(
    register: Enhetsregisteret, settings: Settings
) -> None:
    for adresse in (ledig_adresse(), ""):
        settings.ENHETSREGISTERET_URL = adresse
        krev_kan_deles_med(mottakere=_alle(orgnr("konkurs"), *gyldige_orgnr(1)), bekreftet="")
    assert register.spurt == []


def test_it_takes_nothing_as_confirmed_but_what_is(register: Enhetsregisteret) -> None:
    advarsler = advarsler_i(register=virksomheter_blant(mottakere=_alle(orgnr("tvang"))))
    merke = advarsler[0].merke
    assert er_bekreftet(advarsler=advarsler, bekreftet=f" {merke}\n")
    for bekreftet in ("", "on", merke[:-1], merke.upper(), orgnr("tvang"), merke.replace(":", " ")):
        assert not er_bekreftet(advarsler=advarsler, bekreftet=bekreftet)
