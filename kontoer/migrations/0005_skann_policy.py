from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kontoer', '0004_uten_doble_indekser'),
    ]

    operations = [
        migrations.AddField(
            model_name='konto',
            name='skann_policy',
            field=models.CharField(blank=True, choices=[('av', 'ikke skann'), ('varsle', 'skann og si fra'), ('blokker', 'skann, og hold tilbake til filen er ren')], db_default='', default='', help_text='tom: som installasjonen', max_length=10, verbose_name='skanning for skadevare'),
        ),
    ]
