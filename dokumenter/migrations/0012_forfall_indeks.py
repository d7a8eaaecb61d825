from django.conf import settings
from django.db import migrations, models

from adapters.online import AddIndexOnline, RemoveIndexOnline


class Migration(migrations.Migration):
    # The order of what is due is made unique: many delinger end at the same midnight.

    atomic = False

    dependencies = [
        ('dokumenter', '0011_skrevet_og_skjema'),
        ('kontoer', '0002_ett_integrasjonsnavn'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexOnline(
            model_name='deling',
            index=models.Index(condition=models.Q(('tilstand', 'delt')), fields=['tilgjengelig_til', 'id'], name='deling_forfall'),
        ),
        RemoveIndexOnline(
            model_name='deling',
            name='deling_utloper',
        ),
    ]
