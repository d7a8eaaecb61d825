"""The list of Mine delinger: searching without a trace, quick filters, order, and the file for a spreadsheet."""

import csv
import io
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Deling
from kontoer.models import Konto
from standins.personer import personer
from tests.dokumenter.fabrikk import lag_deling
from tests.dokumenter.queries.test_mine_sok import kall
from users.models import User

Nettleser = Callable[[User | None], Client]
SOK = "/delinger/"


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """With a title and a case number."""
    return kall(lag_deling(konto, kari, mottaker), "Hemmelig flytting", "2026/17")


def funnet(klient: Client, **felter: str | list[str]) -> tuple[str, list[Deling]]:
    """Where the search is shown, and what it found."""
    svar = klient.post(SOK, felter)
    assert svar.status_code == 302, svar.content.decode()
    sti = svar["Location"]
    return sti, [rad.deling for rad in klient.get(sti).context["rader"]]


@pytest.mark.parametrize("tekst", ["hemmelig", "2026/17", "vedtak.pdf", "  VEDTAK  "])
def test_it_searches_without_putting_the_text_in_an_address(
    tekst: str, deling: Deling, kari: User, nettleser_for: Nettleser
) -> None:
    klient = nettleser_for(kari)
    sti, delinger = funnet(klient, tekst=tekst, tilstand="apen")
    assert delinger == [deling]
    assert parse_qs(urlsplit(sti).query).keys() == {"tilstand", "sok"}
    for ord_ in tekst.split():
        assert ord_.lower() not in sti.lower()
    assert f'value="{" ".join(tekst.split())}"' in klient.get(sti).content.decode()


def test_it_finds_by_the_exact_number_of_a_recipient_and_keeps_only_a_mask(
    deling: Deling, konto: Konto, kari: User, fremmed: User, nettleser_for: Nettleser
) -> None:
    annen, klient, nummer = lag_deling(konto, kari, fremmed), nettleser_for(kari), personer["mottaker"].fnr
    sti, delinger = funnet(klient, tekst=f"{nummer[:6]} {nummer[6:]}")
    side = klient.get(sti).content.decode()
    assert delinger == [deling]
    assert nummer not in sti + side + str(dict(klient.session))
    assert f"Bare mottakeren {nummer[:6]}*****" in side
    navn = parse_qs(urlsplit(sti).query)["sok"][0]
    assert funnet(klient, tekst="", behold=navn, tilstand="apen")[1] == [deling]
    assert funnet(klient, tekst="", tilstand="apen")[1] == [annen, deling]


def test_it_says_when_a_number_has_a_slip_in_it(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    nummer = personer["mottaker"].fnr
    svar = nettleser_for(kari).post(SOK, {"tekst": nummer[:10] + str((int(nummer[10]) + 1) % 10)})
    assert svar.status_code == 200
    assert "Fødselsnummeret er ikke gyldig" in svar.content.decode()


def test_it_forgets_the_search_with_the_session(
    deling: Deling, kari: User, ola: User, nettleser_for: Nettleser
) -> None:
    sti, _delinger = funnet(nettleser_for(kari), tekst="finnes ikke")
    svar = nettleser_for(ola).get(sti)
    assert "Vi har glemt det du søkte etter" in svar.content.decode()
    assert [rad.deling for rad in svar.context["rader"]] == [deling]


def test_it_remembers_some_searches_and_not_all(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    klient = nettleser_for(kari)
    stier = [funnet(klient, tekst=f"ord {nr}")[0] for nr in range(7)]
    assert [klient.get(sti).context["husket"] is not None for sti in stier] == [False] * 2 + [True] * 5
    assert "ord" not in str(klient.session["sok_i_delinger"])


def test_it_tells_what_is_wrong_and_searches_by_the_rest(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    svar = nettleser_for(kari).post(SOK, {"fra": "tull", "tilstand": "trukket", "hurtig": "mine", "tekst": "x" * 300})
    assert (svar.status_code, svar.context["rader"]) == (200, [])
    assert {*svar.context["form"].errors} == {"fra", "tekst"}


def test_it_turns_quick_filters_on_and_off(
    deling: Deling, konto: Konto, ola: User, kari: User, mottaker: User, nettleser_for: Nettleser
) -> None:
    lag_deling(konto, ola, mottaker)
    klient = nettleser_for(kari)
    svar = klient.get(SOK)
    valg = {ett.navn: ett for ett in svar.context["hurtigvalg"]}
    assert [*valg] == ["Delt av meg", "Ikke hentet", "Utløper snart", "Ber om mer tid"]
    svar = klient.get(f"{SOK}?{valg['Delt av meg'].sporring}")
    assert [rad.deling for rad in svar.context["rader"]] == [deling]
    assert svar.context["hurtigvalg"][0] == ("mine", "Delt av meg", True, "")
    assert funnet(klient, tekst="vedtak", hurtig=["mine"])[1] == [deling]


@pytest.mark.parametrize("hvem", ["per", "mottaker", "uten_rett", "admin"])
def test_it_finds_nothing_for_those_who_may_not_share(
    hvem: str, deling: Deling, nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem))
    assert not funnet(klient, tekst="hemmelig")[1]
    innhold = klient.get(f"{SOK}delinger.csv").getvalue()
    assert len(innhold.decode().splitlines()) == 1


def test_it_gives_no_file_of_everything_for_a_search_that_is_forgotten(
    deling: Deling, kari: User, nettleser_for: Nettleser
) -> None:
    klient = nettleser_for(kari)
    svar = klient.get(f"{SOK}delinger.csv?sok=glemt&sorter=tittel", follow=True)
    assert svar.redirect_chain == [(f"{SOK}?sorter=tittel&sok=glemt", 302)]
    assert "Vi har glemt det du søkte etter" in svar.content.decode()


def test_it_sends_nobody_to_login(deling: Deling) -> None:
    for svar in (Client().post(SOK, {"tekst": "hemmelig"}), Client().get(f"{SOK}delinger.csv")):
        assert (svar.status_code, svar["Location"].split("?")[0]) == (302, "/logg-inn/")
        assert "hemmelig" not in svar["Location"]


def test_it_pages_through_a_search_in_its_order(
    konto: Konto, kari: User, mottaker: User, nettleser_for: Nettleser
) -> None:
    alle = [kall(lag_deling(konto, kari, mottaker), f"Sak {nr:02}") for nr in range(27)]
    klient = nettleser_for(kari)
    sti, forste = funnet(klient, tekst="sak", sorter="tittel")
    neste = klient.get(sti).context["neste"]
    assert "ak" not in neste
    andre = klient.get(f"{sti}&etter={neste.replace('+', '%2B')}")
    assert [*forste, *(rad.deling for rad in andre.context["rader"])] == alle
    assert andre.context["er_forste"] == "nei"


def test_it_chooses_all_on_the_page_without_javascript(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    klient = nettleser_for(kari)
    assert " checked" not in klient.get(SOK).content.decode()
    assert klient.get(SOK, {"velg": "alle"}).content.decode().count(" checked") == 1


def test_it_gives_the_list_as_a_file_with_masked_recipients_and_no_formulas(
    deling: Deling, konto: Konto, kari: User, mottaker: User, nettleser_for: Nettleser
) -> None:
    kall(lag_deling(konto, kari, mottaker), '=HYPERLINK("http://x")')
    svar = nettleser_for(kari).get(f"{SOK}delinger.csv")
    assert svar["Content-Disposition"] == 'attachment; filename="delinger.csv"'
    tekst = svar.getvalue().decode()
    assert tekst.startswith("\ufeffDelt;Tittel;")
    rader = list(csv.DictReader(io.StringIO(tekst.removeprefix("\ufeff")), delimiter=";"))
    assert [rad["Tittel"] for rad in rader] == ['\'=HYPERLINK("http://x")', "Hemmelig flytting"]
    assert rader[1]["Mottakere"] == mottaker.maskert_fnr
    assert (rader[1]["Saksnummer"], rader[1]["Første dokument"], rader[1]["Tilstand"]) == (
        "2026/17",
        "vedtak.pdf",
        "åpen",
    )
    assert personer["mottaker"].fnr not in tekst


@pytest.mark.parametrize(
    ("godkjenning", "tilstand"),
    [("venter", "venter på godkjenning"), ("godkjent", "åpen"), ("avvist", "ikke godkjent")],
)
def test_it_does_not_call_open_in_the_file_what_nobody_can_open(
    godkjenning: str, tilstand: str, deling: Deling, kari: User, nettleser_for: Nettleser
) -> None:
    Deling.objects.filter(pk=deling.pk).update(godkjenning=godkjenning)
    tekst = nettleser_for(kari).get(f"{SOK}delinger.csv").getvalue().decode()
    [rad] = csv.DictReader(io.StringIO(tekst.removeprefix("\ufeff")), delimiter=";")
    assert rad["Tilstand"] == tilstand


def test_it_asks_as_often_for_a_long_file_as_for_a_short_one(
    konto: Konto,
    kari: User,
    mottaker: User,
    nettleser_for: Nettleser,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    klient = nettleser_for(kari)
    for _nr in range(2):
        lag_deling(konto, kari, mottaker)
        with django_assert_max_num_queries(12):
            svar = klient.get(f"{SOK}delinger.csv")
            assert svar.getvalue()
        for _deling in range(5):
            lag_deling(konto, kari, mottaker)


def test_it_asks_as_often_for_many_as_for_one_when_it_searches(
    deling: Deling,
    konto: Konto,
    kari: User,
    mottaker: User,
    nettleser_for: Nettleser,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    klient = nettleser_for(kari)
    sti, _delinger = funnet(klient, tekst="flytting", sorter="utloper")
    for _nr in range(2):
        with django_assert_max_num_queries(16):
            klient.get(sti)
        for _deling in range(5):
            kall(lag_deling(konto, kari, mottaker), "Flytting")
