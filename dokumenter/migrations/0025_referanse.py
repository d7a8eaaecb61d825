import django.db.models.deletion
from django.db import migrations, models

import dokumenter.models.referanse


class Migration(migrations.Migration):

    dependencies = [
        ('dokumenter', '0024_godkjenning_indekser'),
    ]

    operations = [
        migrations.CreateModel(
            name='Referanse',
            fields=[
                ('deling', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='referanse', serialize=False, to='dokumenter.deling', verbose_name='deling')),
                ('kode', models.CharField(default=dokumenter.models.referanse.ny_kode, max_length=10, unique=True, verbose_name='kode')),
            ],
            options={
                'verbose_name': 'referanse',
                'verbose_name_plural': 'referanser',
            },
        ),
    ]
