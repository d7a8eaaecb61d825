"""What a sender finds, and nothing else."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from dokumenter.models import Deling, Dokument
from dokumenter.queries import avsender as queries
from kontoer.errors import IkkeFunnet, ManglerRett
from kontoer.models import Konto
from tests.dokumenter.lag import lag_deling, lag_fil, lag_utkast
from users.models import User


def test_it_lists_the_kontos_delinger_newest_first_and_no_drafts(konto: Konto, kari: User, ola: User) -> None:
    lag_utkast(konto, kari, "a.pdf")
    delinger = [lag_deling(konto, kari), lag_deling(konto, ola)]
    for bruker in (kari, ola):
        assert list(queries.delinger_for(bruker)) == delinger[::-1]


def test_it_lists_nothing_for_others(konto: Konto, kari: User, uten_rett: User, per: User, admin: User) -> None:
    lag_deling(konto, kari)
    for bruker in (uten_rett, per, admin):
        assert not queries.delinger_for(bruker).exists()


def test_it_still_shows_what_a_deleted_konto_shared(konto: Konto, kari: User) -> None:
    deling = lag_deling(konto, kari)
    konto.slettet = timezone.now()
    konto.save()
    assert list(queries.delinger_for(kari)) == [deling]
    assert queries.synlig_deling(kari, deling.pk) == deling


def test_it_finds_a_deling_by_the_right_on_its_konto(
    konto: Konto, kari: User, ola: User, uten_rett: User, per: User, admin: User
) -> None:
    deling = lag_deling(konto, kari)
    assert queries.synlig_deling(ola, deling.pk) == deling
    for bruker, feil in ((uten_rett, ManglerRett), (admin, ManglerRett), (per, IkkeFunnet)):
        with pytest.raises(feil):
            queries.synlig_deling(bruker, deling.pk)


def test_it_keeps_a_draft_to_its_maker(konto: Konto, kari: User, ola: User, uten_rett: User) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    assert queries.eget_utkast(kari, utkast.pk) == queries.synlig_deling(kari, utkast.pk) == utkast
    sporsmal: list[Callable[..., Deling]] = [queries.eget_utkast, queries.egen_deling, queries.synlig_deling]
    for spor in sporsmal:
        for bruker in (ola, uten_rett):
            with pytest.raises(IkkeFunnet):
                spor(bruker, utkast.pk)


def test_it_remembers_the_newest_draft_that_holds_a_file(konto: Konto, kari: User, ola: User) -> None:
    assert queries.pabegynt_utkast(kari) is None
    lag_utkast(konto, kari, "a.pdf")
    nyeste = lag_utkast(konto, kari, "b.pdf")
    lag_utkast(konto, kari)
    lag_fil(lag_utkast(konto, kari), tilstand=Dokument.Tilstand.SLETTES)
    assert queries.pabegynt_utkast(kari) == nyeste
    assert queries.pabegynt_utkast(ola) is None
