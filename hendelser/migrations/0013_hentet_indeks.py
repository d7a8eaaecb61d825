"""An index of what was fetched, for whoever asks whether anything was."""

from django.db import migrations, models

from adapters.online import AddIndexOnline


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('hendelser', '0012_etter_delingen'),
    ]

    operations = [
        AddIndexOnline(
            model_name='hendelse',
            index=models.Index(
                condition=models.Q(('type', 'dokument_hentet')),
                fields=['deling_id', 'tidspunkt'],
                name='hendelse_hentet',
            ),
        ),
    ]
