import pytest

from dokumenter.models import Deling
from dokumenter.services.systemnedlasting import finn_mottatt_dokument
from kontoer.errors import IkkeFunnet
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User


def test_it_finds_what_is_shared_with_the_person_and_no_draft(konto: Konto, kari: User, mottaker: User) -> None:
    dokument = lag_deling(konto, kari, mottaker).dokumenter.get()
    assert finn_mottatt_dokument(dokument_id=dokument.pk, av=mottaker, okt="o") == dokument
    with pytest.raises(IkkeFunnet):
        finn_mottatt_dokument(dokument_id=dokument.pk, av=kari, okt="o")
    Deling.objects.update(tilstand="utkast", delt=None)
    with pytest.raises(IkkeFunnet):
        finn_mottatt_dokument(dokument_id=dokument.pk, av=mottaker, okt="o")
