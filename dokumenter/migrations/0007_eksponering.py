"""Which dokumenter were part of what is shared, for those that are there already.

By the order of the log, since whoever shares, removes or ends holds the deling's row: it cannot be wrong about what
came first. Where the log no longer has the removal, the times are what there is.
"""

from django.db import migrations, models
from django.db.models import Exists, F, OuterRef, Q

_BORTE = ('slettes', 'slettet')
_SLUTT = ('deling_trukket', 'deling_slettet', 'deling_utlopt')


def si_hva_som_ble_delt(apps, schema_editor):
    dokumenter = apps.get_model('dokumenter', 'Dokument').objects
    delinger = apps.get_model('dokumenter', 'Deling').objects.filter(delt__isnull=False)
    hendelser = apps.get_model('hendelser', 'Hendelse').objects.order_by()
    dokumenter.filter(deling__in=delinger).update(eksponering='delt')

    slettet = hendelser.filter(dokument_id=OuterRef('pk'), type='dokument_slettes')
    samme = hendelser.filter(deling_id=OuterRef('deling_id'))
    delt_etter = samme.filter(type='deling_delt', pk__gt=OuterRef('pk'))
    slutt_for = samme.filter(type__in=_SLUTT, pk__lt=OuterRef('pk'))
    borte = dokumenter.filter(eksponering='delt', tilstand__in=_BORTE)
    for_deling = Q(nokkel_odelagt__lt=F('deling__delt')) | Q(slettet__lt=F('deling__delt'))
    aldri = borte.filter(Q(Exists(slettet.filter(Exists(delt_etter)))) | (~Q(Exists(slettet)) & for_deling))
    dokumenter.filter(pk__in=aldri.values('pk')).update(eksponering='aldri')
    borte.filter(Exists(slettet.filter(~Exists(slutt_for)))).update(eksponering='fjernet')


class Migration(migrations.Migration):

    dependencies = [
        ('dokumenter', '0006_indekser'),
        ('hendelser', '0006_indekser_i_rekkefolge'),
    ]

    operations = [
        migrations.AddField(
            model_name='dokument',
            name='eksponering',
            field=models.CharField(choices=[('aldri', 'aldri delt'), ('delt', 'del av det som er delt'), ('fjernet', 'fjernet fra det som er delt')], default='aldri', max_length=10, verbose_name='eksponering'),
        ),
        migrations.RunPython(si_hva_som_ble_delt, migrations.RunPython.noop),
    ]
