"""Konfigurasjon: who takes over what is left, chosen, said once more, and done."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Deling, Overtakelse
from kontoer.models import Konto, Kontotilgang
from tests.dokumenter.fabrikk import lag_deling
from users.models import User

Nettleser = Callable[[User | None], Client]


@pytest.fixture
def deling(konto: Konto, kari: User, ola: User, mottaker: User) -> Deling:
    """Shared by kari, who then lost her access; ola is still there."""
    deling = lag_deling(konto, kari, mottaker)
    Kontotilgang.objects.filter(bruker=kari).delete()
    return deling


def stier(konto: Konto) -> list[str]:
    """The two pages."""
    return [f"/konfigurasjon/{konto.organisasjon_id}/uten-eier/", f"/konfigurasjon/konto/{konto.id}/uten-eier/"]


@pytest.mark.parametrize(
    ("hvem", "status"), [("admin", 200), ("ola", 403), ("uten_rett", 403), ("per", 404), ("mottaker", 404)]
)
def test_it_is_for_administrators_of_the_organisation(
    hvem: str, status: int, deling: Deling, ola: User, nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem))
    for sti in stier(deling.konto):
        assert klient.get(sti).status_code == status
    felter = {"eier": str(ola.pk), "alle": "ja", "ja": "ja"}
    assert klient.post(stier(deling.konto)[1], felter).status_code == (302 if status == 200 else status)
    assert Overtakelse.objects.exists() == (status == 200)


def test_it_sends_nobody_to_login(deling: Deling) -> None:
    for sti in stier(deling.konto):
        assert Client().get(sti)["Location"].startswith("/logg-inn/")


def test_it_asks_once_more_and_then_hands_over(
    deling: Deling, admin: User, ola: User, mottaker: User, nettleser_for: Nettleser
) -> None:
    klient, (oversikt, sti) = nettleser_for(admin), stier(deling.konto)
    assert "1 deling trenger en ny eier." in klient.get(oversikt).content.decode()
    assert (
        "som ikke lenger kan dele fra kontoen"
        in klient.get(f"/konfigurasjon/konto/{deling.konto_id}/").content.decode()
    )
    side = klient.get(sti).content.decode()
    assert "av KARI TESTPERSON" in side
    assert "vedtak.pdf" not in side  # what is in it is not an administrator's
    assert mottaker.maskert_fnr not in side
    felter = {"eier": str(ola.pk), "deling": [str(deling.pk), "tull"]}
    spurt = klient.post(sti, felter).content.decode()
    assert "Vil du gi 1 deling til OLA TESTPERSON?" in spurt
    assert not Overtakelse.objects.exists()
    gjort = klient.post(sti, felter | {"ja": "ja"}, follow=True).content.decode()
    assert "1 deling er overdratt." in gjort
    assert "Alle delinger har en eier" in gjort
    assert "0 delinger er overdratt." in klient.post(sti, felter | {"ja": "ja"}, follow=True).content.decode()
    assert (
        "OLA TESTPERSON, som har overtatt delingen"
        in nettleser_for(ola).get(f"/delinger/{deling.id}/").content.decode()
    )
    assert "Alle delinger har en eier" in klient.get(oversikt).content.decode()


@pytest.mark.parametrize(
    ("felter", "feil"),
    [
        ({"alle": "ja"}, "Velg hvem som skal overta."),
        ({"eier": "tull", "alle": "ja"}, "Velg en som kan dele fra kontoen."),
        ({"eier": "{ola}"}, "Kryss av for minst én deling."),
    ],
)
def test_it_tells_what_is_missing(
    felter: dict[str, str], feil: str, deling: Deling, admin: User, ola: User, nettleser_for: Nettleser
) -> None:
    sendt = {felt: verdi.format(ola=ola.pk) for felt, verdi in felter.items()}
    side = nettleser_for(admin).post(stier(deling.konto)[1], sendt).content.decode()
    assert feil in side
    assert not Overtakelse.objects.exists()


def test_it_tells_when_there_is_nobody_to_give_it_to(deling: Deling, admin: User, nettleser_for: Nettleser) -> None:
    Kontotilgang.objects.all().delete()
    side = nettleser_for(admin).get(stier(deling.konto)[1]).content.decode()
    assert "Ingen kan dele fra kontoen nå." in side


def test_it_asks_as_often_for_one_as_for_many(
    deling: Deling,
    admin: User,
    kari: User,
    mottaker: User,
    nettleser_for: Nettleser,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    klient = nettleser_for(admin)
    for _nr in range(2):
        for sti in stier(deling.konto):
            with django_assert_max_num_queries(11):
                klient.get(sti)
        Kontotilgang.objects.create(konto=deling.konto, bruker=kari)
        for _deling in range(30):
            lag_deling(deling.konto, kari, mottaker)
        Kontotilgang.objects.filter(bruker=kari).delete()
