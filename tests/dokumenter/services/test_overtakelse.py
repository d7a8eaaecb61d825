"""Delinger left by one who is gone are given to another, and nothing else about them changes."""

import pytest

from dokumenter.models import Deling, Overtakelse
from dokumenter.services.overtakelse import overdra_delinger
from hendelser.models import Hendelse, Hendelsestype
from kontoer.errors import IkkeFunnet, ManglerRett, UgyldigVerdi
from kontoer.models import Konto, Kontotilgang
from tests.dokumenter.fabrikk import lag_deling
from users.models import User


@pytest.fixture
def delinger(konto: Konto, kari: User, mottaker: User) -> list[Deling]:
    """Shared by kari, who then lost her access."""
    delinger = [lag_deling(konto, kari, mottaker) for _nr in range(3)]
    Kontotilgang.objects.filter(bruker=kari).delete()
    return delinger


def test_it_gives_one_and_then_the_rest(
    delinger: list[Deling], konto: Konto, kari: User, ola: User, admin: User
) -> None:
    assert overdra_delinger(konto=konto, ny_eier=ola, delinger=[delinger[0].pk], av=admin) == 1
    assert overdra_delinger(konto=konto, ny_eier=ola, delinger=[delinger[0].pk], av=admin) == 0
    assert overdra_delinger(konto=konto, ny_eier=ola, delinger=None, av=admin) == 2
    assert set(Deling.objects.eies_av(ola)) == set(delinger)
    assert not Deling.objects.eies_av(kari).exists()
    hendelser = Hendelse.objects.filter(type=Hendelsestype.DELING_OVERTATT)
    assert {(en.deling_id, en.aktor_id, en.data["bruker_id"]) for en in hendelser} == {
        (deling.pk, admin.pk, str(ola.pk)) for deling in delinger
    }
    assert hendelser.count() == 3
    assert {deling.delt_av_bruker for deling in Deling.objects.all()} == {kari}


def test_it_gives_on_what_the_new_owner_leaves(
    delinger: list[Deling], konto: Konto, ola: User, per: User, admin: User
) -> None:
    overdra_delinger(konto=konto, ny_eier=ola, delinger=None, av=admin)
    Kontotilgang.objects.filter(bruker=ola).update(kan_dele=False)
    Kontotilgang.objects.create(konto=konto, bruker=per)
    assert overdra_delinger(konto=konto, ny_eier=per, delinger=None, av=admin) == 3
    assert Overtakelse.objects.filter(eier=per).count() == 3


def test_it_is_for_administrators_and_to_those_who_may_share(
    delinger: list[Deling], konto: Konto, ola: User, admin: User, uten_rett: User, per: User
) -> None:
    for hvem, feil in [(ola, ManglerRett), (uten_rett, ManglerRett), (per, IkkeFunnet)]:
        with pytest.raises(feil):
            overdra_delinger(konto=konto, ny_eier=ola, delinger=None, av=hvem)
    ola.is_active = False
    ola.save()
    for ny_eier in (uten_rett, per, admin, ola):
        with pytest.raises(UgyldigVerdi):
            overdra_delinger(konto=konto, ny_eier=ny_eier, delinger=None, av=admin)
    assert not Overtakelse.objects.exists()


def test_it_leaves_what_has_an_owner(konto: Konto, kari: User, ola: User, mottaker: User, admin: User) -> None:
    deling = lag_deling(konto, kari, mottaker)
    assert overdra_delinger(konto=konto, ny_eier=ola, delinger=[deling.pk], av=admin) == 0
    assert list(Deling.objects.eies_av(kari)) == [deling]
