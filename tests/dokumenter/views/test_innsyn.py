"""Innsyn, through the door of a logged-in person."""

import csv
import io
import json
from collections.abc import Callable

import pytest
from django.test import Client

from dokumenter.models import Deling
from hendelser.models import Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.csvfil import trygg
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User

Nettleser = Callable[[User | None], Client]
SIDER = ["/mottatt/innsyn/", "/mottatt/innsyn.json", "/mottatt/innsyn.csv"]


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User, fremmed: User) -> Deling:
    """Shared with two, of whom one fetched it."""
    deling = lag_deling(konto, kari, mottaker, fremmed)
    skriv_hendelse(Hendelsestype.DELING_DELT, av=kari, gjelder=deling)
    data = {"fra": 0, "til": 7, "fullfort": True}
    skriv_hendelse(Hendelsestype.DOKUMENT_HENTET, av=mottaker, gjelder=deling.dokumenter.get(), data=data)
    return deling


def innhold(svar: object) -> str:
    """The whole answer, streamed or not."""
    if getattr(svar, "streaming", False):
        return b"".join(svar.streaming_content).decode()  # type: ignore[attr-defined]
    return svar.content.decode()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("sti", SIDER)
def test_it_shows_each_person_only_the_own_doings(
    sti: str, deling: Deling, kari: User, mottaker: User, fremmed: User, per: User, nettleser_for: Nettleser
) -> None:
    hentet = "okumentet ble lastet ned"
    for hvem, ventet in ((mottaker, True), (fremmed, False), (kari, False), (per, False)):
        svar = nettleser_for(hvem).get(sti)
        tekst = innhold(svar)
        assert svar.status_code == 200
        assert svar["Cache-Control"].startswith("max-age=0")
        assert (hentet in tekst) == ventet
        assert ("vedtak.pdf" in tekst) == ventet
        assert ("okumentene ble delt" in tekst) == (hvem in {mottaker, fremmed})
        assert "TESTPERSON" not in tekst


@pytest.mark.parametrize("sti", SIDER)
def test_it_lets_nobody_in(sti: str, deling: Deling) -> None:
    svar = Client().get(sti, HTTP_ACCEPT="text/html")
    assert (svar.status_code, svar["Location"].split("?")[0]) == (302, "/logg-inn/")
    assert Client().get(sti, HTTP_ACCEPT="*/*").status_code == (302 if sti.endswith("/") else 401)


def test_it_is_led_to_from_mottatt(mottaker: User, nettleser_for: Nettleser) -> None:
    klient = nettleser_for(mottaker)
    assert 'href="/mottatt/innsyn/"' in klient.get("/mottatt/").content.decode()
    assert "Ingenting er delt med deg" in klient.get("/mottatt/innsyn/").content.decode()


def test_it_writes_json_that_can_be_read(
    deling: Deling, mottaker: User, fremmed: User, nettleser_for: Nettleser
) -> None:
    svar = nettleser_for(mottaker).get("/mottatt/innsyn.json")
    assert (svar["Content-Type"], svar["Content-Disposition"]) == (
        "application/json",
        'attachment; filename="innsyn.json"',
    )
    [en] = json.loads(innhold(svar))["delinger"]
    assert (en["fra"], en["konto"], en["avsluttet"], len(en["hendelser"])) == ("Testvik kommune", "Barnevern", "", 2)
    assert json.loads(innhold(nettleser_for(None).get("/mottatt/innsyn.json", HTTP_ACCEPT="*/*")))["feil"]


def test_it_writes_csv_that_a_spreadsheet_opens_and_runs_nothing_of(
    deling: Deling, mottaker: User, nettleser_for: Nettleser
) -> None:
    deling.dokumenter.update(dokumentnavn="=HYPERLINK(1).pdf")
    Deling.objects.update(tittel="+SUM(1)")
    tekst = innhold(nettleser_for(mottaker).get("/mottatt/innsyn.csv"))
    assert tekst.startswith("\N{ZERO WIDTH NO-BREAK SPACE}Delt;Fra;")
    rader = list(csv.reader(io.StringIO(tekst), delimiter=";"))
    assert {len(rad) for rad in rader} == {12}
    assert rader[-1][3] == "'+SUM(1)"
    assert rader[-1][10] == "'=HYPERLINK(1).pdf"


@pytest.mark.parametrize("tegn", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_it_marks_every_sign_that_begins_a_formula_somewhere(tegn: str) -> None:
    assert trygg(f"{tegn}SUM(1)") == f"'{tegn}SUM(1)"
    assert trygg(f"a{tegn}1") == f"a{tegn}1"


def test_it_holds_no_number_of_anybody(deling: Deling, mottaker: User, nettleser_for: Nettleser) -> None:
    for sti in SIDER:
        assert mottaker.maskert_fnr[:6] not in innhold(nettleser_for(mottaker).get(sti))
