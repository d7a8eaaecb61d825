"""Keys to fetch with: made, used, taken back, and no longer good."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from dokumenter.errors import DelingAvsluttet, ForMangeForsok, ForMangeHentenokler, UgyldigHentenokkel
from dokumenter.models import Deling, Hentenokkel
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.hentenokkel import (
    NyHentenokkel,
    finn_hentenokkel,
    krev_nokkel_virker,
    lag_hentenokkel,
    merk_brukt,
    rydd_hentenokler,
    trekk_hentenokkel,
)
from dokumenter.services.virksomhetstilgang import Adgang
from dokumenter.tasks import rydd_gammelt
from hendelser.models import Hendelse, Hendelsestype
from kontoer.errors import IkkeFunnet
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """Shared with the recipient."""
    return lag_deling(konto, kari, mottaker)


def lag(deling: Deling, av: User, skjema: UUID | None = None) -> NyHentenokkel:
    """A key, as the page makes it."""
    return lag_hentenokkel(deling=deling, niva=4, skjema=skjema or uuid4(), av=av, adgang=Adgang(av=av, okt="o"))


def finn(deling: Deling, nokkel: str, kilde: str = "1.2.3.4") -> Hentenokkel:
    """Bring it."""
    return finn_hentenokkel(nokkel=nokkel, deling_id=deling.pk, kilde=kilde)


def test_it_keeps_only_the_hash_and_lets_it_last_an_hour(deling: Deling, mottaker: User) -> None:
    ny = lag(deling, mottaker)
    assert len(ny.nokkel) > 40
    assert ny.nokkel not in str(list(Hentenokkel.objects.values()))
    assert ny.rad.utloper - ny.rad.opprettet == timedelta(hours=1)
    assert (finn(deling, ny.nokkel).bruker, finn(deling, ny.nokkel).niva) == (mottaker, 4)
    hendelse = Hendelse.objects.get(type=Hendelsestype.HENTENOKKEL_LAGET)
    assert (hendelse.data, hendelse.aktor_id, hendelse.deling_id) == ({}, mottaker.pk, deling.pk)


def test_it_makes_one_key_under_a_double_press(deling: Deling, mottaker: User) -> None:
    skjema = uuid4()
    forste, andre = lag(deling, mottaker, skjema), lag(deling, mottaker, skjema)
    with pytest.raises(UgyldigHentenokkel):
        finn(deling, forste.nokkel)
    assert finn(deling, andre.nokkel).pk == andre.rad.pk


def test_it_refuses_a_stranger_and_what_is_over(deling: Deling, mottaker: User, fremmed: User, kari: User) -> None:
    with pytest.raises(IkkeFunnet):
        lag(deling, fremmed)
    trekk_tilbake(deling=deling, av=kari)
    with pytest.raises(DelingAvsluttet):
        lag(deling, mottaker)
    assert not Hentenokkel.objects.exists()


def test_it_lets_a_person_have_five_at_once_and_make_twenty_an_hour(deling: Deling, mottaker: User) -> None:
    nokler = [lag(deling, mottaker) for _ in range(5)]
    with pytest.raises(ForMangeHentenokler):
        lag(deling, mottaker)
    for _ in range(15):
        assert trekk_hentenokkel(deling=deling, nokkel_id=nokler.pop().rad.pk, av=mottaker)
        nokler.append(lag(deling, mottaker))
    assert trekk_hentenokkel(deling=deling, nokkel_id=nokler.pop().rad.pk, av=mottaker)
    with pytest.raises(ForMangeHentenokler):
        lag(deling, mottaker)


def _utlopt(ny: NyHentenokkel) -> None:
    Hentenokkel.objects.update(utloper=timezone.now())


def _trukket(ny: NyHentenokkel) -> None:
    assert trekk_hentenokkel(deling=ny.rad.deling, nokkel_id=ny.rad.pk, av=ny.rad.bruker)


def _stengt_ute(ny: NyHentenokkel) -> None:
    User.objects.filter(pk=ny.rad.bruker_id).update(is_active=False)


@pytest.mark.parametrize("slutt", [_utlopt, _trukket, _stengt_ute])
def test_it_dies_with_its_hour_its_person_and_by_hand(
    slutt: Callable[[NyHentenokkel], None], deling: Deling, mottaker: User
) -> None:
    ny = lag(deling, mottaker)
    krev_nokkel_virker(nokkel=ny.rad)
    slutt(ny)
    with pytest.raises(UgyldigHentenokkel):
        finn(deling, ny.nokkel)
    with pytest.raises(UgyldigHentenokkel):
        krev_nokkel_virker(nokkel=ny.rad)


def test_it_opens_no_other_deling(deling: Deling, konto: Konto, kari: User, mottaker: User) -> None:
    ny = lag(deling, mottaker)
    with pytest.raises(UgyldigHentenokkel):
        finn(lag_deling(konto, kari, mottaker), ny.nokkel)


@pytest.mark.parametrize("nokkel", ["", "hent_", "hent_" + "a" * 43, "x" * 43, "hent_" + "a" * 10_000, "hent_\x00æ"])
def test_it_knows_no_key_that_nobody_made(nokkel: str, deling: Deling) -> None:
    with pytest.raises(UgyldigHentenokkel):
        finn(deling, nokkel)


def test_it_looks_at_no_more_wrong_keys_from_one_place_in_a_minute(deling: Deling, mottaker: User) -> None:
    ny = lag(deling, mottaker)
    for nr in range(30):
        with pytest.raises(UgyldigHentenokkel):
            finn(deling, f"hent_{nr}")
    with pytest.raises(ForMangeForsok):
        finn(deling, ny.nokkel)
    assert finn(deling, ny.nokkel, kilde="5.6.7.8").pk == ny.rad.pk


def test_it_is_taken_back_only_by_the_one_who_made_it_and_once(deling: Deling, mottaker: User, kari: User) -> None:
    ny = lag(deling, mottaker)
    assert not trekk_hentenokkel(deling=deling, nokkel_id=ny.rad.pk, av=kari)
    assert finn(deling, ny.nokkel)
    assert trekk_hentenokkel(deling=deling, nokkel_id=ny.rad.pk, av=mottaker)
    assert not trekk_hentenokkel(deling=deling, nokkel_id=ny.rad.pk, av=mottaker)
    assert Hendelse.objects.filter(type=Hendelsestype.HENTENOKKEL_TRUKKET).count() == 1


def test_it_writes_every_use(deling: Deling, mottaker: User) -> None:
    ny, dokument = lag(deling, mottaker), deling.dokumenter.get()
    for bare_hoder in (True, False):
        merk_brukt(nokkel=ny.rad, gjelder=dokument, bare_hoder=bare_hoder)
    brukt = Hendelse.objects.filter(type=Hendelsestype.HENTENOKKEL_BRUKT, dokument_id=dokument.pk).order_by("id")
    assert [hendelse.data for hendelse in brukt] == [{"hode": True}, {}]
    assert Hentenokkel.objects.get().brukt is not None


def test_it_forgets_old_keys_and_no_others(deling: Deling, mottaker: User) -> None:
    lag(deling, mottaker)
    assert rydd_hentenokler(naa=timezone.now() + timedelta(days=30)) == 0
    Hentenokkel.objects.update(utloper=timezone.now() - timedelta(days=31))
    assert rydd_gammelt() == 1
    assert not Hentenokkel.objects.exists()
