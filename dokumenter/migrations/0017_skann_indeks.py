from django.db import migrations, models

from adapters.online import AddIndexOnline


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('dokumenter', '0016_skann'),
    ]

    operations = [
        AddIndexOnline(
            model_name='dokument',
            index=models.Index(condition=models.Q(('skann', 'smittet'), ('tilstand', 'sperret')), fields=['skannet'], name='dokument_smittet'),
        ),
    ]
