"""Systems, their password and their kontoer."""

import pytest
from django.contrib.auth.hashers import check_password

from hendelser.models import Hendelse
from kontoer.errors import IkkeFunnet, ManglerRett, UgyldigVerdi
from kontoer.models import Integrasjon, Integrasjonstilgang, Konto, Organisasjon
from kontoer.queries import kontoer_for_integrasjon
from kontoer.services.integrasjon import (
    NyttPassord,
    lag_nytt_passord,
    opprett_integrasjon,
    sett_integrasjonskontoer,
    slett_integrasjon,
)
from kontoer.services.konto import slett_konto
from users.models import User


def _opprett(organisasjon: Organisasjon, av: User, orgnr: str = "311 500 015") -> NyttPassord:
    return opprett_integrasjon(organisasjon=organisasjon, navn="Fagsystem", autorisert_orgnr=orgnr, av=av)


def test_it_makes_a_system_with_a_password_that_is_only_kept_as_a_hash(organisasjon: Organisasjon, admin: User) -> None:
    integrasjon, passord = nytt = _opprett(organisasjon, admin)
    assert integrasjon.autorisert_orgnr == "311500015"
    assert len(passord) >= 43
    assert check_password(passord, integrasjon.passord_hash)
    assert passord not in repr(nytt)
    hendelse = Hendelse.objects.get()
    assert hendelse.data == {"integrasjon_id": str(integrasjon.id), "autorisert_orgnr": "311500015"}


def test_it_refuses_a_wrong_number_and_a_name_in_use(organisasjon: Organisasjon, admin: User) -> None:
    with pytest.raises(UgyldigVerdi) as feil:
        _opprett(organisasjon, admin, orgnr="311500016")
    assert feil.value.felt == "autorisert_orgnr"
    _opprett(organisasjon, admin)
    with pytest.raises(UgyldigVerdi) as feil:
        _opprett(organisasjon, admin)
    assert feil.value.felt == "navn"
    assert Integrasjon.objects.count() == 1


def test_it_replaces_the_password(organisasjon: Organisasjon, admin: User) -> None:
    integrasjon, gammelt = _opprett(organisasjon, admin)
    nytt = lag_nytt_passord(integrasjon=integrasjon, av=admin).passord
    integrasjon.refresh_from_db()
    assert check_password(nytt, integrasjon.passord_hash)
    assert not check_password(gammelt, integrasjon.passord_hash)


def test_it_sets_exactly_the_kontoer_it_may_use(
    integrasjon: Integrasjon, konto: Konto, andre_konto: Konto, admin: User
) -> None:
    sett_integrasjonskontoer(integrasjon=integrasjon, kontoer=[konto], av=admin)
    sett_integrasjonskontoer(integrasjon=integrasjon, kontoer=[andre_konto], av=admin)
    sett_integrasjonskontoer(integrasjon=integrasjon, kontoer=[andre_konto], av=admin)
    assert [tilgang.konto for tilgang in Integrasjonstilgang.objects.all()] == [andre_konto]
    endringer = Hendelse.objects.order_by("id").values_list("konto_id", "data__tilgang")
    assert endringer[0] == (konto.id, True)
    assert set(endringer[1:]) == {(konto.id, False), (andre_konto.id, True)}


def test_it_gives_no_access_to_kontoer_of_others_or_deleted_ones(
    integrasjon: Integrasjon, konto: Konto, annen_organisasjon: Organisasjon, admin: User
) -> None:
    fremmed = Konto.objects.create(organisasjon=annen_organisasjon, navn="Bygg")
    with pytest.raises(IkkeFunnet):
        sett_integrasjonskontoer(integrasjon=integrasjon, kontoer=[konto, fremmed], av=admin)
    sett_integrasjonskontoer(integrasjon=integrasjon, kontoer=[konto], av=admin)
    slett_konto(konto=konto, av=admin)
    assert not kontoer_for_integrasjon(integrasjon).exists()
    with pytest.raises(IkkeFunnet):
        sett_integrasjonskontoer(integrasjon=integrasjon, kontoer=[konto], av=admin)


def test_it_deletes_once_and_for_good(integrasjon: Integrasjon, konto: Konto, admin: User) -> None:
    sett_integrasjonskontoer(integrasjon=integrasjon, kontoer=[konto], av=admin)
    slett_integrasjon(integrasjon=integrasjon, av=admin)
    slett_integrasjon(integrasjon=integrasjon, av=admin)
    integrasjon.refresh_from_db()
    assert integrasjon.slettet is not None
    assert not Integrasjonstilgang.objects.exists()
    assert Hendelse.objects.filter(type="integrasjon_slettet").count() == 1
    with pytest.raises(IkkeFunnet):
        lag_nytt_passord(integrasjon=integrasjon, av=admin)
    with pytest.raises(IkkeFunnet):
        sett_integrasjonskontoer(integrasjon=integrasjon, kontoer=[konto], av=admin)
    assert _opprett(integrasjon.organisasjon, admin).integrasjon.navn == integrasjon.navn


def test_it_listens_only_to_an_administrator(integrasjon: Integrasjon, kari: User, per: User) -> None:
    for av, feil in ((kari, ManglerRett), (per, IkkeFunnet)):
        with pytest.raises(feil):
            _opprett(integrasjon.organisasjon, av)
        with pytest.raises(feil):
            lag_nytt_passord(integrasjon=integrasjon, av=av)
        with pytest.raises(feil):
            sett_integrasjonskontoer(integrasjon=integrasjon, kontoer=[], av=av)
        with pytest.raises(feil):
            slett_integrasjon(integrasjon=integrasjon, av=av)
    assert not Hendelse.objects.exists()
