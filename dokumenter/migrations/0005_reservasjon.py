import adapters.klokke
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dokumenter', '0004_avsluttet_indeks'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reservasjon',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('opprettet', models.DateTimeField(default=adapters.klokke.naa, verbose_name='opprettet')),
                ('oppgitt', models.DateTimeField(null=True, verbose_name='oppgitt')),
            ],
            options={
                'verbose_name': 'reservasjon',
                'verbose_name_plural': 'reservasjoner',
                'ordering': ['opprettet', 'id'],
            },
        ),
    ]
