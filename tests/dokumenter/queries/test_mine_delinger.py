"""The lists of those who share."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Deling
from dokumenter.queries.mine_delinger import Delingssok, egne_utkast, kontoer_med_innsyn, rader_for, sok_delinger
from dokumenter.services.nedlasting import lever_dokument
from kontoer.models import Konto
from kontoer.services.konto import slett_konto
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast, merk_delt
from users.models import User


def test_it_counts_each_recipient_that_has_fetched_once(
    konto: Konto, kari: User, mottaker: User, fremmed: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    deling, uhentet = lag_deling(konto, kari, mottaker, fremmed), lag_deling(konto, kari, mottaker)
    for start in (0, 3):
        list(lever_dokument(dokument=deling.dokumenter.get(), start=start, slutt=start + 3, av=mottaker))
    delinger = list(sok_delinger(kari, Delingssok(), naa=timezone.now()))
    with django_assert_num_queries(4):
        rader = rader_for(delinger, naa=timezone.now())
    assert [(rad.deling, rad.dokumenter, rad.mottakere, rad.hentet_av, rad.slutt) for rad in rader] == [
        (uhentet, 1, 1, 0, None),
        (deling, 1, 2, 1, None),
    ]


def test_it_names_the_dokument_that_came_first(konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari)
    for navn in ("soknad.pdf", "bilde.jpg"):
        lag_dokument(utkast, navn=navn)
    merk_delt(utkast)
    assert [rad.forste for rad in rader_for([utkast, lag_utkast(konto, kari)], naa=timezone.now())] == [
        "soknad.pdf",
        "",
    ]


def test_it_finds_all_between_the_ends_of_the_calendar(konto: Konto, kari: User, mottaker: User) -> None:
    deling = lag_deling(konto, kari, mottaker)
    assert list(sok_delinger(kari, Delingssok(fra=date.min, til=date.max), naa=timezone.now())) == [deling]


@pytest.mark.parametrize("tilstand", ["apen", "utlopt", "trukket", "slettet"])
def test_it_tells_states_apart_as_the_deling_itself_does(
    tilstand: str, konto: Konto, kari: User, admin: User, mottaker: User
) -> None:
    """Also between the moment it ends and the sweep that ends it."""
    naa = timezone.now()
    for til in (naa + timedelta(days=1), naa - timedelta(days=1), None):
        deling = lag_deling(konto, kari, mottaker)
        Deling.objects.filter(pk=deling.pk).update(tilgjengelig_til=til)
    for slutt in (Deling.Slutt.TRUKKET, Deling.Slutt.SLETTET, Deling.Slutt.UTLOPT, Deling.Slutt.KONTO_SLETTET):
        deling = lag_deling(konto, kari, mottaker)
        ny = Deling.Tilstand.TRUKKET if slutt == Deling.Slutt.TRUKKET else Deling.Tilstand.SLETTET
        Deling.objects.filter(pk=deling.pk).update(tilstand=ny, slutt=slutt, avsluttet=naa)
    for konto_slettet in (False, True):
        if konto_slettet:
            slett_konto(konto=konto, av=admin)
        fasit = {deling.pk for deling in Deling.objects.select_related("konto") if _tilstand(deling) == tilstand}
        assert {deling.pk for deling in sok_delinger(kari, Delingssok(tilstand=tilstand), naa=naa)} == fasit


def _tilstand(deling: Deling) -> str:
    slutt = deling.sluttet(timezone.now())
    if slutt is None:
        return "apen"
    return {"konto_slettet": "slettet"}.get(slutt[0].value, slutt[0].value)


def test_it_lists_only_own_drafts_with_a_file(konto: Konto, kari: User, ola: User) -> None:
    med_fil, _tomt = lag_utkast(konto, kari), lag_utkast(konto, kari)
    lag_dokument(med_fil)
    assert list(egne_utkast(kari)) == [med_fil]
    assert not egne_utkast(ola)


def test_it_offers_deleted_kontoer_to_those_who_had_the_right(konto: Konto, kari: User, admin: User, per: User) -> None:
    slett_konto(konto=konto, av=admin)
    assert list(kontoer_med_innsyn(kari)) == [konto]
    assert konto not in kontoer_med_innsyn(per)
    assert not kontoer_med_innsyn(admin)
