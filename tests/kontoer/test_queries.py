"""What each person sees."""

from uuid import uuid4

import pytest
from django.utils import timezone

from kontoer.errors import IkkeFunnet
from kontoer.models import Integrasjon, Konto, Kontotilgang, Organisasjon
from kontoer.queries import (
    administrator_for,
    integrasjoner_i,
    kontoer_for_administrasjon,
    kontoer_for_deling,
    kontoer_i,
    organisasjoner_for,
    personer_i,
    synlig_integrasjon,
    synlig_konto,
    synlig_organisasjon,
    tilgang_for,
)
from users.models import User


def _slett(ting: Konto | Integrasjon) -> None:
    ting.slettet = timezone.now()
    ting.save()


def test_it_offers_kontoer_one_may_share_from(
    konto: Konto, andre_konto: Konto, kari: User, uten_rett: User, admin: User, per: User
) -> None:
    Kontotilgang.objects.create(konto=andre_konto, bruker=kari)
    assert list(kontoer_for_deling(kari)) == [konto, andre_konto]
    assert [k.navn for k in kontoer_for_deling(per)] == ["Bygg"]
    assert not kontoer_for_deling(uten_rett)
    assert not kontoer_for_deling(admin)
    _slett(andre_konto)
    assert list(kontoer_for_deling(kari)) == [konto]
    Organisasjon.objects.update(tatt_i_bruk=None)
    assert not kontoer_for_deling(kari)


def test_it_knows_what_one_administers(konto: Konto, admin: User, kontoadmin: User, kari: User, per: User) -> None:
    Kontotilgang.objects.create(konto=konto, bruker=admin, er_administrator=True)
    assert list(organisasjoner_for(admin)) == [konto.organisasjon]
    assert not kontoer_for_administrasjon(admin)
    assert list(kontoer_for_administrasjon(kontoadmin)) == [konto]
    for bruker in (kari, per):
        assert not organisasjoner_for(bruker)
        assert not kontoer_for_administrasjon(bruker)


def test_it_hides_the_organisation_from_strangers(
    konto: Konto, admin: User, kari: User, per: User, annen_admin: User
) -> None:
    for bruker in (admin, kari):
        assert synlig_organisasjon(bruker, konto.organisasjon_id) == konto.organisasjon
        assert synlig_konto(bruker, konto.id) == konto
    for bruker in (per, annen_admin):
        with pytest.raises(IkkeFunnet):
            synlig_organisasjon(bruker, konto.organisasjon_id)
        with pytest.raises(IkkeFunnet):
            synlig_konto(bruker, konto.id)
    _slett(konto)
    assert synlig_konto(kari, konto.id).er_slettet
    with pytest.raises(IkkeFunnet):
        synlig_organisasjon(kari, konto.organisasjon_id)


def test_it_lists_no_deleted_kontoer(konto: Konto, andre_konto: Konto) -> None:
    _slett(konto)
    assert list(kontoer_i(konto.organisasjon)) == [andre_konto]


def test_it_hides_a_deleted_integrasjon(integrasjon: Integrasjon, admin: User, per: User) -> None:
    assert synlig_integrasjon(admin, integrasjon.id) == integrasjon
    with pytest.raises(IkkeFunnet):
        synlig_integrasjon(per, integrasjon.id)
    _slett(integrasjon)
    assert not integrasjoner_i(integrasjon.organisasjon)
    with pytest.raises(IkkeFunnet):
        synlig_integrasjon(admin, integrasjon.id)


def test_it_finds_a_person_on_the_konto_or_not(konto: Konto, kari: User, admin: User, per: User) -> None:
    assert tilgang_for(konto, kari.id).bruker == kari
    assert administrator_for(konto.organisasjon, admin.id).bruker == admin
    assert set(personer_i(konto.organisasjon)) == {admin, kari}
    for id_ in (per.id, uuid4()):
        with pytest.raises(IkkeFunnet):
            tilgang_for(konto, id_)
        with pytest.raises(IkkeFunnet):
            administrator_for(konto.organisasjon, id_)
