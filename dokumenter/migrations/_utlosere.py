"""For migrations that change the table of delinger or dokumenter: SQLite rebuilds it, and its triggers stand in the way."""

from importlib import import_module

from django.db.migrations.operations.base import Operation


class Utlosere(Operation):
    """Put the counting triggers away, or make them anew, on SQLite alone, where a migration is one transaction."""

    reversible = True

    def __init__(self, tilbake):
        self.tilbake = tilbake

    def state_forwards(self, app_label, state):
        """They are no part of what the models are."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self._gjor(self.tilbake, schema_editor)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        self._gjor(not self.tilbake, schema_editor)

    def _gjor(self, tilbake, schema_editor):
        if schema_editor.connection.vendor == 'sqlite':
            kontotall = import_module('dokumenter.migrations.0014_kontotall')
            (kontotall.lag_utlosere if tilbake else kontotall.fjern_utlosere)(None, schema_editor)

    def describe(self):
        return 'Lag utløserne på nytt (SQLite)' if self.tilbake else 'Ta utløserne bort (SQLite)'


def uten_utlosere(*operasjoner):
    """The operations, with the triggers put away meanwhile. PostgreSQL keeps them all the while."""
    return [Utlosere(tilbake=False), *operasjoner, Utlosere(tilbake=True)]
