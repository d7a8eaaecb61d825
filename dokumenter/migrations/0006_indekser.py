
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dokumenter', '0005_reservasjon'),
        ('kontoer', '0002_ett_integrasjonsnavn'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='deling',
            name='deling_konto_tilstand',
        ),
        migrations.RemoveIndex(
            model_name='deling',
            name='deling_konto_delt',
        ),
        migrations.RemoveIndex(
            model_name='deling',
            name='deling_bruker_tilstand',
        ),
        migrations.AlterField(
            model_name='blokk',
            name='dokument',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='blokker', to='dokumenter.dokument', verbose_name='dokument'),
        ),
        migrations.AlterField(
            model_name='deling',
            name='delt_av_bruker',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='delinger', to=settings.AUTH_USER_MODEL, verbose_name='delt av'),
        ),
        migrations.AlterField(
            model_name='deling',
            name='delt_av_integrasjon',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='delinger', to='kontoer.integrasjon', verbose_name='delt av integrasjon'),
        ),
        migrations.AlterField(
            model_name='deling',
            name='konto',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='delinger', to='kontoer.konto', verbose_name='konto'),
        ),
        migrations.AlterField(
            model_name='dokument',
            name='deling',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='dokumenter', to='dokumenter.deling', verbose_name='deling'),
        ),
        migrations.AlterField(
            model_name='mottaker',
            name='deling',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='mottakere', to='dokumenter.deling', verbose_name='deling'),
        ),
        migrations.AddIndex(
            model_name='deling',
            index=models.Index(fields=['konto', 'tilstand', 'delt', 'id'], name='deling_konto_tilstand'),
        ),
        migrations.AddIndex(
            model_name='deling',
            index=models.Index(fields=['konto', 'delt', 'id'], name='deling_konto_delt'),
        ),
        migrations.AddIndex(
            model_name='deling',
            index=models.Index(condition=models.Q(('delt_av_bruker__isnull', False)), fields=['delt_av_bruker', 'tilstand', 'opprettet'], name='deling_bruker_tilstand'),
        ),
    ]
