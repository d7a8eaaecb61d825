"""What the pages Hjelp and Hva er nytt say: short, for those who use the service, one text for each role."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Svar(NamedTuple):
    """A question that people have, and what to do."""

    sporsmal: str | Promise
    svar: str | Promise


class Rolle(NamedTuple):
    """The help of one role. `id` stands in the address."""

    id: str
    navn: str | Promise
    om: str | Promise
    svar: tuple[Svar, ...]
    bilde: str = ""  # static/hjelp/<bilde>.png, and the same with -mork, by `make bilder`
    bildetekst: str | Promise = ""


class Versjon(NamedTuple):
    """What is new to users in one version."""

    versjon: str
    nytt: tuple[str | Promise, ...]


ROLLER = (
    Rolle(
        "mottaker",
        _("Jeg har fått en lenke"),
        _("For deg som skal hente dokumenter, for deg selv eller for en virksomhet."),
        (
            Svar(
                _("Hvordan henter jeg dokumentene?"),
                _(
                    "Åpne lenken og logg inn med ID-porten. Har du ikke lenken, kan du logge inn her og velge Mottatt. "
                    "Trykk på en fil for å laste den ned, eller på Last ned alle for å få dem i én ZIP-fil."
                ),
            ),
            Svar(
                _("Hvor lenge kan jeg hente dem?"),
                _(
                    "Til tiden som står på siden. Da slettes innholdet for godt. Last ned det du vil ta vare på, "
                    "og trykk på Be om mer tid nederst på siden hvis du trenger det."
                ),
            ),
            Svar(
                _("Det står at jeg ikke har tilgang. Hva gjør jeg?"),
                _(
                    "Enten er lenken feil, eller så er dokumentene til en annen. Se etter at du er logget inn som rett "
                    "person. Spør avsenderen hvis du mener at de er til deg."
                ),
            ),
            Svar(
                _("Dokumentene er til virksomheten min. Hvordan åpner jeg dem?"),
                _(
                    "Du må ha tilgang til virksomhetens post i Altinn. Siden sier hvilken tilgang som mangler, og hvem "
                    "som kan gi den."
                ),
            ),
            Svar(
                _("Nedlastingen stoppet. Må jeg begynne på nytt?"),
                _(
                    "Som regel ikke. Trykk på «Fortsett» i nettleseren. Hjelper ikke det, last ned filen på nytt. Er "
                    "filene store, velg Hent med kommando: da fortsetter hentingen av seg selv."
                ),
            ),
            Svar(
                _("Hvordan vet jeg at meldingen er ekte?"),
                _(
                    "Skriv referansen fra meldingen på forsiden, under Er meldingen ekte? Svaret sier hvilken kommune "
                    "som har delt noe. Logg bare inn med ID-porten."
                ),
            ),
            Svar(
                _("Hvem har sett på det som er delt med meg?"),
                _(
                    "Velg Mottatt og Innsyn. Der står hva du har åpnet og hentet, og hvem i kommunen som har "
                    "behandlet det. Du kan laste ned alt."
                ),
            ),
        ),
        "mottaker",
        _("Siden du kommer til når du åpner lenken og har logget inn."),
    ),
    Rolle(
        "saksbehandler",
        _("Jeg deler dokumenter"),
        _("For deg som deler fra en konto i kommunen."),
        (
            Svar(
                _("Hvordan deler jeg?"),
                _(
                    "Velg Del dokumenter. Legg til filene, skriv fødselsnummer eller organisasjonsnummer til "
                    "mottakerne, velg hvor lenge, og trykk på Del dokument. Kopier lenken og send den på e-post. "
                    "Lenken røper ingenting."
                ),
            ),
            Svar(
                _("Hvem ser det jeg har delt?"),
                _(
                    "Mottakerne kan åpne dokumentene. Kolleger som kan dele fra samme konto, ser hvem det er delt med "
                    "og hva som er hentet, under Mine delinger."
                ),
            ),
            Svar(
                _("Jeg delte med feil person. Hva gjør jeg?"),
                _(
                    "Åpne delingen under Mine delinger og velg Trekk tilbake, eller Fjern mottaker hvis bare én er "
                    "feil. Det virker med en gang. Eksponeringsrapporten viser hvem som har fått hva, og har et "
                    "utkast til avviksmeldingen."
                ),
            ),
            Svar(
                _("Jeg glemte noe. Må jeg dele på nytt?"),
                _(
                    "Nei. Åpne delingen og velg Legg til mottaker, Legg til fil eller Forleng. Lenken er den samme. "
                    "Tittel, saksnummer og melding kan ikke endres."
                ),
            ),
            Svar(
                _("Hvordan finner jeg igjen en deling?"),
                _(
                    "Søk under Mine delinger på tittel, saksnummer, filnavn eller hele nummeret til mottakeren. Du kan "
                    "velge flere og forlenge eller trekke tilbake alle."
                ),
            ),
            Svar(
                _("Hva betyr «Venter på godkjenning»?"),
                _(
                    "Kontoen har fire øyne. Lenken virker først når en kollega som kan dele fra kontoen, har godkjent. "
                    "Kollegaen finner delingen øverst under Mine delinger. Sier kollegaen nei, får mottakerne aldri "
                    "vite om den."
                ),
            ),
            Svar(
                _("Filen er sperret. Hvorfor?"),
                _(
                    "Skanneren fant skadevare, eller kunne ikke se inn i filen. Hva du kan gjøre, står ved filen på "
                    "siden til delingen."
                ),
            ),
        ),
        "saksbehandler",
        _("Del dokumenter, med to filer som er lastet opp."),
    ),
    Rolle(
        "administrator",
        _("Jeg er lokal administrator"),
        _("For deg som styrer kontoer, brukere og fagsystemer."),
        (
            Svar(
                _("Hvordan kommer vi i gang?"),
                _(
                    "Velg Konfigurasjon og Ta i bruk. Lag en konto for hver avdeling, og legg til dem som skal dele, "
                    "med fødselsnummer og navn."
                ),
            ),
            Svar(
                _("Hva kan jeg bestemme for en konto?"),
                _(
                    "Hvor lenge noe kan deles, hvor sikkert mottakerne må logge inn, om innholdet er taushetsbelagt, "
                    "hvor mange mottakere en deling kan ha, skanning for skadevare, og om en kollega må godkjenne. "
                    "Velg kontoen og Innstillinger. Det gjelder for det som deles fra da av."
                ),
            ),
            Svar(
                _("En ansatt slutter. Hva skjer med det hun har delt?"),
                _(
                    "Fjern brukeren fra kontoen. Delingene blir værende til tiden er ute. Under «Delinger uten eier» "
                    "gir du dem til en annen."
                ),
            ),
            Svar(
                _("Hva ser mottakerne om oss?"),
                _(
                    "Navnet på kommunen og kontoen, logoen dere laster opp, og kontakten dere skriver på kontoen. "
                    "Konfigurasjon sier fra om kontoer uten kontakt."
                ),
            ),
            Svar(
                _("Hvem kan se innholdet?"),
                _(
                    "Bare mottakerne, og en kollega som skal godkjenne. Som administrator ser du hva som har skjedd, "
                    "men ikke hva som er delt. Loggen viser hvem som gjorde hva."
                ),
            ),
            Svar(
                _("Hvordan kobler vi til et fagsystem?"),
                _(
                    "Velg Integrasjoner og Ny integrasjon. Passordet vises bare én gang. Velg så hvilke kontoer "
                    "systemet skal bruke."
                ),
            ),
        ),
        "administrator",
        _("Konfigurasjon, med kontoene til kommunen."),
    ),
    Rolle(
        "fagsystem",
        _("Jeg lager et fagsystem"),
        _("For deg som kobler et system til API-et."),
        (
            Svar(
                _("Hvor er beskrivelsen?"),
                _("Siden om API-et sier hva hvert kall gjør, og gir en OpenAPI-fil du kan lage en klient av."),
            ),
            Svar(
                _("Hva trenger systemet for å logge inn?"),
                _(
                    "Et token fra Maskinporten, og IntegrasjonId og IntegrasjonPassord fra kommunens administrator. "
                    "Systemet når bare kontoene det har fått tilgang til."
                ),
            ),
            Svar(
                _("Mottakeren får svaret 404. Hvorfor?"),
                _(
                    "Dokumentet er til en annen, eller kontoen har fire øyne og ingen har godkjent ennå. Da finnes det "
                    "ikke for mottakeren. Historien til dokumentet sier når det ble godkjent."
                ),
            ),
            Svar(
                _("Forbindelsen ble brutt. Hva gjør systemet?"),
                _(
                    "Det prøver igjen. Et dokument er delt først når siste byte er trygt lagret, og ved feil blir "
                    "ingenting stående halvt."
                ),
            ),
        ),
    ),
)

NYTT = (
    Versjon(
        "0.4",
        (
            _("Mottakere: Last ned alle i én fil, se hva du har hentet, og kontroller at filen er hel."),
            _("Mottakere: Be om mer tid, søk i Mottatt, se Innsyn, og hent store filer med en kommando."),
            _("Er meldingen ekte? Skriv referansen fra meldingen på forsiden, og få vite hvem som har delt."),
            _("Siden til mottakeren viser kommunens logo og hvem du kan spørre."),
            _("En deling kan ha tittel, saksnummer og melding. Mottakeren ser dem etter innlogging."),
            _("Hele mapper kan deles. Mottakere kan limes inn fra et regneark, og siste mottakere huskes."),
            _("Virksomheter vises med navn fra Enhetsregisteret. Du varsles om konkurs, avvikling og sletting."),
            _("Legg til og fjern mottakere og filer i det som er delt. Se hvem som har fått hva i en rapport."),
            _("Mine delinger kan søkes, sorteres og lastes ned, og flere kan forlenges eller trekkes tilbake."),
            _("Signert kvittering til arkivet, og tekst til e-post på tre språk med QR-kode."),
            _("Fire øyne: på kontoer som krever det, virker lenken først når en kollega har godkjent."),
            _("Kontoer kan ha sin egen grense for hvor mange en deling kan ha som mottakere."),
            _("Administratorer kan gi delinger fra en som har sluttet, til en annen."),
            _("Statistikk måned for måned, og loggen kan lastes ned."),
            _("Hjelp for hver rolle, mørke farger når maskinen din har det, og denne siden."),
        ),
    ),
    Versjon(
        "0.3",
        (
            _("Filer kan skannes for skadevare. Hva skanneren fant, står ved filen."),
            _("Sidene er raskere for dem som har delt eller fått mye."),
            _("Det du skriver i skjemaet, er der fortsatt om du blir logget ut eller nettet faller ut."),
        ),
    ),
    Versjon(
        "0.2",
        (
            _("Virksomheter kan være mottakere, og åpner med tilgang fra Altinn."),
            _("Fagsystemer kan dele gjennom API-et."),
        ),
    ),
)
