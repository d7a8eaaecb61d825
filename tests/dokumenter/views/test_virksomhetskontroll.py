"""The warning about a business, through the door the one who shares comes by: shown, confirmed, or refused."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from dokumenter.models import Deling
from dokumenter.virksomhet.enhetsregisteret import glem_klienten
from kontoer.models import Konto
from standins.enhetsregisteret import Enhetsregisteret
from tests.altinn import orgnr
from tests.dokumenter.lag import EN_PERSON, lag_utkast
from tests.register import Stoppeklokke, gyldige_orgnr, kjorende_register, ledig_adresse, motpart, register
from tests.svar import Svar
from users.models import User

__all__ = ["kjorende_register", "register"]
NettleserFor = Callable[[User | None], Client]
DEL, KONTROLLER = reverse("dokumenter:del_dokumenter"), reverse("dokumenter:kontroller_skjema")
BEKREFT = "Jeg har sett advarselen, og vil dele likevel"


@pytest.fixture
def utkast(konto: Konto, kari: User) -> Deling:
    """Kari's draft with one file."""
    return lag_utkast(konto, kari, "vedtak.pdf")


@pytest.fixture
def del_med(nettleser_for: NettleserFor, kari: User, utkast: Deling) -> Callable[..., Svar]:
    """Kari sends the form with those recipients."""
    klient = nettleser_for(kari)

    def send(*mottakere: str, **felter: str) -> Svar:
        innhold = {"konto": utkast.konto_id, "mottakere": "\n".join(mottakere), "tilgjengelig_i": "7"}
        return klient.post(DEL, {**innhold, "utkast": str(utkast.pk), **felter})

    return send


def _er_delt(utkast: Deling) -> bool:
    utkast.refresh_from_db()
    return utkast.delt is not None


def _tekst(svar: Svar) -> str:
    return svar.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def _bekreftelse(svar: Svar) -> str:
    return str(svar.context["bekreftelse"])


def test_it_shows_the_name_of_what_is_typed_and_asks_about_no_person(
    nettleser_for: NettleserFor, kari: User, konto: Konto, register: Enhetsregisteret
) -> None:
    felter = {"konto": str(konto.pk), "mottakere": f"{EN_PERSON.verdi} {orgnr('konsern_nord')}", "tilgjengelig_i": "7"}
    bit = nettleser_for(kari).post(KONTROLLER, felter, headers={"Accept": "application/json"}).json()["mottakere"]
    assert '<bdi class="virksomhet__navn">PRØVEKONSERNET AVDELING NORD</bdi>' in bit
    assert "underenhet av 312\N{NO-BREAK SPACE}402\N{NO-BREAK SPACE}025" in bit
    assert BEKREFT not in bit
    assert set(register.spurt) == {orgnr("konsern_nord")}


@pytest.mark.parametrize(
    ("key", "ord_"), [("slettet", "slettet fredag 1. mars 2024"), ("konkurs", "konkurs"), ("avvikling", "avvikling")]
)
def test_it_shares_with_what_is_warned_of_only_when_that_is_confirmed(
    del_med: Callable[..., Svar], utkast: Deling, register: Enhetsregisteret, key: str, ord_: str
) -> None:
    forst = del_med(orgnr(key))
    tekst = _tekst(forst)
    assert (forst.status_code, _er_delt(utkast)) == (200, False)
    assert ord_ in tekst
    assert BEKREFT in tekst
    assert "bekreft at du vil dele likevel" in tekst
    assert orgnr(key) in tekst  # what was typed is kept
    svar = del_med(orgnr(key), bekreftet=_bekreftelse(forst))
    assert (svar.status_code, _er_delt(utkast)) == (302, True)


def test_it_takes_no_confirmation_of_something_else(
    del_med: Callable[..., Svar], utkast: Deling, register: Enhetsregisteret
) -> None:
    sett = _bekreftelse(del_med(orgnr("konkurs")))
    for bekreftet in ("", "on", "ja", f"{orgnr('slettet')}:bankrupt", sett.replace("bankrupt", "deleted")):
        assert del_med(orgnr("konkurs"), bekreftet=bekreftet).status_code == 200
    svar = del_med(orgnr("konkurs"), orgnr("slettet"), bekreftet=sett)
    assert (svar.status_code, svar.context["er_bekreftet"]) == (200, False)
    assert not _er_delt(utkast)


def test_it_keeps_the_box_checked_when_something_else_is_wrong(
    del_med: Callable[..., Svar], register: Enhetsregisteret
) -> None:
    sett = _bekreftelse(del_med(orgnr("konkurs")))
    svar = del_med(orgnr("konkurs"), bekreftet=sett, tilgjengelig_i="tull")
    assert svar.context["er_bekreftet"] is True
    assert f'value="{sett}" checked>' in _tekst(svar)


def test_it_refuses_the_unknown_unless_the_installation_only_warns(
    del_med: Callable[..., Svar], utkast: Deling, register: Enhetsregisteret, settings: Settings
) -> None:
    ukjent = gyldige_orgnr(1)[0]
    vist = f"{ukjent[:3]} {ukjent[3:6]} {ukjent[6:]}"
    svar = del_med(ukjent, bekreftet=f"{ukjent}:unknown")
    assert f"{vist} finnes ikke i Enhetsregisteret. Se etter tastefeil." in _tekst(svar)
    assert not _er_delt(utkast)
    settings.ENHETSREGISTERET_UKJENT = "varsle"
    svar = del_med(ukjent)
    assert (svar.status_code, BEKREFT in _tekst(svar)) == (200, True)
    assert del_med(ukjent, bekreftet=_bekreftelse(svar)).status_code == 302
    assert _er_delt(utkast)


def test_it_names_a_few_of_the_unknown_and_counts_the_rest(
    del_med: Callable[..., Svar], register: Enhetsregisteret
) -> None:
    assert "og 3 til finnes ikke i Enhetsregisteret" in _tekst(del_med(*gyldige_orgnr(8)))


def test_it_shares_with_the_bare_number_when_the_register_is_away(
    del_med: Callable[..., Svar],
    utkast: Deling,
    nettleser_for: NettleserFor,
    kari: User,
    settings: Settings,
    register: Enhetsregisteret,
) -> None:
    settings.ENHETSREGISTERET_URL = ledig_adresse()
    felter = {"konto": str(utkast.konto_id), "mottakere": orgnr("konkurs"), "tilgjengelig_i": "7"}
    bit = nettleser_for(kari).post(KONTROLLER, felter).json()["mottakere"]
    assert "ikke kontrollert" in bit
    assert del_med(orgnr("konkurs")).status_code == 302
    assert _er_delt(utkast)


def test_it_waits_a_bounded_time_for_a_hundred_businesses(
    del_med: Callable[..., Svar], utkast: Deling, settings: Settings
) -> None:
    with motpart(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", *[b" "] * 900, pause=0.05) as url:
        settings.ENHETSREGISTERET_URL = url
        glem_klienten()
        klokke = Stoppeklokke()
        assert del_med(*gyldige_orgnr(100)).status_code == 302
        assert klokke.sekunder < 8  # two seconds for the register, and what a busy machine takes for the rest
    glem_klienten()
    assert _er_delt(utkast)


def test_it_keeps_what_was_confirmed_when_the_register_goes_down_in_the_middle(
    del_med: Callable[..., Svar], utkast: Deling, settings: Settings, register: Enhetsregisteret
) -> None:
    sett = _bekreftelse(del_med(orgnr("konkurs")))
    register.spoler = {"enheter": 500, "varig": True}
    assert del_med(orgnr("konkurs")).status_code == 200  # remembered, so still warned of
    assert del_med(orgnr("konkurs"), orgnr("bakeri"), bekreftet=sett).status_code == 302
    assert _er_delt(utkast)


def test_it_shows_names_to_the_owner_and_colleague_and_nothing_to_others(
    del_med: Callable[..., Svar],
    utkast: Deling,
    register: Enhetsregisteret,
    nettleser_for: NettleserFor,
    kari: User,
    ola: User,
    per: User,
) -> None:
    kvittering = nettleser_for(kari).get(del_med(orgnr("bakeri"))["Location"])
    assert _tekst(kvittering).count("PRØVEBAKERIET AS") == 2  # the receipt, and the list of who has got what
    adresse = reverse("dokumenter:deling", args=[utkast.pk])
    assert "PRØVEBAKERIET AS" in _tekst(nettleser_for(ola).get(adresse))
    assert nettleser_for(per).get(adresse).status_code == 404
    assert nettleser_for(None).get(adresse).status_code == 302


def test_it_looks_nothing_up_for_one_who_may_not_share(
    nettleser_for: NettleserFor, uten_rett: User, fremmed: User, kari: User, register: Enhetsregisteret
) -> None:
    for hvem, status in ((uten_rett, 200), (fremmed, 200), (None, 302)):
        svar = nettleser_for(hvem).post(KONTROLLER, {"mottakere": orgnr("verksted")})
        assert svar.status_code == status
        assert register.spurt == []
    nettleser_for(kari).post(KONTROLLER, {"mottakere": orgnr("verksted")})
    assert register.spurt == [orgnr("verksted")]


def test_it_writes_no_name_and_no_number_into_the_log(
    del_med: Callable[..., Svar], register: Enhetsregisteret, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    del_med(orgnr("konkurs"), EN_PERSON.verdi)
    register.spoler = {"enheter": 500, "varig": True}
    del_med(orgnr("bakeri"), EN_PERSON.verdi)
    egne = [
        f"{post.name} {post.getMessage()}"
        for post in caplog.records
        if not post.name.startswith(("django.", "standins"))
    ]
    hemmelige = ("PRØVE", orgnr("konkurs"), orgnr("bakeri"), EN_PERSON.verdi)
    assert egne
    assert [linje for linje in egne if any(ord_ in linje for ord_ in hemmelige)] == []
