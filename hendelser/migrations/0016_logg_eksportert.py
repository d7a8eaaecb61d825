"""That the log was exported is an event; and an index of what was fetched, for whoever asks whether anything was."""

from django.db import migrations, models

from adapters.online import AddIndexOnline


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('hendelser', '0015_etter_delingen'),
    ]

    operations = [
        migrations.AlterField(
            model_name='hendelse',
            name='type',
            field=models.CharField(choices=[('organisasjon_opprettet', 'organisasjonen ble opprettet'), ('organisasjon_endret', 'organisasjonens opplysninger ble endret'), ('tatt_i_bruk', 'tjenesten ble tatt i bruk'), ('administrator_lagt_til', 'administrator ble lagt til'), ('administrator_fjernet', 'administrator ble fjernet'), ('konto_opprettet', 'kontoen ble opprettet'), ('konto_endret', 'kontoen ble endret'), ('konto_slettet', 'kontoen ble slettet'), ('tilgang_gitt', 'bruker fikk tilgang til kontoen'), ('tilgang_endret', 'brukerens tilgang ble endret'), ('tilgang_fjernet', 'brukerens tilgang ble fjernet'), ('integrasjon_opprettet', 'integrasjonen ble opprettet'), ('integrasjon_endret', 'integrasjonen ble endret'), ('integrasjon_slettet', 'integrasjonen ble slettet'), ('innlogget', 'logget inn'), ('innlogging_avvist', 'innlogging ble avvist'), ('logget_ut', 'logget ut'), ('dokument_mottatt', 'dokumentet ble lastet opp'), ('dokument_kontrollert', 'dokumentet ble kontrollert'), ('dokument_sperret', 'dokumentet ble sperret'), ('dokument_skannet', 'dokumentet ble skannet på nytt'), ('dokument_hentes', 'nedlasting begynte'), ('dokument_hentet', 'dokumentet ble lastet ned'), ('dokument_slettes', 'innholdet ble slettet for godt'), ('dokument_slettet', 'dokumentets innhold er borte'), ('deling_delt', 'dokumentene ble delt'), ('deling_apnet', 'delingen ble åpnet'), ('deling_avvist', 'noen uten tilgang prøvde å åpne'), ('deling_forlenget', 'tiden ble endret'), ('deling_trukket', 'delingen ble trukket tilbake'), ('deling_slettet', 'delingen ble slettet'), ('deling_utlopt', 'tiden gikk ut'), ('utkast_forkastet', 'utkastet ble forkastet'), ('logg_eksportert', 'loggen ble eksportert'), ('altinn_svarte_ikke', 'Altinn svarte ikke'), ('gammelt_fjernet', 'gamle metadata og hendelser ble slettet etter fristen'), ('hovednokkel_byttet', 'nøkler og numre ble pakket om til en ny hovednøkkel'), ('identnokkel_byttet', 'personer ble regnet om til en ny identnøkkel')], max_length=40, verbose_name='type'),
        ),
        AddIndexOnline(
            model_name='hendelse',
            index=models.Index(
                condition=models.Q(('type', 'dokument_hentet')),
                fields=['deling_id', 'tidspunkt'],
                name='hendelse_hentet',
            ),
        ),
    ]
