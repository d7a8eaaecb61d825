from django.conf import settings
from django.db import migrations, models

from adapters.online import AddIndexOnline, ValidateConstraintOnline

_BOLK = 1000


def fyll_taushetsbelagt(apps, schema_editor):
    """What is shared from a confidential konto is so from now on, whatever becomes of the konto.

    A batch is a statement of its own, so it can be stopped anywhere and begun again.
    """
    Deling = apps.get_model('dokumenter', 'Deling')
    ider = Deling.objects.filter(konto__taushetsbelagt=True, taushetsbelagt=False, avsluttet__isnull=True).order_by('pk')
    bolk = list(ider.values_list('pk', flat=True)[:_BOLK])
    while bolk:
        Deling.objects.filter(pk__in=bolk).update(taushetsbelagt=True)
        bolk = list(ider.filter(pk__gt=bolk[-1]).values_list('pk', flat=True)[:_BOLK])


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('dokumenter', '0023_godkjenning_og_overtakelse'),
        ('kontoer', '0006_fire_oyne'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ValidateConstraintOnline(model_name='deling', name='deling_godkjenning_er_kjent'),
        AddIndexOnline(
            model_name='deling',
            index=models.Index(condition=models.Q(('godkjenning', 'venter'), ('tilstand', 'delt')), fields=['konto', 'delt', 'id'], name='deling_til_godkjenning'),
        ),
        AddIndexOnline(
            model_name='deling',
            index=models.Index(condition=models.Q(('delt_av_bruker__isnull', False), ('tilstand', 'delt')), fields=['konto', 'delt_av_bruker'], name='deling_konto_bruker'),
        ),
        migrations.RunPython(fyll_taushetsbelagt, migrations.RunPython.noop),
    ]
