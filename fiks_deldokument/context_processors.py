"""What every page needs to know."""

from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from fiks_deldokument import driftsmelding
from fiks_deldokument.foresporsel import foresporsel_id
from kontoer.roller import roller_for


class Menypunkt(NamedTuple):
    """A line of the menu, and the same place as a card on the front page (in other words: no two links alike)."""

    navn: str
    url: str
    er_her: bool
    gjor: str
    beskrivelse: str


def side(request: HttpRequest) -> dict[str, object]:
    """Values for the frame of every page. The menu is not made (and nothing is looked up) unless the page shows it."""
    return {
        "sprak_valg": settings.LANGUAGES,
        "vertsnavn": urlsplit(settings.BASE_URL).netloc,
        "driftsmelding": SimpleLazyObject(driftsmelding.gjeldende),
        "meny": SimpleLazyObject(lambda: _meny(request)),
    }


def foresporsel(request: HttpRequest) -> dict[str, object]:
    """`foresporsel_id`: what the page of an error gives for support to find it by in the log."""
    return {"foresporsel_id": foresporsel_id(request)}


def _meny(request: HttpRequest) -> list[Menypunkt]:
    """The parts of the service this person has anything to do with."""
    if not request.user.is_authenticated:
        return []
    roller = roller_for(request.user)
    punkter = [
        _del_dokumenter(request) if roller.kan_dele else None,
        _mine_delinger(request) if roller.har_delinger else None,
        _mottatt(request),
        _konfigurasjon(request) if roller.kan_administrere else None,
    ]
    return [punkt for punkt in punkter if punkt is not None]


def _del_dokumenter(request: HttpRequest) -> Menypunkt:
    hva = _("Last opp filer, velg hvem de er til, og få en lenke du trygt kan sende.")
    return _punkt(request, _("Del dokumenter"), "dokumenter:del_dokumenter", _("Start en deling"), hva)


def _mine_delinger(request: HttpRequest) -> Menypunkt:
    hva = _("Se hvem som har hentet hva. Forleng tiden, trekk tilbake eller slett.")
    return _punkt(request, _("Mine delinger"), "dokumenter:mine_delinger", _("Følg opp det som er delt"), hva)


def _mottatt(request: HttpRequest) -> Menypunkt:
    hva = _("Alt som er delt med deg, også det som ikke lenger kan åpnes.")
    punkt = _punkt(request, _("Mottatt"), "dokumenter:mottatt", _("Hent det du har fått"), hva)
    # What is received has addresses of its own.
    return punkt._replace(er_her=punkt.er_her or request.path.startswith("/d/"))


def _konfigurasjon(request: HttpRequest) -> Menypunkt:
    hva = _("Opprett kontoer, gi ansatte tilgang, og se statistikk og logg.")
    return _punkt(request, _("Konfigurasjon"), "kontoer:konfigurasjon", _("Styr kontoer og brukere"), hva)


def _punkt(request: HttpRequest, navn: str, adresse: str, gjor: str, beskrivelse: str) -> Menypunkt:
    url = reverse(adresse)
    return Menypunkt(navn, url, request.path.startswith(url), gjor, beskrivelse)
