"""The log in words."""

import pytest
from pytest_django import DjangoAssertNumQueries

from hendelser.models import SYSTEM, Aktortype, Hendelse, Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.logglinjer import logglinjer
from kontoer.models import Integrasjon, Konto
from users.models import User


def test_it_names_all_in_three_queries(
    konto: Konto, admin: User, integrasjon: Integrasjon, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for av in (admin, integrasjon, SYSTEM):
        skriv_hendelse(Hendelsestype.KONTO_ENDRET, av=av, gjelder=konto, data={"bruker_id": str(admin.id)})
    hendelser = list(Hendelse.objects.order_by("id"))
    with django_assert_num_queries(3):
        linjer = logglinjer(konto.organisasjon_id, hendelser)
    assert [linje.hvem for linje in linjer] == ["ASTRID TESTPERSON", "Fagsystem", "Systemet"]
    assert {linje.konto for linje in linjer} == {"Barnevern"}
    assert [linje.person_id for linje in linjer] == [admin.id, None, None]


@pytest.mark.django_db
def test_it_orders_details_and_says_ja_and_nei() -> None:
    data = {"z": 1, "kan_dele": False, "antall_byte": 3, "navn": "Bygg"}
    hendelse = Hendelse(type=Hendelsestype.KONTO_ENDRET, aktor_type=Aktortype.UKJENT, data=data)
    [linje] = logglinjer(None, [hendelse])
    assert linje.detaljer == "navn: Bygg; kan dele: nei; antall byte: 3; z: 1"
    assert (linje.hvem, linje.konto) == ("Ukjent", "")


@pytest.mark.django_db
def test_it_names_people_without_a_name_and_unknown_systems() -> None:
    ukjent = "00000000-0000-4000-8000-000000000000"
    hendelser = [
        Hendelse(type=Hendelsestype.INNLOGGET, aktor_type=type_, aktor_id=ukjent)
        for type_ in (Aktortype.BRUKER, Aktortype.INTEGRASJON)
    ]
    assert [linje.hvem for linje in logglinjer(None, hendelser)] == [
        "Person uten registrert navn",
        "Ukjent integrasjon",
    ]
