from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dokumenter', '0015_sok_og_sider'),
    ]

    operations = [
        migrations.AddField(
            model_name='dokument',
            name='skannet',
            field=models.DateTimeField(help_text='når skanneren sist sa noe om innholdet', null=True, verbose_name='skannet'),
        ),
        migrations.AddField(
            model_name='dokument',
            name='signaturer',
            field=models.DateTimeField(null=True, verbose_name='signaturene er fra'),
        ),
    ]
