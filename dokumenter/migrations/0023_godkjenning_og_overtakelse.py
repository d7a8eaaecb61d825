import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import adapters.klokke
from adapters.online import AddConstraintOnline
from dokumenter.migrations._utlosere import uten_utlosere


class Migration(migrations.Migration):

    dependencies = [
        ('dokumenter', '0022_manedstall'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *uten_utlosere(
            migrations.AddField(
                model_name='deling',
                name='godkjenning',
                field=models.CharField(blank=True, choices=[('', 'ikke krevd'), ('venter', 'venter på godkjenning'), ('godkjent', 'godkjent'), ('avvist', 'ikke godkjent')], db_default='', default='', max_length=10, verbose_name='godkjenning'),
            ),
            migrations.AddField(
                model_name='deling',
                name='taushetsbelagt',
                field=models.BooleanField(db_default=False, default=False, verbose_name='taushetsbelagt'),
            ),
            AddConstraintOnline(
                model_name='deling',
                constraint=models.CheckConstraint(condition=models.Q(('godkjenning__in', ['', 'venter', 'godkjent', 'avvist'])), name='deling_godkjenning_er_kjent'),
            ),
        ),
        migrations.CreateModel(
            name='Kollegasvar',
            fields=[
                ('deling', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='kollegasvar', serialize=False, to='dokumenter.deling', verbose_name='deling')),
                ('av', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='av')),
                ('godkjent', models.BooleanField(verbose_name='godkjent')),
                ('grunn', models.TextField(blank=True, max_length=500, verbose_name='grunn')),
                ('tidspunkt', models.DateTimeField(default=adapters.klokke.naa, verbose_name='tidspunkt')),
            ],
            options={
                'verbose_name': 'kollegasvar',
                'verbose_name_plural': 'kollegasvar',
            },
        ),
        migrations.CreateModel(
            name='Overtakelse',
            fields=[
                ('deling', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='overtakelse', serialize=False, to='dokumenter.deling', verbose_name='deling')),
                ('eier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overtatte', to=settings.AUTH_USER_MODEL, verbose_name='eier')),
                ('tidspunkt', models.DateTimeField(default=adapters.klokke.naa, verbose_name='tidspunkt')),
            ],
            options={
                'verbose_name': 'overtakelse',
                'verbose_name_plural': 'overtakelser',
            },
        ),
    ]
