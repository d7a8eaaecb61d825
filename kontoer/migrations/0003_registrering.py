"""What a person is called becomes each organisation's own.

Until now there was one name for all, the first that anybody typed; what others typed was thrown away, so nobody can
tell which organisations meant the same. It is therefore given to every organisation that has registered the person,
now or once (its log still tells of him), and to no other.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_REGISTRERT = ('administrator_lagt_til', 'tilgang_gitt')


def gi_navnet_til_dem_som_har_registrert_personen(apps, schema_editor):
    kontoer = {modell: apps.get_model('kontoer', modell).objects for modell in ('Administrator', 'Kontotilgang', 'Registrering')}
    hendelser = apps.get_model('hendelser', 'Hendelse').objects.order_by().filter(type__in=_REGISTRERT)
    par = set(kontoer['Administrator'].values_list('organisasjon_id', 'bruker_id'))
    par |= set(kontoer['Kontotilgang'].values_list('konto__organisasjon_id', 'bruker_id'))
    for organisasjon_id, data in hendelser.values_list('organisasjon_id', 'data').iterator():
        if organisasjon_id and data.get('bruker_id'):
            par.add((organisasjon_id, uuid.UUID(data['bruker_id'])))
    organisasjoner = set(apps.get_model('kontoer', 'Organisasjon').objects.values_list('pk', flat=True))
    navn = dict(apps.get_model('users', 'User').objects.exclude(navn='').values_list('pk', 'navn'))
    kontoer['Registrering'].bulk_create(
        (
            kontoer['Registrering'].model(organisasjon_id=organisasjon_id, bruker_id=bruker_id, navn=navn[bruker_id])
            for organisasjon_id, bruker_id in sorted(par)
            if organisasjon_id in organisasjoner and bruker_id in navn
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('hendelser', '0006_indekser_i_rekkefolge'),
        ('kontoer', '0002_ett_integrasjonsnavn'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    run_before = [('users', '0003_uten_navn')]

    operations = [
        migrations.CreateModel(
            name='Registrering',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('navn', models.CharField(max_length=200, verbose_name='navn')),
                ('bruker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registreringer', to=settings.AUTH_USER_MODEL, verbose_name='bruker')),
                ('organisasjon', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registreringer', to='kontoer.organisasjon', verbose_name='organisasjon')),
            ],
            options={
                'verbose_name': 'registrering',
                'verbose_name_plural': 'registreringer',
                'constraints': [models.UniqueConstraint(fields=('organisasjon', 'bruker'), name='en_registrering_per_organisasjon')],
            },
        ),
        migrations.RunPython(gi_navnet_til_dem_som_har_registrert_personen, migrations.RunPython.noop),
    ]
