"""Mine delinger in a real browser: the pages at both widths, and the acts by hand, also without JavaScript."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dokumenter.models import Deling, Dokument
from dokumenter.services.deling import del_dokument, trekk_tilbake
from dokumenter.services.kontroll import kontroller_dokument
from dokumenter.services.nedlasting import lever_dokument
from kontoer.models import Konto
from standins.personer import personer
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast
from tests.nettleser.conftest import NySide
from tests.nettleser.sjekker import axe, ingen_overflyt
from users.models import User
from users.numre import Nummer, Nummertype


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User, fremmed: User) -> Deling:
    """Shared with two, one of whom has got half of it."""
    deling = lag_deling(konto, kari, mottaker, fremmed, innhold=b"x" * 100)
    list(lever_dokument(dokument=deling.dokumenter.get(), start=0, slutt=50, av=mottaker))
    return deling


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_is_accessible_and_narrow_enough(
    ny_side: NySide, deling: Deling, konto: Konto, kari: User, mottaker: User, ola: User, per: User, bredde: int
) -> None:
    lag_dokument(lag_utkast(konto, kari))
    avsluttet = lag_deling(konto, kari, mottaker)
    trekk_tilbake(deling=avsluttet, av=kari)
    stier = ["", f"{deling.id}/", f"{deling.id}/?ny=1", f"{avsluttet.id}/", "?tilstand=utlopt", "?tilstand=tull"]
    stier += ["?hurtig=mine&hurtig=utloper_snart&sorter=tittel", "?velg=alle"]
    stier += [f"{deling.id}/?tekst=en", f"{deling.id}/?ny=1&tekst=nn"]
    stier += [f"{deling.id}/{handling}/" for handling in ("forleng", "trekk-tilbake")]
    stier.append(f"{deling.id}/dokument/{deling.dokumenter.get().id}/slett/")
    side = ny_side(kari, bredde=bredde)
    for sti in stier:
        side.goto(f"/delinger/{sti}")
        axe(side)
        ingen_overflyt(side)
    tom = ny_side(per, bredde=bredde)
    tom.goto("/delinger/")
    axe(tom)


@pytest.mark.parametrize("uten_js", [False, True])
@pytest.mark.parametrize("fra", ["utkastet", "en ny deling"])
def test_it_asks_before_it_throws_a_draft_away(
    ny_side: NySide, konto: Konto, kari: User, uten_js: bool, fra: str
) -> None:
    utkast = lag_utkast(konto, kari)
    dokument = lag_dokument(utkast)
    side = ny_side(kari, uten_js=uten_js)
    side.goto(f"/del/?utkast={utkast.id}" if fra == "utkastet" else "/del/")
    ja = side.get_by_role("button", name="Ja, slett utkastet og filene")
    expect(ja).to_be_hidden()
    side.locator("summary").filter(has_text="Forkast").press("Enter")
    expect(side.get_by_text("Filene i utkastet slettes for godt")).to_be_visible()
    if not uten_js:
        axe(side)
    ja.click()
    expect(side.get_by_text("Utkastet og filene i det er slettet.")).to_be_visible()
    dokument.refresh_from_db()
    assert dokument.er_borte


@pytest.mark.parametrize("uten_js", [False, True])
def test_it_prolongs_and_recalls_by_hand(ny_side: NySide, deling: Deling, ola: User, uten_js: bool) -> None:
    side = ny_side(ola, uten_js=uten_js)
    side.goto("/delinger/")
    side.get_by_role("link", name="1 dokument, delt").click()
    expect(side.get_by_label("Lenke")).to_have_value(f"http://127.0.0.1:8000/d/{deling.id}")
    side.get_by_role("link", name="Forleng").click()
    side.get_by_label("Tilgjengelig i").fill("9999")
    side.get_by_role("button", name="Lagre ny frist").click()
    expect(side.locator(".ds-validation-message")).to_contain_text("høyst 365 dager")
    side.get_by_label("Tilgjengelig i").fill("20")
    side.get_by_role("button", name="Lagre ny frist").click()
    expect(side.get_by_role("status").first).to_contain_text("kan hentes til")
    side.get_by_role("link", name="Trekk tilbake").click()
    expect(side.get_by_text("delvis hentet (50 %)")).to_be_visible()
    side.get_by_role("button", name="Trekk tilbake").click()
    expect(side.get_by_role("status").first).to_contain_text("trukket tilbake")
    deling.refresh_from_db()
    assert deling.slutt == Deling.Slutt.TRUKKET


def test_it_shows_size_and_digest_by_itself_when_the_content_is_checked(
    ny_side: NySide, konto: Konto, kari: User, mottaker: User
) -> None:
    deling = lag_deling(konto, kari, mottaker, innhold=b"x" * 100)
    dokument = deling.dokumenter.get()
    Dokument.objects.update(tilstand=Dokument.Tilstand.KONTROLLERES, sha256="")
    side = ny_side(kari)
    side.goto(f"/delinger/{deling.id}/?ny=1")
    liste = side.locator("#dokumentliste")
    expect(liste).to_contain_text("Innholdet kontrolleres")
    kontroller_dokument(dokument_id=dokument.pk)
    dokument.refresh_from_db()
    expect(liste).to_contain_text("Nøyaktig størrelse: 100 byte")
    expect(liste).to_contain_text(dokument.sha256)
    expect(side.locator("#oppfrisket")).to_have_text("Dokumentene er kontrollert.")
    axe(side)
    ingen_overflyt(side)


def test_it_begins_the_receipt_with_what_was_done(ny_side: NySide, deling: Deling, kari: User) -> None:
    side = ny_side(kari)
    side.goto(f"/delinger/{deling.id}/?ny=1")
    overskrift = side.get_by_role("heading", level=1, name="Dokumentene er delt")
    expect(overskrift).to_be_focused()
    assert side.title().startswith("Dokumentene er delt")
    side.goto(f"/delinger/{deling.id}/")
    expect(overskrift).to_have_count(0)


def test_it_prints_the_receipt_on_two_pages_with_digests(ny_side: NySide, konto: Konto, kari: User) -> None:
    deling = lag_utkast(konto, kari)
    for nr in range(4):
        Dokument.objects.filter(pk=lag_dokument(deling, navn=f"vedlegg {nr}.pdf").pk).update(sha256=f"{nr}" * 64)
    mottakere = [Nummer(Nummertype.PERSON, personer[en].fnr) for en in ("mottaker", "fremmed")]
    til = timezone.now() + timedelta(days=7)
    del_dokument(deling=deling, konto=konto, mottakere=mottakere, tilgjengelig_til=til, av=kari)
    side = ny_side(kari)
    side.goto(f"/delinger/{deling.id}/?ny=1")
    side.emulate_media(media="print")
    for nr in range(4):
        expect(side.get_by_text(f"{nr}" * 64)).to_be_visible()
    expect(side.get_by_role("link", name="Trekk tilbake")).to_be_hidden()
    assert len(re.findall(rb"/Type\s*/Page\b", side.pdf(format="A4"))) <= 2


@pytest.mark.parametrize("sti", ["/delinger/{id}/?ny=1", "/delinger/", "/del/", "/delinger/{id}/trekk-tilbake/"])
def test_it_is_no_wider_for_a_long_name_without_spaces(
    ny_side: NySide, konto: Konto, kari: User, mottaker: User, sti: str
) -> None:
    Konto.objects.filter(pk=konto.pk).update(navn="W" * 200)
    deling = lag_deling(konto, kari, mottaker)
    Dokument.objects.update(dokumentnavn="W" * 200)
    side = ny_side(kari, bredde=320)
    side.goto(sti.format(id=deling.id))
    ingen_overflyt(side)


def test_it_is_no_wider_for_the_recipient_either(ny_side: NySide, konto: Konto, kari: User, mottaker: User) -> None:
    Konto.objects.filter(pk=konto.pk).update(navn="W" * 200)
    deling = lag_deling(konto, kari, mottaker)
    Dokument.objects.update(dokumentnavn="W" * 200)
    side = ny_side(mottaker, bredde=320)
    for sti in (f"/d/{deling.id}", "/mottatt/"):
        side.goto(sti)
        ingen_overflyt(side)
