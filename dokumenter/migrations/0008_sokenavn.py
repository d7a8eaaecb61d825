from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dokumenter", "0007_eksponering"),
    ]

    operations = [
        migrations.AddField(
            model_name="dokument",
            name="sokenavn",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="dokumentnavn å søke i"),
        ),
    ]
