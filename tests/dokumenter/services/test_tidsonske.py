"""Asking for more time, and giving it or not."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from dokumenter.errors import DelingAvsluttet, ForMangeTidsonsker, IngenTidAGi
from dokumenter.models import Deling, Tidsonske
from dokumenter.services.deling import forleng_deling, trekk_tilbake
from dokumenter.services.fjerning import fjern_objekter
from dokumenter.services.oppbevaring import rydd_gammelt
from dokumenter.services.tidsonske import avsla_mer_tid, be_om_mer_tid, gi_mer_tid
from dokumenter.services.virksomhetstilgang import Adgang
from hendelser.models import Hendelse, Hendelsestype
from kontoer.errors import IkkeFunnet, ManglerRett, UgyldigVerdi
from kontoer.models import Konto
from kontoer.services.konto import slett_konto
from standins.personer import personer
from tests.dokumenter.fabrikk import lag_deling
from users.models import User

Svar = Tidsonske.Svar


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """Shared with the recipient for a week."""
    return lag_deling(konto, kari, mottaker)


def be(deling: Deling, av: User, grunn: str = "") -> Tidsonske:
    """Ask, as the page does."""
    return be_om_mer_tid(deling=deling, grunn=grunn, av=av, adgang=Adgang(av=av, okt="okt"))


def test_it_keeps_the_reason_and_tells_the_log_only_that_somebody_asked(deling: Deling, mottaker: User) -> None:
    onske = be(deling, mottaker, "  Jeg er på sykehus  ")
    assert (onske.grunn, onske.svar, onske.pa_vegne_av) == ("Jeg er på sykehus", Svar.VENTER, "")
    hendelse = Hendelse.objects.get(type=Hendelsestype.TIDSONSKE_SENDT)
    assert (hendelse.data, hendelse.deling_id, hendelse.aktor_id) == ({}, deling.id, mottaker.id)


def test_it_asks_once_under_a_double_press(deling: Deling, mottaker: User) -> None:
    assert be(deling, mottaker) == be(deling, mottaker, "en gang til")
    assert Hendelse.objects.filter(type=Hendelsestype.TIDSONSKE_SENDT).count() == 1


def test_it_refuses_a_stranger(deling: Deling, fremmed: User) -> None:
    with pytest.raises(IkkeFunnet):
        be(deling, fremmed)
    assert not Tidsonske.objects.exists()


def test_it_stores_nobodys_number_in_clear(deling: Deling, mottaker: User) -> None:
    fnr = personer["mottaker"].fnr
    for grunn in (f"Jeg er {fnr}", f"{fnr[:6]} {fnr[6:]} er syk"):
        with pytest.raises(UgyldigVerdi, check=lambda feil: feil.felt == "grunn"):
            be(deling, mottaker, grunn)
    assert not Tidsonske.objects.exists()


def test_it_refuses_a_reason_that_is_too_long(deling: Deling, mottaker: User) -> None:
    with pytest.raises(UgyldigVerdi) as feil:
        be(deling, mottaker, "a" * 501)
    assert feil.value.felt == "grunn"


def test_it_lets_one_ask_three_times_a_day_about_one_deling(deling: Deling, mottaker: User, kari: User) -> None:
    for _ in range(3):
        onske = be(deling, mottaker)
        assert avsla_mer_tid(deling=deling, onske_id=onske.pk, av=kari)
    with pytest.raises(ForMangeTidsonsker):
        be(deling, mottaker)
    Tidsonske.objects.update(opprettet=timezone.now() - timedelta(days=1, minutes=1))
    assert be(deling, mottaker).svar == Svar.VENTER


def test_it_lets_one_ask_twenty_times_a_day_in_all(konto: Konto, deling: Deling, mottaker: User) -> None:
    andre = [Deling(konto=konto, tilstand="delt", delt=timezone.now()) for _ in range(20)]
    Deling.objects.bulk_create(andre)
    Tidsonske.objects.bulk_create(Tidsonske(deling=annen, bruker=mottaker) for annen in andre)
    with pytest.raises(ForMangeTidsonsker):
        be(deling, mottaker)


def test_it_can_be_asked_about_what_has_ended(deling: Deling, mottaker: User, kari: User) -> None:
    trekk_tilbake(deling=deling, av=kari)
    deling.refresh_from_db()
    assert be(deling, mottaker).svar == Svar.VENTER


def test_it_cannot_be_asked_where_nobody_can_give_it(deling: Deling, mottaker: User, admin: User) -> None:
    deling.tilgjengelig_til = None
    with pytest.raises(IngenTidAGi):
        be(deling, mottaker)
    slett_konto(konto=deling.konto, av=admin)
    with pytest.raises(IngenTidAGi):
        be(Deling.objects.get(pk=deling.pk), mottaker)


def test_it_gives_the_time_once(deling: Deling, mottaker: User, ola: User) -> None:
    be(deling, mottaker)
    til = timezone.now() + timedelta(days=30)
    assert gi_mer_tid(deling=deling, tilgjengelig_til=til, av=ola)
    assert not gi_mer_tid(deling=deling, tilgjengelig_til=til + timedelta(days=1), av=ola)
    deling.refresh_from_db()
    assert deling.tilgjengelig_til == til
    assert Tidsonske.objects.get().svar == Svar.FORLENGET
    typer = [Hendelsestype.DELING_FORLENGET, Hendelsestype.TIDSONSKE_BESVART]
    assert list(Hendelse.objects.order_by("-id").values_list("type", flat=True)[:2]) == typer[::-1]


def test_it_does_not_shorten_what_a_colleague_has_prolonged(deling: Deling, mottaker: User, ola: User) -> None:
    lenge = timezone.now() + timedelta(days=60)
    forleng_deling(deling=deling, tilgjengelig_til=lenge, av=ola)
    be(deling, mottaker)
    assert not gi_mer_tid(deling=deling, tilgjengelig_til=timezone.now() + timedelta(days=30), av=ola)
    deling.refresh_from_db()
    assert deling.tilgjengelig_til == lenge


def test_it_takes_a_later_end_by_the_other_way_as_the_answer(deling: Deling, mottaker: User, kari: User) -> None:
    be(deling, mottaker)
    assert deling.tilgjengelig_til is not None
    forleng_deling(deling=deling, tilgjengelig_til=deling.tilgjengelig_til - timedelta(days=1), av=kari)
    assert Tidsonske.objects.get().svar == Svar.VENTER
    deling.refresh_from_db()
    forleng_deling(deling=deling, tilgjengelig_til=timezone.now() + timedelta(days=9), av=kari)
    assert Tidsonske.objects.get().svar == Svar.FORLENGET


def test_it_gives_no_more_than_the_konto_allows_and_nothing_of_what_is_over(
    deling: Deling, mottaker: User, kari: User
) -> None:
    be(deling, mottaker)
    with pytest.raises(UgyldigVerdi):
        gi_mer_tid(deling=deling, tilgjengelig_til=timezone.now() + timedelta(days=400), av=kari)
    trekk_tilbake(deling=deling, av=kari)
    with pytest.raises(DelingAvsluttet):
        gi_mer_tid(deling=deling, tilgjengelig_til=timezone.now() + timedelta(days=30), av=kari)
    assert Tidsonske.objects.get().svar == Svar.VENTER


def test_it_lets_only_those_who_may_share_answer(deling: Deling, mottaker: User, uten_rett: User, per: User) -> None:
    onske, til = be(deling, mottaker), timezone.now() + timedelta(days=30)
    for hvem, feil in ((uten_rett, ManglerRett), (per, IkkeFunnet), (mottaker, IkkeFunnet)):
        with pytest.raises(feil):
            gi_mer_tid(deling=deling, tilgjengelig_til=til, av=hvem)
        with pytest.raises(feil):
            avsla_mer_tid(deling=deling, onske_id=onske.pk, av=hvem)
    assert Tidsonske.objects.get().svar == Svar.VENTER


def test_it_says_no_once(deling: Deling, mottaker: User, kari: User) -> None:
    onske = be(deling, mottaker)
    assert avsla_mer_tid(deling=deling, onske_id=onske.pk, av=kari)
    assert not avsla_mer_tid(deling=deling, onske_id=onske.pk, av=kari)
    assert Hendelse.objects.get(type=Hendelsestype.TIDSONSKE_BESVART).data == {"svar": "avslatt", "antall": 1}


def test_it_is_forgotten_with_the_deling(deling: Deling, mottaker: User, kari: User, settings: Settings) -> None:
    be(deling, mottaker, "syk")
    trekk_tilbake(deling=deling, av=kari)
    assert fjern_objekter(dokument_id=deling.dokumenter.get().pk)
    settings.METADATA_BEHOLD_DAGER = 1
    assert rydd_gammelt(naa=timezone.now() + timedelta(days=2))["delinger"] == 1
    assert not Tidsonske.objects.exists()
