from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kontoer', '0005_skann_policy'),
    ]

    operations = [
        migrations.AddField(
            model_name='konto',
            name='fire_oyne',
            field=models.BooleanField(db_default=False, default=False, verbose_name='fire øyne'),
        ),
        migrations.AddField(
            model_name='konto',
            name='maks_mottakere',
            field=models.PositiveIntegerField(blank=True, help_text='tom: som installasjonen', null=True, verbose_name='flest mottakere i en deling'),
        ),
    ]
