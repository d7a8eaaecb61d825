
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hendelser', '0005_gammelt_fjernet'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='hendelse',
            name='hendelse_organisasjon',
        ),
        migrations.RemoveIndex(
            model_name='hendelse',
            name='hendelse_konto',
        ),
        migrations.RemoveIndex(
            model_name='hendelse',
            name='hendelse_deling',
        ),
        migrations.RemoveIndex(
            model_name='hendelse',
            name='hendelse_org_type',
        ),
        migrations.AddIndex(
            model_name='hendelse',
            index=models.Index(fields=['organisasjon_id', 'id'], name='hendelse_organisasjon'),
        ),
        migrations.AddIndex(
            model_name='hendelse',
            index=models.Index(fields=['konto_id', 'id'], name='hendelse_konto'),
        ),
        migrations.AddIndex(
            model_name='hendelse',
            index=models.Index(fields=['deling_id', 'id'], name='hendelse_deling'),
        ),
        migrations.AddIndex(
            model_name='hendelse',
            index=models.Index(fields=['organisasjon_id', 'type', 'id'], name='hendelse_org_type'),
        ),
    ]
