import uuid

import pytest

from dokumenter.queries.system import delerett_i, dokument_i, uferdig_innsending
from dokumenter.tilgang import Delerett
from kontoer.errors import IkkeFunnet, ManglerRett
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast
from users.models import User


def test_it_finds_what_is_shared_from_the_konto_and_no_draft(konto: Konto, kari: User, mottaker: User) -> None:
    delt = lag_deling(konto, kari, mottaker).dokumenter.get()
    assert dokument_i(konto, delt.pk) == delt
    annen = Konto.objects.create(organisasjon=konto.organisasjon, navn="Skole")
    utkast = lag_dokument(lag_utkast(konto, kari))
    for i, dokument_id in ((annen, delt.pk), (konto, utkast.pk), (konto, uuid.uuid4())):
        with pytest.raises(IkkeFunnet):
            dokument_i(i, dokument_id)


def test_it_lets_only_the_one_who_began_go_on(konto: Konto, kari: User, ola: User) -> None:
    utkast = lag_dokument(lag_utkast(konto, kari))
    with pytest.raises(IkkeFunnet):
        uferdig_innsending(Delerett(konto, ola), utkast.pk)


def test_it_gives_no_person_the_right_of_the_system_she_calls_through(konto: Konto, uten_rett: User) -> None:
    with pytest.raises(ManglerRett):
        delerett_i(uten_rett, konto.organisasjon_id, konto.id, kjent=konto)
