"""Operations for migrations that let others read and write meanwhile: PostgreSQL does them without a long lock.

Django's own are for PostgreSQL only, and a small installation runs on SQLite. There nobody else is at work while the
tables change, and the ordinary operation is done. A migration with one of these says `atomic = False`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AddConstraint, AddIndex, RemoveIndex, RunSQL
from django.db.migrations.state import ProjectState


def _has_online(schema_editor: BaseDatabaseSchemaEditor) -> bool:
    return schema_editor.connection.vendor == "postgresql"


@contextmanager
def _as_long_as_it_takes(schema_editor: BaseDatabaseSchemaEditor) -> Iterator[None]:
    """Let it wait for those who were there before: nobody stands in line behind it meanwhile."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        [before] = cursor.fetchone()
        cursor.execute("SET lock_timeout = 0")
    try:
        yield
    finally:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [before])


def _drop_invalid(schema_editor: BaseDatabaseSchemaEditor, name: str) -> None:
    """What is left of an index whose making was broken off: it serves nobody, and stands in the way of a new one."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE relname = %s AND NOT indisvalid",
            [name],
        )
        if cursor.fetchone():
            cursor.execute(f"DROP INDEX CONCURRENTLY {schema_editor.quote_name(name)}")


class AddIndexOnline(AddIndexConcurrently):
    """AddIndex, made while others write. May be run again after it was broken off."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """CREATE INDEX CONCURRENTLY where it exists."""
        if not _has_online(schema_editor):
            AddIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)
            return
        with _as_long_as_it_takes(schema_editor):
            _drop_invalid(schema_editor, self.index.name)
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """DROP INDEX CONCURRENTLY where it exists."""
        operation = AddIndexConcurrently if _has_online(schema_editor) else AddIndex
        operation.database_backwards(self, app_label, schema_editor, from_state, to_state)


class RemoveIndexOnline(RemoveIndexConcurrently):
    """RemoveIndex, done while others write."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """DROP INDEX CONCURRENTLY where it exists."""
        operation = RemoveIndexConcurrently if _has_online(schema_editor) else RemoveIndex
        operation.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """CREATE INDEX CONCURRENTLY where it exists."""
        operation = RemoveIndexConcurrently if _has_online(schema_editor) else RemoveIndex
        operation.database_backwards(self, app_label, schema_editor, from_state, to_state)


class AddConstraintOnline(AddConstraintNotValid):
    """AddConstraint for a CheckConstraint: binds what is written from now on, and asks nothing of the rows there are.

    A later migration does that with ValidateConstraintOnline.
    """

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """ADD CONSTRAINT … NOT VALID where it exists; elsewhere the rows are asked at once."""
        operation = AddConstraintNotValid if _has_online(schema_editor) else AddConstraint
        operation.database_forwards(self, app_label, schema_editor, from_state, to_state)


class ValidateConstraintOnline(ValidateConstraint):
    """Asks the rows that were there before AddConstraintOnline, while others write."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """VALIDATE CONSTRAINT where it exists; elsewhere it was done when the constraint was added."""
        if _has_online(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)


class RunSQLOnPostgres(RunSQL):
    """RunSQL of what only PostgreSQL has; elsewhere nothing."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """As RunSQL."""
        if _has_online(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """As RunSQL."""
        if _has_online(schema_editor):
            super().database_backwards(app_label, schema_editor, from_state, to_state)
