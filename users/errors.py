"""Errors about identity, and the base of every error a person may be shown.

A domain error has a stable code and a Norwegian text that says what happened and what to do next. Which HTTP status it
becomes is decided in one place, `fiks_deldokument/errors.py`.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Feil(Exception):
    """Base of all domain errors. `melding` is for people and never holds personal data."""

    kode = "feil"
    mal = "feil.html"
    prov_igjen = ""  # where to try again, for a `mal` that offers it
    melding: str | Promise = _("Noe gikk galt. Prøv igjen, og ta kontakt med kommunen hvis det ikke hjelper.")

    def __init__(self, melding: str | Promise | None = None) -> None:
        if melding is not None:
            self.melding = melding
        super().__init__(self.kode)


class UgyldigNummer(Feil):
    kode = "ugyldig_nummer"
    melding = _("Nummeret er ikke et gyldig fødselsnummer eller organisasjonsnummer.")


class Utlogget(Feil):
    """The login that began something has ended while it went on."""

    kode = "utlogget"
    melding = _("Du er logget ut. Logg inn på nytt for å fortsette.")


class InnloggingFeilet(Feil):
    kode = "innlogging_feilet"
    mal = "users/innlogging_feilet.html"
    melding = _("Innloggingen ble ikke fullført. Prøv å logge inn på nytt.")


class IdportenUtilgjengelig(Feil):
    kode = "idporten_utilgjengelig"
    mal = "users/innlogging_feilet.html"
    melding = _("ID-porten svarer ikke akkurat nå. Vent litt og prøv igjen.")


class InnloggingAvvist(InnloggingFeilet):
    """ID-porten's answer is refused; `grunn` is a code for the log that says which check failed."""

    kode = "innlogging_avvist"

    def __init__(self, grunn: str) -> None:
        super().__init__()
        self.grunn = grunn


class InnloggingAvbrutt(InnloggingFeilet):
    kode = "innlogging_avbrutt"
    melding = _("Du avbrøt innloggingen, eller ID-porten kunne ikke logge deg inn. Du kan prøve igjen når du vil.")
