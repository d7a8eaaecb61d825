"""There is always an administrator."""

import pytest

from hendelser.models import Hendelse
from kontoer.errors import IkkeFunnet, ManglerRett, UgyldigVerdi
from kontoer.models import Administrator, Organisasjon
from kontoer.services.administrator import fjern_administrator, legg_til_administrator
from standins.personer import personer
from tests.kontoer.samtidig import samtidig
from users.models import User


def _legg_til(organisasjon: Organisasjon, av: User) -> Administrator:
    return legg_til_administrator(organisasjon=organisasjon, fnr=personer["fremmed"].fnr, navn="Frida Test", av=av)


def test_it_adds_a_person_once(organisasjon: Organisasjon, admin: User) -> None:
    ny = _legg_til(organisasjon, admin)
    with pytest.raises(UgyldigVerdi) as feil:
        _legg_til(organisasjon, admin)
    assert feil.value.felt == "fnr"
    hendelse = Hendelse.objects.get()
    assert (hendelse.type, hendelse.data) == ("administrator_lagt_til", {"bruker_id": str(ny.bruker_id)})


def test_it_removes_another_once(organisasjon: Organisasjon, admin: User) -> None:
    ny = _legg_til(organisasjon, admin)
    igjen = Administrator.objects.get(pk=ny.pk)
    fjern_administrator(administrator=ny, av=admin)
    fjern_administrator(administrator=igjen, av=admin)
    assert [rad.bruker for rad in Administrator.objects.all()] == [admin]
    assert list(Hendelse.objects.values_list("type", flat=True)) == ["administrator_fjernet", "administrator_lagt_til"]


def test_it_never_removes_the_last_one(organisasjon: Organisasjon, admin: User) -> None:
    with pytest.raises(UgyldigVerdi):
        fjern_administrator(administrator=Administrator.objects.get(), av=admin, ogsa_meg_selv=True)
    assert Administrator.objects.count() == 1


def test_it_removes_oneself_only_when_it_is_meant(organisasjon: Organisasjon, admin: User) -> None:
    _legg_til(organisasjon, admin)
    meg = Administrator.objects.get(bruker=admin)
    with pytest.raises(UgyldigVerdi) as feil:
        fjern_administrator(administrator=meg, av=admin)
    assert feil.value.felt == "forstatt"
    fjern_administrator(administrator=meg, av=admin, ogsa_meg_selv=True)
    assert not Administrator.objects.filter(bruker=admin).exists()


def test_it_listens_only_to_an_administrator(
    organisasjon: Organisasjon, kari: User, per: User, annen_admin: User
) -> None:
    administrator = Administrator.objects.get(organisasjon=organisasjon)
    for av, feil in ((kari, ManglerRett), (per, IkkeFunnet), (annen_admin, IkkeFunnet)):
        with pytest.raises(feil):
            _legg_til(organisasjon, av)
        with pytest.raises(feil):
            fjern_administrator(administrator=administrator, av=av)
    assert not Hendelse.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_keeps_one_when_two_remove_each_other(organisasjon: Organisasjon, admin: User) -> None:
    andre = _legg_til(organisasjon, admin)
    forste = Administrator.objects.get(bruker=admin)
    utfall = samtidig(
        lambda: fjern_administrator(administrator=andre, av=admin),
        lambda: fjern_administrator(administrator=forste, av=andre.bruker),
    )
    assert Administrator.objects.count() == 1
    assert len([feil for feil in utfall if feil is None]) == 1
