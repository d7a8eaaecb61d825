"""A migration that would lock a table while it runs is found, and one that does the same without a lock is not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree, rmtree

import pytest
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Q
from pytest_django.fixtures import Settings

from adapters.online import AddConstraintOnline, AddIndexOnline, ValidateConstraintOnline
from scripts.lasende_migrasjoner import ROT, brudd, main

INDEKS = models.Index(fields=["navn"], name="ting_navn")
KRAV = models.CheckConstraint(condition=~Q(navn=""), name="ting_har_navn")
PLANTET = """from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kontoer", "0003_registrering")]
    operations = [migrations.AddField("konto", "plantet", models.CharField("plantet", max_length=9, default=""))]
"""


def funn(*operasjoner: Operation, atomic: bool = True) -> str:
    """What is said of a migration with these operations, on a model that is there already."""
    tilstand = ProjectState()
    nokkel, antall = models.BigAutoField(primary_key=True), models.IntegerField(default=0)
    navn = models.CharField(max_length=20, null=True)
    tilstand.add_model(ModelState("ting", "Ting", [("id", nokkel), ("navn", navn), ("antall", antall)]))
    slag = type("Migration", (migrations.Migration,), {"operations": operasjoner, "atomic": atomic})
    migrasjon = slag("0002_ny", "ting")
    assert isinstance(migrasjon, migrations.Migration)
    return " | ".join(brudd(migrasjon, tilstand))


def gjor_ingenting(apps: object, schema_editor: object) -> None:
    """What a RunPython may be given."""


@pytest.mark.parametrize(
    ("operasjon", "ventet"),
    [
        (migrations.AddIndex("ting", INDEKS), "AddIndexOnline"),
        (migrations.AddConstraint("ting", KRAV), "AddConstraintOnline"),
        (migrations.AddConstraint("ting", models.UniqueConstraint(fields=["navn"], name="en")), "AddConstraintOnline"),
        (migrations.AlterUniqueTogether("ting", {("navn", "antall")}), "CONCURRENTLY"),
        (migrations.AddField("ting", "ny", models.IntegerField(default=0)), "NOT NULL uten db_default"),
        (migrations.AddField("ting", "ny", models.IntegerField(null=True, db_index=True)), "med indeks"),
        (migrations.AddField("ting", "ny", models.IntegerField(null=True, unique=True)), "med indeks"),
        (migrations.AlterField("ting", "antall", models.BigIntegerField()), "fra integer til bigint"),
        (migrations.AlterField("ting", "navn", models.CharField(max_length=19, null=True)), "skriver om hele"),
        (migrations.AlterField("ting", "navn", models.CharField(max_length=20)), "SET NOT NULL"),
        (migrations.AlterField("ting", "antall", models.IntegerField(db_index=True)), "ny indeks"),
        (migrations.AlterField("ting", "antall", models.IntegerField(unique=True)), "ny indeks"),
        (migrations.RunSQL("SELECT 1"), "uten reverse_sql"),
        (migrations.RunSQL("CREATE INDEX i ON ting (navn)", "DROP INDEX i"), "lang lås"),
        (migrations.RunSQL("ALTER TABLE ting ADD CONSTRAINT c CHECK (antall > 0)", "SELECT 1"), "lang lås"),
        (migrations.RunSQL("alter table ting alter column navn set not null", "SELECT 1"), "lang lås"),
        (migrations.RunSQL("ALTER TABLE ting ALTER COLUMN navn TYPE text", "SELECT 1"), "lang lås"),
        (migrations.SeparateDatabaseAndState([migrations.AddIndex("ting", INDEKS)]), "AddIndexOnline"),
    ],
)
def test_it_finds_an_operation_that_locks(operasjon: Operation, ventet: str) -> None:
    assert ventet in funn(operasjon)


def test_it_finds_a_change_of_rows_without_a_way_back_or_in_one_transaction() -> None:
    assert "uten reverse_code" in funn(migrations.RunPython(gjor_ingenting), atomic=False)
    assert "atomic = False" in funn(migrations.RunPython(gjor_ingenting, migrations.RunPython.noop))


@pytest.mark.parametrize(
    "operasjoner",
    [
        [AddIndexOnline("ting", INDEKS)],
        [AddConstraintOnline("ting", KRAV), ValidateConstraintOnline("ting", "ting_har_navn")],
        [migrations.AddField("ting", "ny", models.IntegerField(default=0, db_default=0))],
        [migrations.AddField("ting", "ny", models.IntegerField(null=True))],
        [migrations.AddField("ting", "ny", models.ManyToManyField("ting.Ting"))],
        [migrations.AlterField("ting", "navn", models.CharField("et navn", max_length=20, null=True))],
        [migrations.AlterField("ting", "navn", models.CharField(max_length=200, null=True))],
        [migrations.AlterField("ting", "navn", models.TextField(null=True))],
        [migrations.RunPython(gjor_ingenting, migrations.RunPython.noop)],
        [migrations.RunSQL("CREATE INDEX CONCURRENTLY i ON ting (navn)", "DROP INDEX i")],
        [migrations.RunSQL("ALTER TABLE ting ADD CONSTRAINT c CHECK (antall > 0) NOT VALID", "SELECT 1")],
    ],
)
def test_it_lets_pass_what_others_can_work_beside(operasjoner: list[Operation]) -> None:
    assert funn(*operasjoner, atomic=False) == ""


def test_it_lets_a_migration_do_as_it_will_with_a_table_it_makes() -> None:
    lag = migrations.CreateModel("Annen", [("id", models.BigAutoField(primary_key=True))])
    felt = migrations.AddField("annen", "navn", models.CharField(max_length=9, db_index=True, default=""))
    assert funn(lag, felt, migrations.AddIndex("annen", INDEKS)) == ""


def test_it_compares_with_what_the_operations_before_have_made() -> None:
    til = migrations.AddField("ting", "ny", models.IntegerField(null=True))
    assert "fra integer til bigint" in funn(til, migrations.AlterField("ting", "ny", models.BigIntegerField(null=True)))


@pytest.fixture
def plantet(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """kontoer's migrations from a copy, where one may be planted."""
    mappe = tmp_path / "plantede_migrasjoner"
    copytree(ROT / "kontoer" / "migrations", mappe)
    rmtree(mappe / "__pycache__", ignore_errors=True)
    monkeypatch.syspath_prepend(str(tmp_path))
    settings.MIGRATION_MODULES = {"kontoer": mappe.name}
    yield mappe
    for navn in [navn for navn in sys.modules if navn.startswith(mappe.name)]:
        del sys.modules[navn]


def test_it_fails_the_check_for_a_planted_migration(plantet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (plantet / "0004_plantet.py").write_text(PLANTET, encoding="utf-8")
    assert main() == 1
    assert capsys.readouterr().out == "kontoer.0004_plantet: AddField konto.plantet: NOT NULL uten db_default\n"


def test_it_says_so_when_a_name_in_the_list_is_gone(plantet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (plantet / "0003_registrering.py").rename(plantet / "0003_annet.py")
    neste = plantet / "0004_uten_doble_indekser.py"
    neste.write_text(neste.read_text(encoding="utf-8").replace("0003_registrering", "0003_annet"), encoding="utf-8")
    assert main() == 1
    linjer = capsys.readouterr().out.splitlines()
    assert "kontoer.0003_registrering står i listen, men finnes ikke" in linjer
    assert any(linje.startswith("kontoer.0003_annet: ") for linje in linjer), "under another name it is not excused"


def test_it_finds_nothing_in_what_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert (main(), capsys.readouterr().out) == (0, "")
