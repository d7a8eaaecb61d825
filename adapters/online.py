"""Operations for migrations that let others read and write meanwhile: PostgreSQL does them without a long lock.

Django's own are for PostgreSQL only, and a small installation runs on SQLite. There nobody else is at work while the
tables change, and the ordinary operation is done. A migration with one of these says `atomic = False`.
"""

from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AddConstraint, AddIndex, RemoveIndex
from django.db.migrations.state import ProjectState


def _has_online(schema_editor: BaseDatabaseSchemaEditor) -> bool:
    return schema_editor.connection.vendor == "postgresql"


class AddIndexOnline(AddIndexConcurrently):
    """AddIndex, made while others write."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """CREATE INDEX CONCURRENTLY where it exists."""
        operation = AddIndexConcurrently if _has_online(schema_editor) else AddIndex
        operation.database_forwards(self, app_label, schema_editor, from_state, to_state)

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
