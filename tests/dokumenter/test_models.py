"""What is found by an index, and in which order, where a foreign key has none of its own."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dokumenter.models import Blokk, Deling, Dokument, Mottaker
from hendelser.models import Hendelse
from kontoer.models import Konto
from tests.dokumenter.lag import lag_deling
from tests.dokumenter.plan import plan
from users.models import User

ID = uuid.uuid4()
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
    "loggen til en deling": Hendelse.objects.filter(deling_id=ID).order_by("-id"),
}


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
    assert "pkey" in brukt or "sqlite_autoindex" in brukt, brukt
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
