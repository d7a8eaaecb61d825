"""Who may open a deling, and the trace of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from dokumenter.models import Deling
from dokumenter.services.mottak import finn_mottatt_deling, merk_apnet
from dokumenter.services.virksomhetstilgang import Adgang
from hendelser.models import Hendelse, Hendelsestype
from kontoer.errors import IkkeFunnet
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User


def _adgang(av: User) -> Adgang:
    return Adgang(av=av, okt="okt")


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """Shared with the recipient."""
    return lag_deling(konto, kari, mottaker)


def test_it_finds_the_deling_for_a_recipient_without_a_trace(deling: Deling, mottaker: User) -> None:
    for_ = Hendelse.objects.count()
    assert (
        finn_mottatt_deling(deling_id=deling.id, av=mottaker, innlogget=timezone.now(), adgang=_adgang(mottaker))
        == deling
    )
    assert Hendelse.objects.count() == for_


def test_it_writes_a_refusal_once_per_login(deling: Deling, fremmed: User) -> None:
    naa = timezone.now()
    for innlogget in (naa, naa, naa + timedelta(hours=1)):
        with pytest.raises(IkkeFunnet):
            finn_mottatt_deling(deling_id=deling.id, av=fremmed, innlogget=innlogget, adgang=_adgang(fremmed))
    assert Hendelse.objects.filter(type=Hendelsestype.DELING_AVVIST, deling_id=deling.id).count() == 2


def test_it_writes_nothing_about_what_does_not_exist(fremmed: User) -> None:
    with pytest.raises(IkkeFunnet):
        finn_mottatt_deling(deling_id=uuid4(), av=fremmed, innlogget=timezone.now(), adgang=_adgang(fremmed))
    assert not Hendelse.objects.exists()


def test_it_writes_that_it_was_opened_with_all_ids(deling: Deling, mottaker: User) -> None:
    merk_apnet(deling=deling, av=mottaker, innlogget=timezone.now(), adgang=_adgang(mottaker))
    hendelse = Hendelse.objects.get(type=Hendelsestype.DELING_APNET)
    assert (hendelse.deling_id, hendelse.konto_id, hendelse.organisasjon_id, hendelse.aktor_id) == (
        deling.id,
        deling.konto_id,
        deling.konto.organisasjon_id,
        mottaker.id,
    )


def test_it_does_not_let_a_stranger_mark_it_as_opened(deling: Deling, fremmed: User) -> None:
    with pytest.raises(IkkeFunnet):
        merk_apnet(deling=deling, av=fremmed, innlogget=timezone.now(), adgang=_adgang(fremmed))
