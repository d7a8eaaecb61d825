"""Finds migrations that would stop the service while they run: those that lock a table for as long as its rows take.

Made for PostgreSQL, where the large installations are. Those that were released before this rule are let off by name.
A table that the migration itself makes is empty, and anything may be done to it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.db import models
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterUniqueTogether,
    CreateModel,
    Migration,
    RunPython,
    RunSQL,
    SeparateDatabaseAndState,
)
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

ROT = Path(__file__).resolve().parent.parent
EGNE_APPER = frozenset({"users", "kontoer", "dokumenter", "hendelser"})
SLUPPET_FOR_REGELEN = {
    "users": ("0001_initial", "0002_okt_avsluttet", "0003_uten_navn", "0004_okt_sub"),
    "kontoer": ("0001_initial", "0002_ett_integrasjonsnavn", "0003_registrering"),
    "dokumenter": (
        "0001_initial",
        "0002_slettebestilling",
        "0003_nokkel_odelagt",
        "0004_avsluttet_indeks",
        "0005_reservasjon",
        "0006_indekser",
        "0007_eksponering",
        "0008_sokenavn",
        "0009_fyll_sokenavn",
        "0010_blokk_sha256",
        "0011_skrevet_og_skjema",
    ),
    "hendelser": (
        "0001_initial",
        "0002_organisasjon_endret",
        "0003_nedlasting_begynt",
        "0004_hovednokkel_byttet",
        "0005_gammelt_fjernet",
        "0006_indekser_i_rekkefolge",
        "0007_ordlyd",
    ),
}
_LASENDE_SQL = re.compile(
    r"\bCREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)|\bADD\s+CONSTRAINT\b(?!.*\b(?:NOT\s+VALID|USING\s+INDEX)\b)"
    r"|\bSET\s+NOT\s+NULL\b|\bALTER\s+COLUMN\s+\S+\s+(?:SET\s+DATA\s+)?TYPE\b|\bLOCK\s+TABLE\b",
    re.IGNORECASE | re.DOTALL,
)
_VARCHAR = re.compile(r"varchar\((\d+)\)")


def brudd(migrasjon: Migration, tilstand: ProjectState) -> list[str]:
    """What is wrong with a migration, one text each; `tilstand` is how the models are before it."""
    funn: list[str] = []
    nye: set[str] = set()
    tilstand = tilstand.clone()
    for operasjon in migrasjon.operations:
        for en in _i_databasen(operasjon):
            if isinstance(en, CreateModel):
                nye.add(en.name_lower)
            elif getattr(en, "model_name_lower", getattr(en, "name_lower", None)) not in nye:
                funn += _ved(en, migrasjon, tilstand)
        operasjon.state_forwards(migrasjon.app_label, tilstand)
    return funn


def _i_databasen(operasjon: Operation) -> Iterator[Operation]:
    """The operation itself, or those it holds for the database."""
    if isinstance(operasjon, SeparateDatabaseAndState):
        for indre in operasjon.database_operations:
            yield from _i_databasen(indre)
    else:
        yield operasjon


def _ved(operasjon: Operation, migrasjon: Migration, tilstand: ProjectState) -> Iterator[str]:
    """What is wrong with one operation on a table that has rows."""
    match operasjon:
        case AddIndex() if not _uten_las(operasjon):
            yield f"AddIndex {operasjon.index.name}: bruk adapters.online.AddIndexOnline"
        case AddConstraint() if not _uten_las(operasjon):
            yield f"AddConstraint {operasjon.constraint.name}: bruk adapters.online.AddConstraintOnline"
        case AlterUniqueTogether():
            yield f"AlterUniqueTogether på {operasjon.name}: lag en unik indeks CONCURRENTLY først"
        case AddField():
            yield from (f"AddField {operasjon.model_name}.{operasjon.name}: {hva}" for hva in _nytt(operasjon.field))
        case AlterField():
            gammelt = tilstand.models[migrasjon.app_label, operasjon.model_name_lower].fields[operasjon.name_lower]
            endring = _endret(_med_navn(gammelt, operasjon.name), _med_navn(operasjon.field, operasjon.name))
            yield from (f"AlterField {operasjon.model_name}.{operasjon.name}: {hva}" for hva in endring)
        case RunPython():
            if operasjon.reverse_code is None:
                yield "RunPython uten reverse_code (RunPython.noop duger)"
            if migrasjon.atomic:
                yield "RunPython i én stor transaksjon: sett atomic = False, og skriv i bunker"
        case RunSQL():
            if operasjon.reverse_sql is None:
                yield "RunSQL uten reverse_sql (RunSQL.noop duger)"
            if _LASENDE_SQL.search(str(operasjon.sql)):
                yield "RunSQL med en lang lås"


def _uten_las(operasjon: Operation) -> bool:
    """Ours, which do as PostgreSQL can; Django's own of that kind do not run on SQLite."""
    return type(operasjon).__module__ == "adapters.online"


def _nytt(felt: models.Field[object, object]) -> Iterator[str]:
    """What is wrong with a new column."""
    if felt.many_to_many:
        return
    if not felt.null and felt.db_default is models.NOT_PROVIDED:
        yield "NOT NULL uten db_default"
    if _har_indeks(felt):
        yield "med indeks: sett db_index=False, og lag indeksen for seg"


def _endret(for_: models.Field[object, object], etter: models.Field[object, object]) -> Iterator[str]:
    """What is wrong with a change of a column."""
    fra, til = _type(for_), _type(etter)
    if fra != til and not _videre(fra, til):
        yield f"fra {fra} til {til} skriver om hele tabellen"
    if for_.null and not etter.null:
        yield "SET NOT NULL leser hele tabellen under lås"
    if (etter.unique and not for_.unique) or (_har_indeks(etter) and not _har_indeks(for_)):
        yield "ny indeks: lag den for seg, med adapters.online.AddIndexOnline"


def _har_indeks(felt: models.Field[object, object]) -> bool:
    return felt.unique or bool(getattr(felt, "db_index", False))


def _med_navn(felt: models.Field[object, object], navn: str) -> models.Field[object, object]:
    """A copy that knows its name, as one of a model does."""
    kopi = felt.clone()
    kopi.set_attributes_from_name(navn)
    return kopi


def _type(felt: models.Field[object, object]) -> str:
    """The column's type in PostgreSQL. No server is asked."""
    if isinstance(felt, models.ForeignKey):
        return f"nøkkel til {felt.remote_field.model}".lower()
    kobling = DatabaseWrapper({**settings.DATABASES["default"], "NAME": "ingen", "OPTIONS": {}})
    return str(felt.db_parameters(kobling)["type"])


def _videre(fra: str, til: str) -> bool:
    """Does everything that fits in the one type fit in the other as it lies? Then no row is written anew."""
    gammel, ny = _VARCHAR.fullmatch(fra), _VARCHAR.fullmatch(til)
    return bool(gammel and (til == "text" or (ny and int(ny[1]) >= int(gammel[1]))))


def finn() -> list[str]:
    """All that is wrong in our own migrations, and names in the list that are not there any more."""
    lagret = MigrationLoader(None, ignore_no_migrations=True)
    egne = {nokkel for nokkel in lagret.disk_migrations if nokkel[0] in EGNE_APPER}
    sluppet = {(app, navn) for app, flere in SLUPPET_FOR_REGELEN.items() for navn in flere}
    funn = [f"{app}.{navn} står i listen, men finnes ikke" for app, navn in sorted(sluppet - egne)]
    for nokkel in sorted(egne - sluppet):
        migrasjon = lagret.disk_migrations[nokkel]
        for_ = lagret.project_state([nokkel], at_end=False)
        funn += [f"{'.'.join(nokkel)}: {hva}" for hva in brudd(migrasjon, for_)]
    return funn


def main() -> int:
    """Print what is wrong; 1 if anything is."""
    sys.path.insert(0, str(ROT))
    django.setup()
    funn = finn()
    print(*funn, sep="\n", end="\n" if funn else "")
    return 1 if funn else 0


if __name__ == "__main__":
    sys.exit(main())
