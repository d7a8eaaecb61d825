"""Indexes for long lists and for names, and how often the large tables are vacuumed.

A part of a name is found by trigrams. They are an extension that comes with PostgreSQL, and that the owner of the
database may make unless the administrator has said no; then a search reads the names of one konto, as before.
"""

import structlog
from django.db import DatabaseError, migrations, models

from adapters.online import AddIndexOnline, RunSQLOnPostgres

logger = structlog.get_logger(__name__)

# The standard is every fifth row, which for a table of ten million is seldom, and then takes long.
_OFTE = 'autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02'
_STORE = ('dokumenter_deling', 'dokumenter_dokument', 'dokumenter_mottaker', 'dokumenter_blokk')
# Few rows that come and go all the time: by number, not by share.
_LIVLIGE = ('dokumenter_kontotall', 'dokumenter_reservasjon')
_ANTALL = 'autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 2000'
_NAVN = 'dokument_sokenavn_trigram'


def lag_trigramindeks(apps, schema_editor):
    if schema_editor.connection.vendor != 'postgresql':
        return
    with schema_editor.connection.cursor() as peker:
        try:
            peker.execute('CREATE EXTENSION IF NOT EXISTS pg_trgm')
        except DatabaseError as feil:
            logger.warning('uten_pg_trgm', feil=type(feil).__name__)
            return
        # What an attempt that was stopped left behind is no index.
        peker.execute(f'DROP INDEX CONCURRENTLY IF EXISTS {_NAVN}')
        peker.execute(f'CREATE INDEX CONCURRENTLY {_NAVN} ON dokumenter_dokument USING gin (sokenavn gin_trgm_ops)')


def fjern_trigramindeks(apps, schema_editor):
    if schema_editor.connection.vendor == 'postgresql':
        schema_editor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS {_NAVN}')


def _sett(tabeller, verdier):
    navn = ', '.join(verdi.split(' = ')[0] for verdi in verdier.split(', '))
    return RunSQLOnPostgres(
        [f'ALTER TABLE {tabell} SET ({verdier})' for tabell in tabeller],
        reverse_sql=[f'ALTER TABLE {tabell} RESET ({navn})' for tabell in tabeller],
    )


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('dokumenter', '0014_kontotall'),
    ]

    operations = [
        AddIndexOnline(
            model_name='deling',
            index=models.Index(condition=models.Q(('delt__isnull', False)), fields=['delt', 'id'], name='deling_delt'),
        ),
        AddIndexOnline(
            model_name='dokument',
            index=models.Index(condition=models.Q(('sokenavn', '')), fields=['deling'], name='dokument_uten_sokenavn'),
        ),
        # With the deling in it, what is shared with one is found without a look at the rows.
        AddIndexOnline(
            model_name='mottaker',
            index=models.Index(fields=['oppslag', 'type', 'deling'], name='mottaker_oppslag_deling'),
        ),
        migrations.RemoveIndex(model_name='mottaker', name='mottaker_oppslag'),
        migrations.RunPython(lag_trigramindeks, fjern_trigramindeks),
        _sett(_STORE, _OFTE),
        _sett(_LIVLIGE, _ANTALL),
    ]
