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
                    "Trykk på en fil for å laste den ned."
                ),
            ),
            Svar(
                _("Hvor lenge kan jeg hente dem?"),
                _(
                    "Til tiden som står på siden. Da slettes innholdet for godt. Last ned det du vil ta vare på, "
                    "og be avsenderen om mer tid hvis du trenger det."
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
                _("Som regel ikke. Trykk på «Fortsett» i nettleseren. Hjelper ikke det, last ned filen på nytt."),
            ),
        ),
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
                    "Åpne delingen under Mine delinger og velg Trekk tilbake. Lenken slutter å virke med en gang. "
                    "Siden viser hvem som har hentet hva. Si fra til den som følger opp avvik hos dere."
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
            _("Fire øyne: på kontoer som krever det, virker lenken først når en kollega har godkjent."),
            _("Kontoer kan ha sin egen grense for hvor mange en deling kan ha som mottakere."),
            _("Administratorer kan gi delinger fra en som har sluttet, til en annen."),
            _("Hjelp for hver rolle, og denne siden."),
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
