"""What a search in Mottatt finds, and what it must not tell; and what is new."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from dokumenter.models import Deling
from dokumenter.queries.mottak import med_avsender, mottatte_for
from dokumenter.queries.mottatt_sok import er_ny, forrige_innlogging, sok_i_mottatte
from hendelser.models import Hendelsestype
from hendelser.services import ny_hendelse, skriv_hendelse
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User
from users.tegn import sokbar


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """With a title and a case number, as sharing stores them."""
    deling = lag_deling(konto, kari, mottaker)
    Deling.objects.update(tittel="Vedtak om Plass", soketekst=sokbar("Vedtak om Plass 2026/17"))
    lag_deling(konto, kari, mottaker)
    return deling


@pytest.mark.parametrize(
    ("tekst", "antall"),
    [("vedtak", 1), ("PLASS", 1), ("2026/17", 1), ("testvik", 2), ("barnevern", 2), ("%", 0), ("prøveby", 0)],
)
def test_it_finds_by_title_case_number_and_sender(deling: Deling, mottaker: User, tekst: str, antall: int) -> None:
    assert sok_i_mottatte(mottatte_for(mottaker, naa=timezone.now()), tekst, niva=3).count() == antall


@pytest.mark.parametrize(("tekst", "antall"), [("vedtak", 0), ("barnevern", 0), ("testvik", 2)])
def test_it_tells_nothing_of_what_demands_a_higher_level(
    deling: Deling, mottaker: User, tekst: str, antall: int
) -> None:
    Deling.objects.update(sikkerhetsniva=4)
    funnet = sok_i_mottatte(mottatte_for(mottaker, naa=timezone.now()), tekst, niva=3)
    assert funnet.count() == antall
    assert sok_i_mottatte(mottatte_for(mottaker, naa=timezone.now()), "vedtak", niva=4).count() == 1


def test_it_finds_nothing_of_others(deling: Deling, fremmed: User) -> None:
    assert not sok_i_mottatte(mottatte_for(fremmed, naa=timezone.now()), "vedtak", niva=4).exists()


def test_it_knows_the_login_before_this_one(mottaker: User, kari: User) -> None:
    naa = timezone.now()
    assert forrige_innlogging(mottaker, naa) is None
    for av, siden in ((mottaker, 50), (mottaker, 9), (kari, 3), (mottaker, 0)):
        hendelse = ny_hendelse(Hendelsestype.INNLOGGET, av=av)
        hendelse.tidspunkt = naa - timedelta(hours=siden)
        hendelse.save()
    assert forrige_innlogging(mottaker, naa + timedelta(seconds=2)) == naa - timedelta(hours=9)


def test_it_is_new_until_it_is_seen_or_was_there_last_time(deling: Deling, mottaker: User) -> None:
    assert deling.delt is not None
    for_, etter = deling.delt - timedelta(hours=1), deling.delt + timedelta(hours=1)
    uapnet = med_avsender(mottaker).get(pk=deling.pk)
    assert [er_ny(uapnet, forrige) for forrige in (None, for_, etter)] == [True, True, False]
    skriv_hendelse(Hendelsestype.DELING_APNET, av=mottaker, gjelder=deling)
    assert not er_ny(med_avsender(mottaker).get(pk=deling.pk), for_)
