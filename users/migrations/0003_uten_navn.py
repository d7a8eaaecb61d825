"""The name has gone to the organisations (kontoer 0003, which runs before this)."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('users', '0002_okt_avsluttet'),
    ]

    operations = [
        migrations.RemoveField(model_name='user', name='navn'),
    ]
