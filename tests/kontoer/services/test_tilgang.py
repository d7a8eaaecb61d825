"""Who uses a konto."""

import pytest

from hendelser.models import Hendelse
from kontoer.errors import IkkeFunnet, KontoSlettet, ManglerRett, UgyldigVerdi
from kontoer.models import Konto, Kontotilgang
from kontoer.queries_navn import navn_i
from kontoer.services.konto import slett_konto
from kontoer.services.tilgang import Rettigheter, endre_tilgang, fjern_tilgang, gi_tilgang, legg_til_bruker
from standins.personer import personer
from tests.kontoer.samtidig import samtidig
from users.errors import UgyldigNummer
from users.models import User

FNR = personer["fremmed"].fnr
INGEN = Rettigheter(kan_dele=False, kan_laste_opp=False)


def _legg_til(konto: Konto, av: User, fnr: str = FNR, navn: str = "Frida Test") -> Kontotilgang:
    return legg_til_bruker(konto=konto, fnr=fnr, navn=navn, rettigheter=Rettigheter(er_administrator=True), av=av)


def test_it_registers_a_person_with_rights(konto: Konto, admin: User) -> None:
    tilgang = _legg_til(konto, admin)
    assert navn_i(konto.organisasjon_id, [tilgang.bruker_id]) == {tilgang.bruker_id: "Frida Test"}
    assert (tilgang.kan_dele, tilgang.kan_laste_opp, tilgang.er_administrator) == (True, True, True)
    hendelse = Hendelse.objects.get()
    assert (hendelse.type, hendelse.konto_id) == ("tilgang_gitt", konto.id)
    assert hendelse.data == {
        "bruker_id": str(tilgang.bruker_id),
        "kan_dele": True,
        "kan_laste_opp": True,
        "er_administrator": True,
    }


def test_it_refuses_the_same_person_twice(konto: Konto, admin: User) -> None:
    _legg_til(konto, admin)
    with pytest.raises(UgyldigVerdi) as feil:
        _legg_til(konto, admin)
    assert feil.value.felt == "fnr"
    assert Hendelse.objects.count() == Kontotilgang.objects.count() == 1


def test_it_refuses_a_wrong_number_or_name_and_registers_nobody(konto: Konto, admin: User) -> None:
    with pytest.raises(UgyldigNummer):
        _legg_til(konto, admin, fnr="12345678901")
    with pytest.raises(UgyldigVerdi):
        _legg_til(konto, admin, navn="F")
    assert list(User.objects.all()) == [admin]


def test_it_changes_rights_and_logs_only_the_change(konto: Konto, kari: User, admin: User) -> None:
    tilgang = Kontotilgang.objects.get(bruker=kari)
    endre_tilgang(tilgang=tilgang, rettigheter=INGEN, av=admin)
    endre_tilgang(tilgang=tilgang, rettigheter=INGEN, av=admin)
    tilgang.refresh_from_db()
    assert not tilgang.kan_dele
    assert Hendelse.objects.get().data == {"bruker_id": str(kari.id), "kan_dele": False, "kan_laste_opp": False}


def test_it_removes_once(konto: Konto, kari: User, admin: User) -> None:
    tilgang, igjen = Kontotilgang.objects.get(), Kontotilgang.objects.get()
    fjern_tilgang(tilgang=tilgang, av=admin)
    fjern_tilgang(tilgang=igjen, av=admin)
    with pytest.raises(IkkeFunnet):
        endre_tilgang(tilgang=igjen, rettigheter=INGEN, av=admin)
    assert not Kontotilgang.objects.exists()
    assert Hendelse.objects.get().type == "tilgang_fjernet"


def test_it_lets_an_administrator_of_the_konto_do_it_there_only(
    konto: Konto, andre_konto: Konto, kontoadmin: User, kari: User
) -> None:
    assert _legg_til(konto, kontoadmin).konto == konto
    fjern_tilgang(tilgang=Kontotilgang.objects.get(bruker=kari), av=kontoadmin)
    with pytest.raises(IkkeFunnet):
        _legg_til(andre_konto, kontoadmin)


def test_it_listens_to_no_one_else(konto: Konto, kari: User, ola: User, nabo: User, per: User) -> None:
    tilgang = Kontotilgang.objects.get(bruker=ola)
    for av, feil in ((kari, ManglerRett), (nabo, IkkeFunnet), (per, IkkeFunnet)):
        with pytest.raises(feil):
            _legg_til(konto, av)
        with pytest.raises(feil):
            gi_tilgang(konto=konto, bruker=per, rettigheter=INGEN, av=av)
        with pytest.raises(feil):
            endre_tilgang(tilgang=tilgang, rettigheter=INGEN, av=av)
        with pytest.raises(feil):
            fjern_tilgang(tilgang=tilgang, av=av)
    assert not Hendelse.objects.exists()


def test_it_does_nothing_on_a_deleted_konto(konto: Konto, kari: User, admin: User) -> None:
    slett_konto(konto=konto, av=admin)
    with pytest.raises(KontoSlettet):
        _legg_til(konto, admin)
    with pytest.raises(KontoSlettet):
        fjern_tilgang(tilgang=Kontotilgang.objects.select_related("konto").get(), av=admin)


@pytest.mark.django_db(transaction=True)
def test_it_adds_a_person_once_when_two_ask(konto: Konto, admin: User) -> None:
    utfall = samtidig(lambda: _legg_til(konto, admin), lambda: _legg_til(konto, admin))
    assert sorted(type(feil).__name__ for feil in utfall) == ["NoneType", "UgyldigVerdi"]
    assert Hendelse.objects.count() == Kontotilgang.objects.count() == 1
