"""Who may do what, and how the others are answered."""

import pytest
from django.utils import timezone

from kontoer.errors import IkkeFunnet, IkkeTattIBruk, KontoSlettet, ManglerRett
from kontoer.models import Konto
from kontoer.tilgang import (
    er_administrator,
    er_i_bruk,
    kan_administrere_konto,
    kan_se_delinger,
    krev_administrator,
    krev_administrator_av_konto,
    krev_kan_dele,
    krev_kontoadministrator,
)
from users.models import User

DELE = {"kari": None, "ola": None, "uten_rett": ManglerRett, "kontoadmin": ManglerRett, "admin": ManglerRett}
STYRE = {"admin": None, "kari": ManglerRett, "uten_rett": ManglerRett, "kontoadmin": ManglerRett}
FREMMEDE = dict.fromkeys(["nabo", "per", "annen_admin", "fremmed"], IkkeFunnet)


@pytest.mark.parametrize(("hvem", "feil"), (DELE | FREMMEDE).items())
def test_it_lets_users_with_the_right_share(
    hvem: str, feil: type[Exception] | None, konto: Konto, request: pytest.FixtureRequest
) -> None:
    bruker: User = request.getfixturevalue(hvem)
    assert (er_i_bruk(konto) and kan_se_delinger(bruker, konto)) == kan_se_delinger(bruker, konto) == (feil is None)
    _prov(feil, lambda: krev_kan_dele(bruker, konto))


@pytest.mark.parametrize(("hvem", "feil"), (STYRE | FREMMEDE | {"nabo": ManglerRett}).items())
def test_it_lets_administrators_run_the_organisation(
    hvem: str, feil: type[Exception] | None, konto: Konto, request: pytest.FixtureRequest
) -> None:
    bruker: User = request.getfixturevalue(hvem)
    assert er_administrator(bruker, konto.organisasjon) == (feil is None)
    _prov(feil, lambda: krev_administrator(bruker, konto.organisasjon))


@pytest.mark.parametrize(("hvem", "feil"), (STYRE | FREMMEDE).items())
def test_it_lets_administrators_of_the_organisation_run_its_kontoer(
    hvem: str, feil: type[Exception] | None, konto: Konto, request: pytest.FixtureRequest
) -> None:
    bruker: User = request.getfixturevalue(hvem)
    _prov(feil, lambda: krev_administrator_av_konto(bruker, konto))
    _prov(None if hvem == "kontoadmin" else feil, lambda: krev_kontoadministrator(bruker, konto))
    assert kan_administrere_konto(bruker, konto) == (feil is None or hvem == "kontoadmin")


def test_it_stops_sharing_from_a_deleted_konto_but_not_reading(
    konto: Konto, kari: User, uten_rett: User, admin: User, per: User
) -> None:
    konto.slettet = timezone.now()
    konto.save()
    assert not er_i_bruk(konto)
    assert kan_se_delinger(kari, konto)
    for bruker, feil in ((kari, KontoSlettet), (uten_rett, ManglerRett), (per, IkkeFunnet)):
        _prov(feil, lambda bruker=bruker: krev_kan_dele(bruker, konto))
    _prov(KontoSlettet, lambda: krev_administrator_av_konto(admin, konto))
    _prov(KontoSlettet, lambda: krev_kontoadministrator(admin, konto))


def test_it_forgets_users_of_deleted_kontoer_in_the_organisation(konto: Konto, kari: User) -> None:
    konto.slettet = timezone.now()
    konto.save()
    _prov(IkkeFunnet, lambda: krev_administrator(kari, konto.organisasjon))


def test_it_refuses_sharing_before_the_service_is_taken_into_use(konto: Konto, kari: User) -> None:
    konto.organisasjon.tatt_i_bruk = None
    assert not er_i_bruk(konto)
    _prov(IkkeTattIBruk, lambda: krev_kan_dele(kari, konto))


def _prov(feil: type[Exception] | None, krav: object) -> None:
    assert callable(krav)
    if feil is None:
        krav()
        return
    with pytest.raises(feil):
        krav()
