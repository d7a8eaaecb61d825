"""The konto that `manage.py helsesjekk` shares from. It has an organisation of its own, and that has no administrator:

it stands in nobody's Konfigurasjon, nobody can be given access to it, and everything about it is marked by where it is.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db import transaction

from adapters import klokke
from hendelser.models import SYSTEM, Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.models import Konto, Kontotilgang, Organisasjon
from users.models import User
from users.services.brukere import finn_eller_opprett_merket

ORGNR = "000000000"  # nobody has it
NAVN = "Helsesjekk"
AVSENDER, MOTTAKER = "helsesjekk avsender", "helsesjekk mottaker"


class Helsekonto(NamedTuple):
    """What a synthetic deling needs; the recipient is shared with by the word `MOTTAKER`."""

    konto: Konto
    avsender: User
    mottaker: User


@transaction.atomic
def finn_eller_opprett_helsekonto() -> Helsekonto:
    """The same each time; made the first. Two at once make one."""
    avsender, mottaker = (finn_eller_opprett_merket(merke=merke) for merke in (AVSENDER, MOTTAKER))
    organisasjon, ny = Organisasjon.objects.get_or_create(
        orgnr=ORGNR, defaults={"navn": NAVN, "tatt_i_bruk": klokke.naa()}
    )
    if ny:
        skriv_hendelse(Hendelsestype.ORGANISASJON_OPPRETTET, av=SYSTEM, gjelder=organisasjon)
    konto, _ny = (
        Konto.objects.aktive().select_related("organisasjon").get_or_create(organisasjon=organisasjon, navn=NAVN)
    )
    Kontotilgang.objects.get_or_create(konto=konto, bruker=avsender)
    return Helsekonto(konto, avsender, mottaker)
