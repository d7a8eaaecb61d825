"""How often the log is vacuumed: ten million rows were to become two million more before anything was done."""

from django.db import migrations

from adapters.online import RunSQLOnPostgres

_VERDIER = 'autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.01'
_NAVN = ', '.join(verdi.split(' = ')[0] for verdi in _VERDIER.split(', '))


class Migration(migrations.Migration):

    dependencies = [
        ('hendelser', '0008_aktor_og_tid'),
    ]

    operations = [
        RunSQLOnPostgres(
            f'ALTER TABLE hendelser_hendelse SET ({_VERDIER})',
            reverse_sql=f'ALTER TABLE hendelser_hendelse RESET ({_NAVN})',
        ),
    ]
