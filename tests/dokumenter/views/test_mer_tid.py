"""More time, through the doors of those who ask and those who answer."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from dokumenter.models import Deling, Tidsonske
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.tidsonske import be_om_mer_tid
from dokumenter.services.virksomhetstilgang import Adgang
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User

Nettleser = Callable[[User | None], Client]
MERKE = '<span class="ds-tag" data-color="warning">Ber om mer tid</span>'  # the words alone stand on the filter too


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """Shared with the recipient for a week."""
    return lag_deling(konto, kari, mottaker)


@pytest.fixture
def onske(deling: Deling, mottaker: User) -> Tidsonske:
    """What the recipient asked for."""
    return be_om_mer_tid(deling=deling, grunn="Syk\nuke 48 <b>", av=mottaker, adgang=Adgang(av=mottaker, okt="o"))


def svar_pa(deling: Deling, onske: Tidsonske) -> list[str]:
    """The addresses of the two answers."""
    return [f"/delinger/{deling.id}/mer-tid/", f"/delinger/{deling.id}/mer-tid/{onske.pk}/nei/"]


def test_it_asks_with_one_press_and_shows_that_it_waits(
    deling: Deling, mottaker: User, nettleser_for: Nettleser
) -> None:
    klient = nettleser_for(mottaker)
    assert "Be om mer tid" in klient.get(f"/d/{deling.id}").content.decode()
    for _press in range(2):
        svar = klient.post(f"/d/{deling.id}/mer-tid", follow=True)
        assert svar.redirect_chain == [(f"/d/{deling.id}", 302)]
        assert "Avsenderen har ikke svart ennå" in svar.content.decode()
    assert Tidsonske.objects.count() == 1


def test_it_shows_the_form_again_with_what_was_too_long(
    deling: Deling, mottaker: User, nettleser_for: Nettleser
) -> None:
    svar = nettleser_for(mottaker).post(f"/d/{deling.id}/mer-tid", {"grunn": "x" * 501})
    assert "Grunnen er for lang" in svar.content.decode()
    assert "x" * 501 in svar.content.decode()
    assert not Tidsonske.objects.exists()


@pytest.mark.parametrize("hvem", ["kari", "admin", "per", "fremmed"])
@pytest.mark.parametrize("metode", ["get", "post"])
def test_it_shows_a_stranger_the_neutral_page(
    hvem: str, metode: str, deling: Deling, nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem))
    for id_ in (deling.id, uuid4()):
        svar = getattr(klient, metode)(f"/d/{id_}/mer-tid")
        assert svar.status_code == 404
        assert "Lenken er feil, eller dokumentene er ikke til deg." in svar.content.decode()
    assert not Tidsonske.objects.exists()


def test_it_shows_a_removed_recipient_the_neutral_page(
    deling: Deling, mottaker: User, nettleser_for: Nettleser
) -> None:
    deling.mottakere.all().delete()
    assert nettleser_for(mottaker).post(f"/d/{deling.id}/mer-tid").status_code == 404
    assert not Tidsonske.objects.exists()


def test_it_sends_nobody_to_login(deling: Deling, onske: Tidsonske) -> None:
    for sti in (f"/d/{deling.id}/mer-tid", *svar_pa(deling, onske)):
        svar = Client().post(sti)
        assert (svar.status_code, svar["Location"].split("?")[0]) == (302, "/logg-inn/")


def test_it_demands_the_level_of_the_deling(deling: Deling, mottaker: User, nettleser_for: Nettleser) -> None:
    Deling.objects.update(sikkerhetsniva=4)
    klient = nettleser_for(mottaker)
    okt = klient.session
    okt["acr"] = "idporten-loa-substantial"
    okt.save()
    svar = klient.post(f"/d/{deling.id}/mer-tid")
    assert (svar.status_code, svar["Location"].split("?")[0]) == (302, "/logg-inn/")
    assert not Tidsonske.objects.exists()


def test_it_says_of_what_has_ended_that_it_is_destroyed(
    deling: Deling, mottaker: User, kari: User, nettleser_for: Nettleser
) -> None:
    trekk_tilbake(deling=deling, av=kari)
    klient = nettleser_for(mottaker)
    svar = klient.get(f"/d/{deling.id}")
    assert svar.status_code == 410
    assert "slettet for godt og kan ikke forlenges" in svar.content.decode()
    assert klient.post(f"/d/{deling.id}/mer-tid").status_code == 302
    hos_kari = nettleser_for(kari).get(f"/delinger/{deling.id}/").content.decode()
    assert "må du dele dem på nytt" in hos_kari
    assert "Del på nytt" in hos_kari
    assert "Forleng til" not in hos_kari


def test_it_tells_one_who_asks_too_often(deling: Deling, mottaker: User, nettleser_for: Nettleser) -> None:
    nei = {"svar": Tidsonske.Svar.AVSLATT, "besvart": timezone.now()}
    Tidsonske.objects.bulk_create(Tidsonske(deling=deling, bruker=mottaker, **nei) for _ in range(3))
    svar = nettleser_for(mottaker).post(f"/d/{deling.id}/mer-tid", follow=True)
    assert "flere ganger det siste døgnet" in svar.content.decode()
    assert Tidsonske.objects.count() == 3


@pytest.mark.parametrize("hvem", ["kari", "ola"])
def test_it_marks_it_and_lets_those_of_the_konto_give_it_in_one_press(
    hvem: str,
    deling: Deling,
    onske: Tidsonske,
    mottaker: User,
    nettleser_for: Nettleser,
    request: pytest.FixtureRequest,
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem))
    assert MERKE in klient.get("/delinger/").content.decode()
    svar = klient.get(f"/delinger/{deling.id}/")
    side = svar.content.decode()
    assert "Syk<br>uke 48 &lt;b&gt;" in side
    assert mottaker.maskert_fnr in side
    forslag = svar.context["tidsonsker"]["forslag"]
    til = {"til": f"{timezone.localtime(forslag):%d.%m.%Y}"}
    assert f'value="{til["til"]}"' in side
    for tekst in ("Den som ba om mer tid, ser det", "Ønsket er allerede besvart"):
        assert tekst in klient.post(svar_pa(deling, onske)[0], til, follow=True).content.decode()
    deling.refresh_from_db()
    assert deling.tilgjengelig_til == forslag
    assert Hendelse.objects.filter(type=Hendelsestype.DELING_FORLENGET).count() == 1
    assert MERKE not in klient.get("/delinger/").content.decode()
    assert "Avsenderen forlenget tiden" in nettleser_for(mottaker).get(f"/d/{deling.id}").content.decode()


def test_it_lets_the_sender_say_no_and_the_recipient_see_it(
    deling: Deling, onske: Tidsonske, kari: User, mottaker: User, nettleser_for: Nettleser
) -> None:
    for tekst in ("Du har svart nei", "Ønsket er allerede besvart"):
        svar = nettleser_for(kari).post(svar_pa(deling, onske)[1], follow=True)
        assert tekst in svar.content.decode()
    hos_mottaker = nettleser_for(mottaker)
    assert "Avsenderen svarte nei" in hos_mottaker.get(f"/d/{deling.id}").content.decode()
    trekk_tilbake(deling=deling, av=kari)
    assert "Avsenderen svarte nei" in hos_mottaker.get(f"/d/{deling.id}").content.decode()


@pytest.mark.parametrize(("hvem", "status"), [("admin", 403), ("uten_rett", 403), ("per", 404), ("mottaker", 404)])
def test_it_lets_nobody_else_answer(
    hvem: str,
    status: int,
    deling: Deling,
    onske: Tidsonske,
    nettleser_for: Nettleser,
    request: pytest.FixtureRequest,
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem))
    for sti in svar_pa(deling, onske):
        assert klient.get(sti).status_code == 405
        assert klient.post(sti, {"til": "14"}).status_code == status
    assert Tidsonske.objects.ventende().count() == 1


@pytest.mark.parametrize("til", ["", "i går", "01.01.2001", "900"])
def test_it_gives_nothing_for_a_day_it_does_not_understand_or_allow(
    til: str, deling: Deling, onske: Tidsonske, kari: User, nettleser_for: Nettleser
) -> None:
    for_ = deling.tilgjengelig_til
    assert nettleser_for(kari).post(svar_pa(deling, onske)[0], {"til": til}).status_code == 302
    deling.refresh_from_db()
    assert deling.tilgjengelig_til == for_
    assert Tidsonske.objects.ventende().exists()


def test_it_offers_no_more_than_the_konto_allows(
    deling: Deling, onske: Tidsonske, kari: User, nettleser_for: Nettleser
) -> None:
    Konto.objects.update(lengste_varighet_dager=5)
    side = nettleser_for(kari).get(f"/delinger/{deling.id}/").content.decode()
    assert "så lenge som kontoen tillater" in side
    assert "Forleng til" not in side


def test_it_never_shows_the_reason_in_the_log(
    deling: Deling, onske: Tidsonske, kari: User, admin: User, nettleser_for: Nettleser
) -> None:
    sti = f"/konfigurasjon/{deling.konto.organisasjon_id}/logg/"
    logg = nettleser_for(admin).get(sti).content.decode()
    assert "Mottakeren ba om mer tid" in logg
    assert "uke 48" not in logg


def test_it_is_shown_as_ended_also_before_the_sweep(
    deling: Deling, onske: Tidsonske, kari: User, nettleser_for: Nettleser
) -> None:
    Deling.objects.update(tilgjengelig_til=timezone.now() - timedelta(minutes=1))
    assert "må du dele dem på nytt" in nettleser_for(kari).get(f"/delinger/{deling.id}/").content.decode()
