"""A name is the organisation's that has typed it."""

import pytest

from kontoer.models import Organisasjon
from kontoer.queries_navn import navn_i
from kontoer.services.registrering import registrer_person
from standins.personer import personer
from users.errors import UgyldigNummer
from users.models import User

FNR = personer["fremmed"].fnr


def test_it_keeps_what_each_organisation_calls_a_person(
    organisasjon: Organisasjon, annen_organisasjon: Organisasjon
) -> None:
    bruker = registrer_person(organisasjon=organisasjon, fnr=FNR, navn="Frida Test")
    assert navn_i(annen_organisasjon.id, [bruker.id]) == {}
    assert registrer_person(organisasjon=annen_organisasjon, fnr=FNR, navn="F. Prøve") == bruker
    assert navn_i(organisasjon.id, [bruker.id]) == {bruker.id: "Frida Test"}
    assert navn_i(annen_organisasjon.id, [bruker.id]) == {bruker.id: "F. Prøve"}


def test_it_keeps_the_first_name_in_one_organisation(organisasjon: Organisasjon) -> None:
    for navn in ("Frida Test", "Noen Andre"):
        bruker = registrer_person(organisasjon=organisasjon, fnr=FNR, navn=navn)
    assert navn_i(organisasjon.id, [bruker.id]) == {bruker.id: "Frida Test"}


def test_it_registers_nobody_without_a_good_number(organisasjon: Organisasjon, admin: User) -> None:
    with pytest.raises(UgyldigNummer):
        registrer_person(organisasjon=organisasjon, fnr="12345678901", navn="Frida Test")
    assert list(User.objects.all()) == [admin]
