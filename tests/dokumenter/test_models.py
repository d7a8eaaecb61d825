"""What is found by an index, and in which order, where a foreign key has none of its own."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model, QuerySet, UniqueConstraint
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dokumenter.models import Blokk, Deling, Dokument, Kontotall, Mottaker
from hendelser.models import Hendelse
from kontoer.models import Konto
from tests.dokumenter.lag import lag_deling
from tests.dokumenter.plan import plan
from users.models import User

EGNE_APPER = ("users", "kontoer", "dokumenter", "hendelser")
ID = uuid.uuid4()
NAA = timezone.now()
ANTALL = 400  # rows of each kind, ten to each row they belong to
SPORSMAL: dict[str, QuerySet[Model]] = {
    "dokumenter i en deling": Dokument.objects.filter(deling_id=ID).order_by("opprettet"),
    "mottakere av en deling": Mottaker.objects.filter(deling_id=ID).order_by(),
    "blokker i et dokument": Blokk.objects.filter(dokument_id=ID).order_by("nr"),
    "delinger på en konto": Deling.objects.filter(konto_id=ID).order_by("-delt", "-id"),
    "delte på en konto": Deling.objects.filter(konto_id=ID, tilstand="delt").order_by("-delt", "-id"),
    "en persons utkast": Deling.objects.filter(delt_av_bruker_id=ID, tilstand="utkast").order_by("-opprettet"),
    "loggen til en organisasjon": Hendelse.objects.filter(organisasjon_id=ID).order_by("-id"),
    "noe av loggen": Hendelse.objects.filter(organisasjon_id=ID, type="deling_delt", id__lt=5).order_by("-id"),
    "loggen til en person": Hendelse.objects.filter(organisasjon_id=ID, aktor_id=ID).order_by("-id"),
    "loggen om en person": Hendelse.objects.filter(
        organisasjon_id=ID, data__has_key="bruker_id", data__bruker_id="x"
    ).order_by("-id"),
    "loggen fra en dag": Hendelse.objects.filter(tidspunkt__gt=NAA).order_by("tidspunkt"),
    "alt som er delt": Deling.objects.filter(delt__lte=NAA).order_by("-delt", "-id"),
    "virksomheter": Mottaker.objects.filter(type="ORGANISASJON", oppslag__in=["9"]).order_by("oppslag"),
    "en kontos tall": Kontotall.objects.filter(konto_id=ID).order_by(),
    "loggen til en deling": Hendelse.objects.filter(deling_id=ID).order_by("-id"),
}


def _indekser(modell: type[Model]) -> Iterator[tuple[str, list[str]]]:
    """Every index of the model by its columns, but those of some of the rows only; the primary key's too."""
    for felt in modell._meta.local_concrete_fields:
        if felt.unique or getattr(felt, "db_index", False):
            yield f"feltet {felt.name}", [felt.name]
    for indeks in modell._meta.indexes:
        if indeks.condition is None and not indeks.expressions:
            yield indeks.name, list(indeks.fields)
    for krav in modell._meta.constraints:
        if isinstance(krav, UniqueConstraint) and krav.condition is None:
            yield krav.name, list(krav.fields)


@pytest.mark.parametrize("app", EGNE_APPER)
def test_it_has_no_index_that_is_the_beginning_of_another(app: str) -> None:
    funn = []
    for modell in apps.get_app_config(app).get_models():
        alle = list(_indekser(modell))
        funn += [
            f"{modell.__name__}: {kort} er begynnelsen på {lang}"
            for kort, forst in alle
            for lang, resten in alle
            if kort != lang and resten[: len(forst)] == forst
        ]
    assert funn == []


@pytest.fixture
def rader(konto: Konto, kari: User) -> None:
    """Some of everything, counted: how many rows the database believes it has must not come from the tests before."""
    andre = [Konto(organisasjon=konto.organisasjon, navn=f"Konto nr. {nr}") for nr in range(ANTALL // 10)]
    kontoer = Konto.objects.bulk_create(andre)
    delinger = Deling.objects.bulk_create(
        Deling(konto=kontoer[nr // 10], delt_av_bruker=kari if nr % 10 == 0 else None) for nr in range(ANTALL)
    )
    dokumenter = Dokument.objects.bulk_create(
        Dokument(deling=delinger[nr // 10], dokumentnavn="vedtak.pdf", nokkel=b"nokkel", storrelse=0)
        for nr in range(ANTALL)
    )
    Mottaker.objects.bulk_create(
        Mottaker(deling=delinger[nr // 10], type=Mottaker.Type.ORGANISASJON, oppslag=str(nr)) for nr in range(ANTALL)
    )
    Blokk.objects.bulk_create(
        Blokk(dokument=dokumenter[nr // 10], nr=nr, start=nr, storrelse=1, navn=str(nr), salt=b"salt")
        for nr in range(ANTALL)
    )
    Hendelse.objects.bulk_create(
        Hendelse(type="deling_delt", aktor_type="system", organisasjon_id=delt.konto_id, deling_id=delt.pk)
        for delt in delinger
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as peker:
            peker.execute("ANALYZE")


@pytest.mark.usefixtures("rader")
@pytest.mark.parametrize("sporsmal", SPORSMAL.values(), ids=SPORSMAL.keys())
def test_it_finds_what_belongs_to_a_row_by_an_index_and_in_order(sporsmal: QuerySet[Model]) -> None:
    """As the database would were there many rows: it reads no table through, and sorts nothing."""
    if connection.vendor == "postgresql":
        with connection.cursor() as peker:
            peker.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
            peker.execute("SET LOCAL enable_sort = off")
    plan = sporsmal.explain()
    assert "SEARCH" in plan or "Index Cond" in plan, plan
    for ord_ in ("SCAN", "Seq Scan", "Sort", "TEMP B-TREE"):
        assert ord_ not in plan, plan


def indekser_i(rader: QuerySet[Any]) -> str:
    """How the database finds what an update changes."""
    with CaptureQueriesContext(connection) as sporsmal:
        assert rader.update(opprettet=timezone.now()) == 1
    brukt = plan(sporsmal[0]["sql"])
    # Of few rows any index with the id in it is as cheap as that of the id alone.
    assert "Index Cond: (id = " in brukt or "sqlite_autoindex" in brukt, brukt
    return brukt


def test_it_checks_the_tilstand_of_a_row_that_is_found_by_its_id_and_by_nothing_else(konto: Konto, kari: User) -> None:
    """The partial indexes of the tilstand are long when much is on its way."""
    deling = lag_deling(konto, kari)
    dokument = Dokument.objects.filter(pk=deling.dokumenter.get().pk)
    delingen = Deling.objects.filter(pk=deling.pk)
    assert not dokument.er_i(Dokument.Tilstand.SLETTES).exists()
    assert not delingen.er_i(Deling.Tilstand.UTKAST).exists()
    brukt = indekser_i(dokument.er_i(Dokument.Tilstand.KONTROLLERES)) + indekser_i(delingen.er_i(Deling.Tilstand.DELT))
    for indeks in ("dokument_arbeid", "dokument_slettes", "deling_forfall", "deling_gamle_utkast"):
        assert indeks not in brukt
