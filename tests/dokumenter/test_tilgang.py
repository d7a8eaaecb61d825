"""Who may do what with a deling: each kind of person, asked directly."""

import pytest

from dokumenter import tilgang
from dokumenter.errors import DelingIkkeUtkast
from hendelser.models import SYSTEM
from kontoer.errors import IkkeFunnet, ManglerRett
from kontoer.models import Konto
from tests.dokumenter.lag import lag_deling, lag_utkast
from users.models import User


def test_it_keeps_a_draft_to_its_maker(konto: Konto, kari: User, ola: User) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    assert [tilgang.er_eget_utkast(bruker, utkast) for bruker in (kari, ola)] == [True, False]
    assert [tilgang.kan_se_deling(bruker, utkast) for bruker in (kari, ola)] == [True, False]
    assert not tilgang.er_eget_utkast(kari, lag_deling(konto, kari))


def test_it_shows_a_deling_to_those_who_may_share_from_its_konto(
    konto: Konto, kari: User, ola: User, uten_rett: User, per: User, admin: User
) -> None:
    deling = lag_deling(konto, kari)
    ser = [tilgang.kan_se_deling(bruker, deling) for bruker in (kari, ola, uten_rett, per, admin)]
    assert ser == [True, True, False, False, False]


def test_it_lets_colleagues_and_the_system_end_a_deling(
    konto: Konto, kari: User, ola: User, uten_rett: User, per: User
) -> None:
    deling = lag_deling(konto, kari)
    for av in (kari, ola, SYSTEM):
        tilgang.krev_kan_forvalte(av, deling)
    with pytest.raises(ManglerRett):
        tilgang.krev_kan_forvalte(uten_rett, deling)
    with pytest.raises(IkkeFunnet):
        tilgang.krev_kan_forvalte(per, deling)
    with pytest.raises(IkkeFunnet):
        tilgang.krev_kan_forvalte(ola, lag_utkast(konto, kari))


def test_it_takes_files_only_to_ones_own_draft(konto: Konto, kari: User, ola: User) -> None:
    utkast = lag_utkast(konto, kari)
    tilgang.krev_kan_laste_opp(kari, utkast)
    with pytest.raises(IkkeFunnet):
        tilgang.krev_kan_laste_opp(ola, utkast)
    with pytest.raises(DelingIkkeUtkast):
        tilgang.krev_kan_laste_opp(kari, lag_deling(konto, kari))
