from django.db import migrations, models


class Migration(migrations.Migration):
    """Each block may keep the digest its sender told: going on with an upload asks whether the file is the same."""

    dependencies = [("dokumenter", "0009_fyll_sokenavn")]

    operations = [
        migrations.AddField(
            model_name="blokk",
            name="sha256",
            field=models.BinaryField(
                help_text="av klartekst; null når senderen ikke oppga en som ble kontrollert",
                null=True,
                verbose_name="SHA-256",
            ),
        ),
    ]
