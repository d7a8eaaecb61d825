import uuid

import pytest

from dokumenter.models import Slettebestilling
from dokumenter.services.systemsletting import bestill_sletting, slett_fra_system, utfor_bestillinger
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


def test_it_finishes_an_order_for_nothing(konto: Konto, kari: User) -> None:
    bestill_sletting(konto=konto, korrelasjonsid=uuid.uuid4(), av=kari)
    assert utfor_bestillinger() == 0
    assert Slettebestilling.objects.get().utfort is not None
