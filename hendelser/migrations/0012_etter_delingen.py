from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hendelser', '0011_identnokkel_byttet'),
    ]

    operations = [
        migrations.AlterField(
            model_name='hendelse',
            name='type',
            field=models.CharField(choices=[('organisasjon_opprettet', 'organisasjonen ble opprettet'), ('organisasjon_endret', 'organisasjonens opplysninger ble endret'), ('tatt_i_bruk', 'tjenesten ble tatt i bruk'), ('administrator_lagt_til', 'administrator ble lagt til'), ('administrator_fjernet', 'administrator ble fjernet'), ('konto_opprettet', 'kontoen ble opprettet'), ('konto_endret', 'kontoen ble endret'), ('konto_slettet', 'kontoen ble slettet'), ('tilgang_gitt', 'bruker fikk tilgang til kontoen'), ('tilgang_endret', 'brukerens tilgang ble endret'), ('tilgang_fjernet', 'brukerens tilgang ble fjernet'), ('integrasjon_opprettet', 'integrasjonen ble opprettet'), ('integrasjon_endret', 'integrasjonen ble endret'), ('integrasjon_slettet', 'integrasjonen ble slettet'), ('innlogget', 'logget inn'), ('innlogging_avvist', 'innlogging ble avvist'), ('logget_ut', 'logget ut'), ('dokument_mottatt', 'dokumentet ble lastet opp'), ('dokument_kontrollert', 'dokumentet ble kontrollert'), ('dokument_sperret', 'dokumentet ble sperret'), ('dokument_skannet', 'dokumentet ble skannet på nytt'), ('dokument_hentes', 'nedlasting begynte'), ('dokument_hentet', 'dokumentet ble lastet ned'), ('dokument_slettes', 'innholdet ble slettet for godt'), ('dokument_slettet', 'dokumentets innhold er borte'), ('deling_delt', 'dokumentene ble delt'), ('deling_godkjent', 'delingen ble godkjent av en kollega'), ('deling_ikke_godkjent', 'delingen ble ikke godkjent'), ('deling_overtatt', 'delingen fikk en ny eier'), ('dokument_sett_av_kollega', 'en kollega lastet ned dokumentet før godkjenning'), ('deling_apnet', 'delingen ble åpnet'), ('deling_avvist', 'noen uten tilgang prøvde å åpne'), ('deling_forlenget', 'tiden ble endret'), ('mottaker_lagt_til', 'mottakere ble lagt til'), ('mottaker_fjernet', 'en mottaker ble fjernet'), ('dokument_lagt_til', 'dokumentet ble lagt til etter delingen'), ('deling_trukket', 'delingen ble trukket tilbake'), ('deling_slettet', 'delingen ble slettet'), ('deling_utlopt', 'tiden gikk ut'), ('tidsonske_sendt', 'mottakeren ba om mer tid'), ('tidsonske_besvart', 'ønsket om mer tid ble besvart'), ('hentenokkel_laget', 'mottakeren laget en hentenøkkel'), ('hentenokkel_brukt', 'hentenøkkelen ble brukt'), ('hentenokkel_trukket', 'hentenøkkelen ble trukket tilbake'), ('kvittering_hentet', 'kvitteringen ble hentet'), ('utkast_forkastet', 'utkastet ble forkastet'), ('logg_eksportert', 'loggen ble eksportert'), ('altinn_svarte_ikke', 'Altinn svarte ikke'), ('gammelt_fjernet', 'gamle metadata og hendelser ble slettet etter fristen'), ('hovednokkel_byttet', 'nøkler og numre ble pakket om til en ny hovednøkkel'), ('identnokkel_byttet', 'personer ble regnet om til en ny identnøkkel')], max_length=40, verbose_name='type'),
        ),
    ]
