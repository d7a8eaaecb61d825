from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from dokumenter.protokoll.filnavn import sokenavn

_BOLK = 1000


def fyll(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Each batch is a transaction of its own, so it can be stopped anywhere and begun again."""
    Dokument = apps.get_model("dokumenter", "Dokument")
    uten = Dokument.objects.filter(sokenavn="").only("pk", "dokumentnavn").order_by("pk")
    rader = list(uten[:_BOLK])
    while rader:
        for rad in rader:
            rad.sokenavn = sokenavn(rad.dokumentnavn)
        Dokument.objects.bulk_update(rader, ["sokenavn"])
        rader = list(uten.filter(pk__gt=rader[-1].pk)[:_BOLK])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("dokumenter", "0008_sokenavn"),
    ]

    operations = [
        migrations.RunPython(fyll, migrations.RunPython.noop),
    ]
