"""The logo and the contact: who may change them, and what the log has of it."""

from __future__ import annotations

import pytest

from hendelser.models import Hendelse
from kontoer.errors import IkkeFunnet, ManglerRett, UgyldigVerdi
from kontoer.models import Kontaktinfo, Konto, Logo, Organisasjon
from kontoer.queries import kontakt_for, kontoer_uten_kontakt
from kontoer.services.profil import endre_kontakt, fjern_logo, sett_logo
from tests.kontoer.test_logobilde import GOD, SVG
from users.models import User

KONTAKT = {"telefon": "55 55 55 55", "epost": "post@testvik.example", "apningstid": "9–15", "svarlenke": ""}


def test_it_says_how_the_konto_is_reached_and_keeps_it_out_of_the_log(konto: Konto, admin: User) -> None:
    assert kontakt_for(konto).er_tom
    assert list(kontoer_uten_kontakt(konto.organisasjon)) == [konto]
    for _press in range(2):
        endre_kontakt(konto=konto, av=admin, **KONTAKT)
    assert Kontaktinfo.objects.get().telefon == "55 55 55 55"
    assert not kontoer_uten_kontakt(konto.organisasjon).exists()
    assert Hendelse.objects.latest("id").data == {"endret": "kontakt"}


def test_it_counts_opening_hours_alone_as_no_way_to_reach_anybody(konto: Konto, admin: User) -> None:
    endre_kontakt(konto=konto, av=admin, telefon="", epost="", apningstid="9–15", svarlenke="")
    assert list(kontoer_uten_kontakt(konto.organisasjon)) == [konto]
    assert Kontaktinfo.objects.get().er_tom


@pytest.mark.parametrize(("hvem", "feil"), [("kari", ManglerRett), ("fremmed", IkkeFunnet)])
def test_it_lets_nobody_else_change_anything(
    hvem: str, feil: type[Exception], konto: Konto, request: pytest.FixtureRequest
) -> None:
    av = request.getfixturevalue(hvem)
    with pytest.raises(feil):
        endre_kontakt(konto=konto, av=av, **KONTAKT)
    with pytest.raises(feil):
        sett_logo(organisasjon=konto.organisasjon, innhold=GOD, alt="x", av=av)
    with pytest.raises(feil):
        fjern_logo(organisasjon=konto.organisasjon, av=av)
    assert not Kontaktinfo.objects.exists()
    assert not Logo.objects.exists()


def test_it_takes_only_https_to_answer_by(konto: Konto, admin: User) -> None:
    with pytest.raises(UgyldigVerdi) as feil:
        endre_kontakt(konto=konto, av=admin, **{**KONTAKT, "svarlenke": "http://testvik.example"})
    assert feil.value.felt == "svarlenke"


def test_it_keeps_the_logo_made_safe_and_replaces_it(organisasjon: Organisasjon, admin: User) -> None:
    forste = sett_logo(organisasjon=organisasjon, innhold=(SVG % "<path/>").encode(), alt="Testvik", av=admin)
    assert forste.mimetype == "image/svg+xml"
    sett_logo(organisasjon=organisasjon, innhold=GOD, alt="Testvik", av=admin)
    sett_logo(organisasjon=organisasjon, innhold=b"", alt="Testvik kommune", av=admin)
    logo = Logo.objects.get()
    assert (bytes(logo.innhold), logo.mimetype, logo.alt) == (GOD, "image/png", "Testvik kommune")
    assert logo.sha256 != forste.sha256


def test_it_demands_a_picture(organisasjon: Organisasjon, admin: User) -> None:
    with pytest.raises(UgyldigVerdi) as feil:
        sett_logo(organisasjon=organisasjon, innhold=b"", alt="Testvik", av=admin)
    assert feil.value.felt == "bilde"


def test_it_removes_it_once(organisasjon: Organisasjon, admin: User) -> None:
    sett_logo(organisasjon=organisasjon, innhold=GOD, alt="Testvik", av=admin)
    for _press in range(2):
        fjern_logo(organisasjon=organisasjon, av=admin)
    assert not Logo.objects.exists()
    assert [h.data for h in Hendelse.objects.order_by("id")][-2:] == [{"endret": "logo"}, {"endret": "logo_fjernet"}]
