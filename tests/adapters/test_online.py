"""The operations that lock nothing do their work on both databases, and undo it."""

from collections.abc import Callable, Iterator

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Q

from adapters.online import AddConstraintOnline, AddIndexOnline, RemoveIndexOnline, ValidateConstraintOnline

TABELL = "online_ting"
Gjor = Callable[[Operation], None]


@pytest.fixture
def tilstand(transactional_db: None) -> ProjectState:
    """A model of which the product knows nothing."""
    tilstand = ProjectState()
    felt: dict[str, models.Field[object, object]] = {
        "id": models.BigAutoField(primary_key=True),
        "antall": models.IntegerField(),
    }
    tilstand.add_model(ModelState("online", "Ting", felt))
    return tilstand


@pytest.fixture
def gjor(tilstand: ProjectState) -> Iterator[Gjor]:
    """Run an operation forwards on a table with one row, as a migration with `atomic = False` does."""
    modell = tilstand.apps.get_model("online", "Ting")
    with connection.schema_editor() as editor:
        editor.create_model(modell)
    modell.objects.create(antall=1)

    def utfor(operasjon: Operation) -> None:
        etter = tilstand.clone()
        operasjon.state_forwards("online", etter)
        with connection.schema_editor(atomic=False) as editor:
            operasjon.database_forwards("online", editor, tilstand, etter)

    yield utfor
    with connection.schema_editor() as editor:
        editor.delete_model(modell)


def regler() -> set[str]:
    """The names of the table's indexes and constraints."""
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, TABELL))


def sett_inn(antall: int) -> None:
    """A row."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABELL} (antall) VALUES (%s)", [antall])


def test_it_makes_an_index_and_removes_it(gjor: Gjor, tilstand: ProjectState) -> None:
    operasjon = AddIndexOnline("Ting", models.Index(fields=["antall"], name="online_antall"))
    gjor(operasjon)
    assert "online_antall" in regler()
    etter = tilstand.clone()
    operasjon.state_forwards("online", etter)
    with connection.schema_editor(atomic=False) as editor:
        operasjon.database_backwards("online", editor, etter, tilstand)
    assert "online_antall" not in regler()


def test_it_adds_a_constraint_that_binds_new_rows_and_asks_the_old_ones_afterwards(gjor: Gjor) -> None:
    gjor(AddConstraintOnline("Ting", models.CheckConstraint(condition=Q(antall__gt=0), name="online_over_null")))
    with pytest.raises(IntegrityError):
        sett_inn(0)
    sett_inn(2)
    gjor(ValidateConstraintOnline("Ting", "online_over_null"))
    assert "online_over_null" in regler()


def test_it_makes_anew_an_index_that_was_broken_off(gjor: Gjor) -> None:
    """PostgreSQL leaves one that counts for nothing, and that a second try stumbles over."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"CREATE INDEX online_antall ON {TABELL} (antall)")
            cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'online_antall'::regclass")
    gjor(AddIndexOnline("Ting", models.Index(fields=["antall"], name="online_antall")))
    assert "online_antall" in regler()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = 'online_antall'::regclass")
            assert cursor.fetchone() == (True,)


def test_it_removes_an_index_and_makes_it_again(gjor: Gjor, tilstand: ProjectState) -> None:
    indeks = AddIndexOnline("Ting", models.Index(fields=["antall"], name="online_antall"))
    gjor(indeks)
    med = tilstand.clone()
    indeks.state_forwards("online", med)
    uten, operasjon = med.clone(), RemoveIndexOnline("Ting", "online_antall")
    operasjon.state_forwards("online", uten)
    with connection.schema_editor(atomic=False) as editor:
        operasjon.database_forwards("online", editor, med, uten)
    assert "online_antall" not in regler()
    with connection.schema_editor(atomic=False) as editor:
        operasjon.database_backwards("online", editor, uten, med)
    assert "online_antall" in regler()
