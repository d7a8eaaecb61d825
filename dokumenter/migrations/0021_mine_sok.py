"""Indexes for Mine delinger: what one has shared herself, by title, and a part of a title or a case number.

As for the names of dokumenter (0015), a part is found by trigrams where that extension is to be had.
"""

import structlog
from django.db import DatabaseError, migrations, models

from adapters.online import AddIndexOnline

logger = structlog.get_logger(__name__)

_TITTEL = 'deling_soketekst_trigram'


def lag_trigramindeks(apps, schema_editor):
    if schema_editor.connection.vendor != 'postgresql':
        return
    with schema_editor.connection.cursor() as peker:
        try:
            peker.execute('CREATE EXTENSION IF NOT EXISTS pg_trgm')
        except DatabaseError as feil:
            logger.warning('uten_pg_trgm', feil=type(feil).__name__)
            return
        peker.execute(f'DROP INDEX CONCURRENTLY IF EXISTS {_TITTEL}')
        peker.execute(
            f'CREATE INDEX CONCURRENTLY {_TITTEL} ON dokumenter_deling USING gin (soketekst gin_trgm_ops)'
            " WHERE soketekst <> ''"
        )


def fjern_trigramindeks(apps, schema_editor):
    if schema_editor.connection.vendor == 'postgresql':
        schema_editor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS {_TITTEL}')


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('dokumenter', '0020_etter_delingen'),
    ]

    operations = [
        AddIndexOnline(
            model_name='deling',
            index=models.Index(
                condition=models.Q(('delt__isnull', False), ('delt_av_bruker__isnull', False)),
                fields=['delt_av_bruker', 'delt', 'id'],
                name='deling_bruker_delt',
            ),
        ),
        AddIndexOnline(
            model_name='deling',
            index=models.Index(
                condition=models.Q(('delt__isnull', False), models.Q(('soketekst', ''), _negated=True)),
                fields=['soketekst', 'id'],
                name='deling_soketekst',
            ),
        ),
        migrations.RunPython(lag_trigramindeks, fjern_trigramindeks),
    ]
