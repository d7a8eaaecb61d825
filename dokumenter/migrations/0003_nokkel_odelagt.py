from django.db import migrations, models
from django.utils import timezone


def merk_de_som_venter(apps, schema_editor):
    """What waited for its objects to be removed before there was a time is counted from now."""
    apps.get_model('dokumenter', 'Dokument').objects.filter(tilstand='slettes').update(nokkel_odelagt=timezone.now())


class Migration(migrations.Migration):

    dependencies = [
        ('dokumenter', '0002_slettebestilling'),
    ]

    operations = [
        migrations.AddField(
            model_name='dokument',
            name='nokkel_odelagt',
            field=models.DateTimeField(null=True, verbose_name='nøkkelen ødelagt'),
        ),
        migrations.RunPython(merk_de_som_venter, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='dokument',
            index=models.Index(condition=models.Q(('tilstand', 'slettes')), fields=['nokkel_odelagt'], name='dokument_slettes'),
        ),
    ]
