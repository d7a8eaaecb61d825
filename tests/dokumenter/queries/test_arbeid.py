"""Each kind of work that waits is found, and nothing else."""

from datetime import timedelta

from django.utils import timezone

from dokumenter.models import Deling, Dokument
from dokumenter.queries.arbeid import gamle_utkast, som_skal_fjernes, som_skal_kontrolleres, uten_innhold_siden
from kontoer.models import Konto
from tests.dokumenter.lag import lag_deling, lag_fil, lag_utkast
from users.models import User


def test_it_finds_drafts_that_are_abandoned(konto: Konto, kari: User) -> None:
    for_lenge_siden = timezone.now() - timedelta(hours=25)
    forlatt, i_gang, nylig_ferdig = (lag_utkast(konto, kari) for _ in range(3))
    lag_utkast(konto, kari)
    lag_fil(i_gang, tilstand=Dokument.Tilstand.VENTER)
    lag_fil(nylig_ferdig)
    Deling.objects.filter(pk__in=[forlatt.pk, i_gang.pk, nylig_ferdig.pk]).update(opprettet=for_lenge_siden)
    assert list(gamle_utkast(timezone.now())) == [forlatt]


def test_it_finds_dokumenter_by_what_is_to_be_done_with_them(konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari)
    alle = {tilstand: lag_fil(utkast, tilstand=tilstand) for tilstand in Dokument.Tilstand}
    assert list(som_skal_kontrolleres()) == [alle[Dokument.Tilstand.KONTROLLERES]]
    assert list(som_skal_fjernes()) == [alle[Dokument.Tilstand.SLETTES]]


def test_it_finds_delinger_of_which_only_metadata_is_left(konto: Konto, kari: User) -> None:
    naa = timezone.now()
    for_lenge_siden, lever, ny, venter = (lag_deling(konto, kari) for _ in range(4))
    for deling, avsluttet in ((for_lenge_siden, 2), (ny, 0), (venter, 2)):
        tid = naa - timedelta(days=avsluttet)
        Deling.objects.filter(pk=deling.pk).update(tilstand="slettet", slutt="slettet", avsluttet=tid)
        tilstand = "slettes" if deling is venter else "slettet"
        deling.dokumenter.update(tilstand=tilstand, nokkel=None, slettet=tid)
    assert list(uten_innhold_siden(naa - timedelta(days=1))) == [for_lenge_siden]
    assert lever.avsluttet is None
