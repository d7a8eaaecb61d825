import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from dokumenter.models import Deling
from dokumenter.queries.konto import Dokumentsok, dokumenter_i, sok_dokumenter
from dokumenter.services.sletting import slett_dokument
from kontoer.models import Konto
from tests.dokumenter.lag import lag_deling, lag_utkast
from tests.dokumenter.plan import plan
from users.models import User

NAA = timezone.now() + timedelta(minutes=1)


def test_it_says_deleted_in_a_query_as_in_python(konto: Konto, kari: User) -> None:
    apen, utlopt, slettet, trukket = (lag_deling(konto, kari).dokumenter.get() for _ in range(4))
    Deling.objects.filter(pk=utlopt.deling_id).update(tilgjengelig_til=NAA)
    slett_dokument(dokument=slettet, av=kari)
    Deling.objects.filter(pk=trukket.deling_id).update(
        tilstand=Deling.Tilstand.TRUKKET, avsluttet=NAA, slutt=Deling.Slutt.TRUKKET
    )
    aldri = lag_deling(konto, kari).dokumenter.get()
    Deling.objects.filter(pk=aldri.deling_id).update(tilgjengelig_til=None)
    i_python = {dokument.id: dokument.er_slettet(NAA) for dokument in dokumenter_i(konto)}
    assert i_python == {apen.id: False, utlopt.id: True, slettet.id: True, trukket.id: True, aldri.id: False}
    sporring = dokumenter_i(konto).slettede(NAA).values_list("id", flat=True)
    assert set(sporring) == {id_ for id_, borte in i_python.items() if borte}
    resten = dokumenter_i(konto).ikke_slettede(NAA).values_list("id", flat=True)
    assert set(resten) == {apen.id, aldri.id}


@pytest.mark.parametrize(
    "sok",
    [Dokumentsok(), Dokumentsok(fra=NAA - timedelta(days=1), til=NAA), Dokumentsok(dokumentnavn="vedtak")],
)
def test_it_finds_a_page_by_an_index(konto: Konto, sok: Dokumentsok) -> None:
    """Which one depends on what the database believes of an empty table: the newest, or those of the konto.
    What a million rows cost is measured by `make skala`."""
    svar = plan(sok_dokumenter(konto, sok)[:100], i_rekkefolge=True)
    assert re.search(r"deling_(konto_)?(tilstand|delt)", svar)
    assert "Seq Scan on dokumenter_deling" not in svar
    assert "SCAN dokumenter_deling" not in svar


def test_it_finds_a_korrelasjonsid_by_its_index(konto: Konto) -> None:
    sporring = sok_dokumenter(konto, Dokumentsok(korrelasjonsid=konto.id)).order_by()
    assert "dokument_korrelasjonsid" in plan(sporring) or "deling_konto" in plan(sporring)


def test_it_fills_the_name_to_search_in_for_what_is_there(
    konto: Konto, kari: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrering = import_module("dokumenter.migrations.0009_fyll_sokenavn")
    monkeypatch.setattr(migrering, "_BOLK", 2)
    utkast = lag_utkast(konto, kari, *(f"Sak Å{nr}.pdf" for nr in range(5)))
    utkast.dokumenter.filter(dokumentnavn="Sak Å0.pdf").update(sokenavn="er der")
    migrering.fyll(apps, connection.schema_editor())
    assert sorted(utkast.dokumenter.values_list("sokenavn", flat=True)) == [
        "er der",
        *(f"sak å{nr}.pdf" for nr in range(1, 5)),
    ]
