"""More time, Innsyn and Hent med kommando in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from dokumenter.models import Deling, Hentenokkel, Tidsonske
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.tidsonske import be_om_mer_tid
from dokumenter.services.virksomhetstilgang import Adgang
from hendelser.models import Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from tests.nettleser.conftest import NySide
from tests.nettleser.sjekker import axe, ingen_overflyt
from users.models import User

GRUNN = "Jeg er på sykehus og får ikke hentet dette før neste uke.\n" + "langtordutenmellomrom" * 12


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """Shared with the recipient, who has opened it."""
    deling = lag_deling(konto, kari, mottaker)
    skriv_hendelse(Hendelsestype.DELING_DELT, av=kari, gjelder=deling)
    skriv_hendelse(Hendelsestype.DELING_APNET, av=mottaker, gjelder=deling)
    return deling


def be(deling: Deling, av: User) -> Tidsonske:
    """The recipient's wish, with a long reason."""
    return be_om_mer_tid(deling=deling, grunn=GRUNN, av=av, adgang=Adgang(av=av, okt="o"))


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_is_accessible_and_narrow_enough(
    ny_side: NySide, deling: Deling, konto: Konto, kari: User, admin: User, mottaker: User, fremmed: User, bredde: int
) -> None:
    over = lag_deling(konto, kari, mottaker)
    for en in (deling, over):
        be(en, mottaker)
    trekk_tilbake(deling=over, av=kari)
    for hvem, sti in [
        (mottaker, f"/d/{deling.id}/mer-tid"),
        (mottaker, f"/d/{over.id}"),
        (mottaker, f"/d/{deling.id}/kommando"),
        (mottaker, "/mottatt/innsyn/"),
        (fremmed, "/mottatt/innsyn/"),
        (kari, f"/delinger/{deling.id}/"),
        (kari, f"/delinger/{over.id}/"),
        (kari, "/delinger/"),
        (admin, f"/konfigurasjon/{konto.organisasjon_id}/innsyn/"),
    ]:
        side = ny_side(hvem, bredde=bredde)
        side.goto(sti)
        axe(side)
        ingen_overflyt(side)


@pytest.mark.parametrize("uten_js", [True, False])
def test_it_asks_and_is_answered_in_one_press_each(
    ny_side: NySide, deling: Deling, kari: User, mottaker: User, uten_js: bool
) -> None:
    hos_mottaker, hos_kari = ny_side(mottaker, uten_js=uten_js), ny_side(kari, uten_js=uten_js)
    hos_mottaker.goto(f"/d/{deling.id}")
    hos_mottaker.get_by_role("button", name="Be om mer tid").click()
    expect(hos_mottaker.get_by_text("Avsenderen har ikke svart ennå")).to_be_visible()
    hos_kari.goto("/delinger/")
    expect(hos_kari.locator(".ds-tag").get_by_text("Ber om mer tid")).to_be_visible()  # there is a filter of that name
    hos_kari.get_by_role("link", name="1 dokument, delt").click()
    hos_kari.get_by_role("button", name="Forleng til").click()
    expect(hos_kari.get_by_text("Den som ba om mer tid, ser det")).to_be_visible()
    hos_mottaker.reload()
    expect(hos_mottaker.get_by_text("Avsenderen forlenget tiden")).to_be_visible()


@pytest.mark.parametrize(("bredde", "uten_js"), [(1100, False), (320, False), (1100, True)])
def test_it_makes_a_key_by_keyboard_and_takes_it_back(
    ny_side: NySide, deling: Deling, mottaker: User, bredde: int, uten_js: bool
) -> None:
    side = ny_side(mottaker, bredde=bredde, uten_js=uten_js)
    side.goto(f"/d/{deling.id}")
    side.get_by_role("link", name="Hent med kommando").press("Enter")
    side.get_by_role("button", name="Hent med kommando").press("Enter")
    expect(side.get_by_role("textbox", name="Linux og Mac (curl)")).to_have_value(re.compile("curl -f -C -"))
    expect(side.get_by_role("button", name="Kopier linjene: Linux og Mac")).to_have_count(0 if uten_js else 1)
    if not uten_js:
        axe(side)
        ingen_overflyt(side)
    side.get_by_role("button", name="Trekk tilbake").press("Enter")
    expect(side.get_by_text("Nøkkelen er trukket tilbake")).to_be_visible()
    assert Hentenokkel.objects.get().trukket is not None


def test_it_gives_innsyn_as_files(ny_side: NySide, deling: Deling, mottaker: User) -> None:
    side = ny_side(mottaker)
    side.goto("/mottatt/")
    side.get_by_role("link", name="Innsyn").click()
    expect(side.get_by_text("En ansatt i Testvik kommune")).to_be_visible()
    for navn, fil in (("CSV", "innsyn.csv"), ("JSON", "innsyn.json")):
        with side.expect_download() as nedlasting:
            side.get_by_role("link", name=navn).click()
        assert nedlasting.value.suggested_filename == fil
