import time
import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from dokumenter.models import Dokument, Slettebestilling, Tidsonske
from dokumenter.services import systemsletting
from dokumenter.services.systemsletting import bestill_sletting, endre_levetid, slett_fra_system, utfor_bestillinger
from hendelser.models import HarAktor, Hendelse, Hendelsestype
from kontoer.errors import IkkeFunnet
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User


def test_it_lets_nobody_without_access_order_or_delete(konto: Konto, kari: User, per: User, mottaker: User) -> None:
    dokument = lag_deling(konto, kari, mottaker).dokumenter.get()
    with pytest.raises(IkkeFunnet):
        bestill_sletting(konto=konto, korrelasjonsid=uuid.uuid4(), av=per)
    with pytest.raises(IkkeFunnet):
        slett_fra_system(dokument=dokument, av=per)
    assert not Slettebestilling.objects.exists()


@pytest.mark.parametrize("dager", [30, None])
def test_it_answers_those_who_asked_for_more_time(dager: int | None, konto: Konto, kari: User, mottaker: User) -> None:
    """Whichever door gives it; a sooner end is no answer."""
    deling = lag_deling(konto, kari, mottaker)
    onske = Tidsonske.objects.create(deling=deling, bruker=mottaker)
    dokument, naa = deling.dokumenter.get(), timezone.now()
    endre_levetid(dokument=dokument, tilgjengelig_til=naa + timedelta(days=1), av=kari)
    onske.refresh_from_db()
    assert onske.svar == Tidsonske.Svar.VENTER
    endre_levetid(dokument=dokument, tilgjengelig_til=naa + timedelta(days=dager) if dager else None, av=kari)
    onske.refresh_from_db()
    assert (onske.svar, Hendelse.objects.filter(type=Hendelsestype.TIDSONSKE_BESVART).count()) == ("forlenget", 1)


def test_it_finishes_an_order_for_nothing(konto: Konto, kari: User) -> None:
    bestill_sletting(konto=konto, korrelasjonsid=uuid.uuid4(), av=kari)
    assert utfor_bestillinger() == 0
    assert Slettebestilling.objects.get().utfort is not None


@pytest.fixture
def bestilt(konto: Konto, kari: User) -> list[Slettebestilling]:
    """Two orders for two delinger each."""
    for _ in range(2):
        korrelasjonsid = uuid.uuid4()
        for _ in range(2):
            lag_deling(konto, kari).dokumenter.update(korrelasjonsid=korrelasjonsid)
        bestill_sletting(konto=konto, korrelasjonsid=korrelasjonsid, av=kari)
    return list(Slettebestilling.objects.order_by("pk"))


def test_it_stops_when_its_time_is_out_and_goes_on_the_next_time(bestilt: list[Slettebestilling]) -> None:
    assert utfor_bestillinger(frist=time.monotonic()) == 1
    assert Slettebestilling.objects.filter(utfort__isnull=True).count() == 2
    assert utfor_bestillinger() == 3
    assert not Slettebestilling.objects.filter(utfort__isnull=True).exists()


def test_it_does_the_others_when_the_database_refuses_one(
    bestilt: list[Slettebestilling], monkeypatch: pytest.MonkeyPatch
) -> None:
    slett = systemsletting.slett_fra_system

    def nekter_den_forste(*, dokument: Dokument, av: HarAktor) -> None:
        if dokument.korrelasjonsid == bestilt[0].korrelasjonsid:
            raise DatabaseError
        slett(dokument=dokument, av=av)

    with monkeypatch.context() as m:
        m.setattr(systemsletting, "slett_fra_system", nekter_den_forste)
        assert utfor_bestillinger() == 2
    assert utfor_bestillinger() == 2
