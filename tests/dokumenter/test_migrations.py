"""What the migrations say of rows that were there before them."""

from importlib import import_module

import pytest
from django.apps import apps

from dokumenter.models import Deling, Dokument
from dokumenter.services.deling import del_dokument, trekk_tilbake
from dokumenter.services.fjerning import fjern_objekter
from dokumenter.services.sletting import avslutt_deling, slett_dokument
from hendelser.models import Hendelse
from hendelser.services import fjern_hendelser
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_dokument, lag_utkast
from tests.dokumenter.lag import EN_PERSON, om
from users.models import User


def _delt(konto: Konto, kari: User) -> tuple[Deling, list[Dokument]]:
    """One removed before sharing, one after, one left."""
    utkast = lag_utkast(konto, kari)
    filer = [lag_dokument(utkast) for _nr in range(3)]
    slett_dokument(dokument=filer[0], av=kari)
    deling = del_dokument(deling=utkast, konto=konto, mottakere=[EN_PERSON], tilgjengelig_til=om(7), av=kari)
    filer[1].deling = deling
    slett_dokument(dokument=filer[1], av=kari)
    return deling, filer


@pytest.mark.parametrize("med_logg", [True, False])
def test_it_says_of_the_old_what_is_said_of_the_new(konto: Konto, kari: User, med_logg: bool) -> None:
    _apen, filer = _delt(konto, kari)
    sluttet, _filer = _delt(konto, kari)
    trekk_tilbake(deling=sluttet, av=kari)
    forkastet = lag_utkast(konto, kari)
    lag_dokument(forkastet)
    avslutt_deling(deling=forkastet, slutt=Deling.Slutt.FORKASTET, av=kari)
    fjern_objekter(dokument_id=filer[0].pk)
    lag_dokument(lag_utkast(konto, kari))
    sagt = dict(Dokument.objects.values_list("pk", "eksponering"))
    assert sorted(sagt.values()) == ["aldri"] * 4 + ["delt"] * 2 + ["fjernet"] * 2
    if not med_logg:  # then it is not known that one was taken out while the others stayed
        fjern_hendelser(ider=list(Hendelse.objects.values_list("pk", flat=True)))
        sagt = {pk: "delt" if en == "fjernet" else en for pk, en in sagt.items()}
    Dokument.objects.update(eksponering="aldri")
    import_module("dokumenter.migrations.0007_eksponering").si_hva_som_ble_delt(apps, None)
    assert dict(Dokument.objects.values_list("pk", "eksponering")) == sagt


def test_it_keeps_what_is_shared_confidential_whatever_becomes_of_the_konto(konto: Konto, kari: User) -> None:
    Konto.objects.update(taushetsbelagt=True)
    deling, sluttet = _delt(konto, kari)[0], _delt(konto, kari)[0]
    trekk_tilbake(deling=sluttet, av=kari)
    Deling.objects.update(taushetsbelagt=False)
    import_module("dokumenter.migrations.0024_godkjenning_indekser").fyll_taushetsbelagt(apps, None)
    Konto.objects.update(taushetsbelagt=False)
    assert {en.pk: en.er_taushetsbelagt for en in Deling.objects.all()} == {deling.pk: True, sluttet.pk: False}
