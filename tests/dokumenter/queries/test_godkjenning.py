"""What waits, and for whom."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Deling, Mottaker
from dokumenter.queries.godkjenning import antall_til_godkjenning, godkjenning_av, til_godkjenning_for
from dokumenter.queries.sider import Nokkel
from dokumenter.services.godkjenning import avvis_deling
from kontoer.models import Konto, Kontotilgang
from kontoer.services.konto import slett_konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """What kari has shared, and nobody has approved."""
    deling = lag_deling(konto, kari, mottaker)
    Deling.objects.update(godkjenning=Deling.Godkjenning.VENTER)
    deling.refresh_from_db()
    return deling


def test_it_lists_what_others_of_the_konto_have_shared(
    deling: Deling, kari: User, ola: User, uten_rett: User, admin: User, per: User, mottaker: User
) -> None:
    naa = timezone.now()
    antall = {
        hvem: antall_til_godkjenning(bruker, naa=naa)
        for hvem, bruker in [("ola", ola), ("kari", kari), ("uten_rett", uten_rett), ("admin", admin), ("per", per)]
    }
    assert antall == {"ola": 1, "kari": 0, "uten_rett": 0, "admin": 0, "per": 0}
    assert [en.pk for en in til_godkjenning_for(ola, naa=naa)] == [deling.pk]
    assert not til_godkjenning_for(mottaker, naa=naa)
    assert not til_godkjenning_for(ola, naa=naa, etter=Nokkel(False, naa - timedelta(days=1), deling.pk))


def test_it_leaves_out_what_is_over_or_decided(deling: Deling, ola: User, admin: User) -> None:
    assert deling.tilgjengelig_til is not None
    assert antall_til_godkjenning(ola, naa=deling.tilgjengelig_til) == 0
    Deling.objects.update(godkjenning=Deling.Godkjenning.GODKJENT)
    assert antall_til_godkjenning(ola, naa=timezone.now()) == 0
    Deling.objects.update(godkjenning=Deling.Godkjenning.VENTER)
    slett_konto(konto=deling.konto, av=admin)
    assert antall_til_godkjenning(ola, naa=timezone.now()) == 0


def test_it_tells_where_it_stands(
    deling: Deling, kari: User, ola: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        egen = godkjenning_av(deling, kari)
    kollegas = godkjenning_av(deling, ola)
    assert egen is not None
    assert kollegas is not None
    assert (egen.venter, egen.er_egen, egen.har_kollega) == (True, True, True)
    assert (kollegas.venter, kollegas.er_egen) == (True, False)
    Kontotilgang.objects.filter(bruker=ola).update(kan_dele=False)
    alene = godkjenning_av(deling, kari)
    assert alene is not None
    assert not alene.har_kollega


def test_it_tells_who_decided_and_why(deling: Deling, kari: User, ola: User) -> None:
    avvis_deling(deling=deling, grunn="Feil fil", av=ola)
    svar = godkjenning_av(deling, kari)
    assert svar is not None
    assert (svar.venter, svar.grunn, bool(svar.av)) == (False, "Feil fil", True)
    Deling.objects.update(godkjenning="")
    deling.refresh_from_db()
    assert godkjenning_av(deling, kari) is None


def test_it_waits_for_nobody_it_is_shared_with(deling: Deling, ola: User, admin: User) -> None:
    Mottaker.objects.create(deling=deling, type=Mottaker.Type.PERSON, oppslag=ola.fnr_hash)
    assert antall_til_godkjenning(ola, naa=timezone.now()) == 0
    svar = godkjenning_av(deling, ola)
    assert svar is not None
    assert (svar.venter, svar.er_egen, svar.er_mottaker, svar.har_kollega) == (True, False, True, False)
    Kontotilgang.objects.create(konto=deling.konto, bruker=admin, kan_dele=True)
    svar = godkjenning_av(deling, ola)
    assert svar is not None
    assert svar.har_kollega
