"""Legg til mottaker and Fjern mottaker through the door: by whom, once, and what the one who is taken out sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from dokumenter.models import Deling, Gravstein, Mottaker
from dokumenter.services import nedlasting
from dokumenter.services.deling import trekk_tilbake
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from standins.enhetsregisteret import Enhetsregisteret
from standins.personer import personer, virksomheter
from tests.dokumenter.fabrikk import lag_deling
from tests.dokumenter.views.nedlasting.lag import bitene_i
from tests.register import gyldige_orgnr, kjorende_register, register
from tests.svar import Svar
from users.models import User

__all__ = ["kjorende_register", "register"]

Nettleser = Callable[[User | None], Client]
MIB = 1024 * 1024
FREMMED = personer["fremmed"].fnr


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User, ola: User) -> Deling:
    """Shared with two, one of whom is Ola as a private person."""
    return lag_deling(konto, kari, mottaker, ola, innhold=b"x" * 3 * MIB)


def legg_til(deling: Deling) -> str:
    return f"/delinger/{deling.id}/mottakere/"


def fjern(deling: Deling, person: User) -> str:
    return f"/delinger/{deling.id}/mottakere/{deling.mottakere.get(oppslag=person.fnr_hash).pk}/fjern/"


def se_og_send(klient: Client, deling: Deling, tekst: str, **felter: str) -> Svar:
    """Both steps of the page: the recipients are shown, and the button is pressed once more."""
    sett = klient.post(legg_til(deling), {"mottakere": tekst}).context["sett"]
    return klient.post(legg_til(deling), {"mottakere": tekst, "sett": sett} | felter, follow=True)


def hovedinnhold(svar: Svar) -> str:
    """The page without its frame, where each person's own tokens are."""
    return svar.content.decode().partition("<main")[2].partition("</main>")[0]


HVEM = [("kari", 200), ("ola", 200), ("admin", 403), ("uten_rett", 403), ("per", 404), ("mottaker", 404)]


@pytest.mark.parametrize(("hvem", "status"), HVEM)
@pytest.mark.parametrize("hva", ["legg til", "fjern"])
def test_it_lets_only_those_who_may_share_see_and_do(
    hva: str, hvem: str, status: int, deling: Deling, nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem))
    sti = legg_til(deling) if hva == "legg til" else fjern(deling, request.getfixturevalue("mottaker"))
    assert klient.get(sti).status_code == status
    for_ = Hendelse.objects.count()
    felter = {"mottakere": FREMMED}
    if hva == "legg til" and status == 200:
        felter["sett"] = klient.post(sti, felter).context["sett"]
    svar = klient.post(sti, felter)
    assert svar.status_code == (302 if status == 200 else status)
    assert (Hendelse.objects.count() > for_) == (status == 200)


def test_it_sends_nobody_to_login(deling: Deling, mottaker: User) -> None:
    for sti in (legg_til(deling), fjern(deling, mottaker)):
        for metode in ("get", "post"):
            svar = getattr(Client(), metode)(sti)
            assert (svar.status_code, svar["Location"].split("?")[0]) == (302, "/logg-inn/")
    assert deling.mottakere.count() == 2


def test_it_adds_and_says_so_without_a_number_in_the_log(
    deling: Deling, kari: User, fremmed: User, nettleser_for: Nettleser
) -> None:
    assert nettleser_for(fremmed).get(f"/d/{deling.id}").status_code == 404
    svar = se_og_send(nettleser_for(kari), deling, FREMMED)
    side = svar.content.decode()
    assert "1 mottaker er lagt til" in side
    assert FREMMED not in side
    assert "Mottakere ble lagt til" in side
    assert nettleser_for(fremmed).get(f"/d/{deling.id}").status_code == 200
    svar = se_og_send(nettleser_for(kari), deling, FREMMED)
    assert "Ingenting er endret" in svar.content.decode()
    assert Hendelse.objects.filter(type=Hendelsestype.MOTTAKER_LAGT_TIL).count() == 1


def test_it_shows_who_they_are_before_anybody_is_let_in(
    deling: Deling, kari: User, fremmed: User, nettleser_for: Nettleser
) -> None:
    klient = nettleser_for(kari)
    svar = klient.post(legg_til(deling), {"mottakere": FREMMED})
    side = svar.content.decode()
    assert "Skal denne få dokumentene?" in side
    assert f"Fjern {fremmed.maskert_fnr} (person)" in side
    assert deling.mottakere.count() == 2
    sett = svar.context["sett"]
    for felter in (
        {"mottakere": FREMMED, "sett": ""},
        {"mottakere": FREMMED, "sett": "ja"},
        {"mottakere": f"{FREMMED} {personer['per'].fnr}", "sett": sett},  # one more was written below what was shown
        {"mottakere": personer["per"].fnr, "sett": sett},
    ):
        svar = klient.post(legg_til(deling), felter)
        assert (svar.status_code, deling.mottakere.count()) == (200, 2)
    assert "Ja, legg til mottakeren" in svar.content.decode()


def test_it_takes_one_out_again_of_what_is_shown(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    klient = nettleser_for(kari)
    begge = {"mottakere": f"{FREMMED} {personer['per'].fnr}"}
    sett = klient.post(legg_til(deling), begge).context["sett"]
    svar = klient.post(legg_til(deling), begge | {"sett": sett, "fjern_mottaker": "1"})
    assert (svar.status_code, deling.mottakere.count()) == (200, 2)
    assert FREMMED not in svar.content.decode()
    assert se_og_send(klient, deling, personer["per"].fnr).status_code == 200
    assert deling.mottakere.count() == 3


def test_it_warns_of_a_business_and_refuses_one_that_is_none(
    deling: Deling, kari: User, nettleser_for: Nettleser, register: Enhetsregisteret
) -> None:
    klient, orgnr = nettleser_for(kari), virksomheter["konkurs"].orgnr
    svar = klient.post(legg_til(deling), {"mottakere": orgnr})
    assert virksomheter["konkurs"].navn.upper() in svar.content.decode()
    bekreftet = svar.context["bekreftelse"]
    svar = se_og_send(klient, deling, orgnr)
    assert "bekreft at du vil dele likevel" in " ".join(svar.context["form"].errors["mottakere"])
    assert f'name="bekreftet" value="{bekreftet}"' in svar.content.decode(), "the box is there to press"
    assert "Ja, legg til mottakeren" in svar.content.decode()
    assert deling.mottakere.count() == 2
    assert "1 mottaker er lagt til" in se_og_send(klient, deling, orgnr, bekreftet=bekreftet).content.decode()
    svar = klient.post(legg_til(deling), {"mottakere": gyldige_orgnr(1)[0]})
    assert "finnes ikke i Enhetsregisteret" in " ".join(svar.context["form"].errors["mottakere"])
    assert "Ja, legg til" not in svar.content.decode()


@pytest.mark.parametrize(
    ("skrevet", "feil"),
    [("", "Skriv minst ett"), ("123", "Mottaker nummer 1 (123)"), (f"{FREMMED}, " + "9 " * 9, "4 til er feil")],
)
def test_it_tells_what_is_wrong_and_lets_nobody_in(
    skrevet: str, feil: str, deling: Deling, kari: User, nettleser_for: Nettleser
) -> None:
    svar = nettleser_for(kari).post(legg_til(deling), {"mottakere": skrevet})
    assert feil in " ".join(svar.context["form"].errors["mottakere"])
    assert (svar.status_code, deling.mottakere.count()) == (200, 2)


def test_it_shows_what_the_one_has_got_and_asks_first(
    deling: Deling, kari: User, mottaker: User, nettleser_for: Nettleser
) -> None:
    dokument = deling.dokumenter.get()
    nettleser_for(mottaker).get(f"/d/{deling.id}/{dokument.id}", headers={"Range": "bytes=0-1048575"}).getvalue()
    side = nettleser_for(kari).get(fjern(deling, mottaker)).content.decode()
    assert "delvis hentet (33" in side
    assert side.count("(person)") == 2, "in the heading and the list, and nobody else"
    assert deling.mottakere.count() == 2


def test_it_makes_the_one_a_stranger_everywhere_and_keeps_what_was_got_for_the_sender(
    deling: Deling, kari: User, mottaker: User, fremmed: User, nettleser_for: Nettleser
) -> None:
    hos = nettleser_for(mottaker)
    fil = f"/d/{deling.id}/{deling.dokumenter.get().id}"
    assert (hos.get(f"/d/{deling.id}").status_code, hos.get(fil).getvalue()[:1]) == (200, b"x")
    sti = fjern(deling, mottaker)
    svar = nettleser_for(kari).post(sti, follow=True)
    assert "Mottakeren er fjernet" in svar.content.decode()
    assert not Gravstein.objects.exists(), "the store has been told"
    fremmeds = nettleser_for(fremmed)
    for adresse in (f"/d/{deling.id}", fil):
        mitt, andres = hos.get(adresse), fremmeds.get(adresse)
        assert (mitt.status_code, hovedinnhold(mitt)) == (404, hovedinnhold(andres))
    assert str(deling.id) not in hos.get("/mottatt/").content.decode()
    side = nettleser_for(kari).get(f"/delinger/{deling.id}/").content.decode()
    assert "1 fjernet mottaker" in side
    assert "hentet</strong>" in side
    assert "allerede fjernet" in nettleser_for(kari).post(sti, follow=True).content.decode()
    assert nettleser_for(kari).get(sti).status_code == 302


def test_it_keeps_the_last_one_and_says_what_to_do(
    konto: Konto, kari: User, mottaker: User, nettleser_for: Nettleser
) -> None:
    deling = lag_deling(konto, kari, mottaker)
    klient, sti = nettleser_for(kari), fjern(deling, mottaker)
    assert "Fjern mottaker" not in klient.get(f"/delinger/{deling.id}/").content.decode()
    for svar in (klient.get(sti, follow=True), klient.post(sti, follow=True)):
        assert "Trekk heller delingen tilbake" in svar.content.decode()
    assert deling.mottakere.exists()


def test_it_leads_back_from_what_is_over(deling: Deling, kari: User, mottaker: User, nettleser_for: Nettleser) -> None:
    stier = [legg_til(deling), fjern(deling, mottaker)]
    trekk_tilbake(deling=deling, av=kari)
    klient = nettleser_for(kari)
    assert [klient.get(sti).status_code for sti in stier] == [302, 302]
    for sti in stier:
        assert "avsluttet" in klient.post(sti, {"mottakere": FREMMED}, follow=True).content.decode()
    assert deling.mottakere.count() == 2


def test_it_cuts_a_download_that_runs_through_the_door(
    deling: Deling, kari: User, mottaker: User, nettleser_for: Nettleser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nedlasting, "_SPOR_IGJEN_SEKUNDER", -1.0)
    svar = nettleser_for(mottaker).get(f"/d/{deling.id}/{deling.dokumenter.get().id}")
    biter: Iterator[bytes] = bitene_i(svar)
    assert len(next(biter)) < 3 * MIB
    nettleser_for(kari).post(fjern(deling, mottaker))
    with pytest.raises(ConnectionResetError):
        list(biter)
    svar.close()
    assert not Hendelse.objects.get(type=Hendelsestype.DOKUMENT_HENTET).data["fullfort"]


def test_it_offers_nothing_more_where_a_second_person_must_approve(
    deling: Deling, konto: Konto, kari: User, nettleser_for: Nettleser
) -> None:
    klient = nettleser_for(kari)
    assert "Legg til mottaker" in klient.get(f"/delinger/{deling.id}/").content.decode()
    Konto.objects.filter(pk=konto.pk).update(fire_oyne=True)
    side = klient.get(f"/delinger/{deling.id}/").content.decode()
    assert [navn in side for navn in ("Legg til mottaker", "Legg til fil", "Fjern mottaker")] == [False, False, True]
    for sti in (legg_til(deling), f"/delinger/{deling.id}/filer/"):
        for svar in (klient.get(sti, follow=True), klient.post(sti, {"mottakere": FREMMED}, follow=True)):
            assert "godkjennes av en kollega" in svar.content.decode()
    assert deling.mottakere.count() == 2


@pytest.mark.parametrize("fire_oyne", [False, True])
def test_it_promises_to_take_one_in_again_only_where_it_can(
    fire_oyne: bool, deling: Deling, kari: User, nettleser_for: Nettleser
) -> None:
    Konto.objects.update(fire_oyne=fire_oyne)
    en = Mottaker.objects.create(deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag="310000007")
    side = nettleser_for(kari).get(f"/delinger/{deling.id}/mottakere/{en.pk}/fjern/").content.decode()
    assert ("Du kan legge til mottakeren igjen senere." in side) is not fire_oyne
    assert ("kan ikke legges til igjen her" in side) is fire_oyne
