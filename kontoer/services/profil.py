"""How an organisation shows itself to those who get something from it: its logo, and whom to ask."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from hendelser.models import Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.errors import UgyldigVerdi
from kontoer.logobilde import rens_bilde
from kontoer.models import Kontaktinfo, Konto, Logo, Organisasjon
from kontoer.tilgang import krev_administrator, krev_kontoadministrator
from users.models import User


def endre_kontakt(*, konto: Konto, telefon: str, epost: str, apningstid: str, svarlenke: str, av: User) -> Kontaktinfo:
    """Say how recipients reach the konto; empty is that nobody says. The log has that it was changed, not to what.

    Raises what `krev_kontoadministrator` raises, and UgyldigVerdi (felt svarlenke) for what is not https.
    """
    krev_kontoadministrator(av, konto)
    if svarlenke and not svarlenke.lower().startswith("https://"):
        raise UgyldigVerdi(_("Adressen må begynne med https."), felt="svarlenke")
    felter = {"telefon": telefon, "epost": epost, "apningstid": apningstid, "svarlenke": svarlenke}
    with transaction.atomic():
        kontakt, _ny = Kontaktinfo.objects.update_or_create(konto=konto, defaults=felter)
        skriv_hendelse(Hendelsestype.KONTO_ENDRET, av=av, gjelder=konto, data={"endret": "kontakt"})
    return kontakt


def sett_logo(*, organisasjon: Organisasjon, innhold: bytes, alt: str, av: User) -> Logo:
    """Take a picture as the organisation's logo, made safe; without bytes only the text is changed.

    Raises what `krev_administrator` raises, and UgyldigVerdi (felt bilde) for a picture that is missing or no good.
    """
    krev_administrator(av, organisasjon)
    felter: dict[str, object] = {"alt": alt}
    if innhold:
        bilde = rens_bilde(innhold)
        sha256 = hashlib.sha256(bilde.innhold).hexdigest()
        felter |= {"innhold": bilde.innhold, "mimetype": bilde.mimetype, "sha256": sha256}
    elif not Logo.objects.filter(organisasjon=organisasjon).exists():
        raise UgyldigVerdi(_("Velg et bilde."), felt="bilde")
    with transaction.atomic():
        logo, _ny = Logo.objects.update_or_create(organisasjon=organisasjon, defaults=felter)
        skriv_hendelse(Hendelsestype.ORGANISASJON_ENDRET, av=av, gjelder=organisasjon, data={"endret": "logo"})
    return logo


def fjern_logo(*, organisasjon: Organisasjon, av: User) -> None:
    """Take it away; a second press changes nothing. Raises what `krev_administrator` raises."""
    krev_administrator(av, organisasjon)
    with transaction.atomic():
        if Logo.objects.filter(organisasjon=organisasjon).delete()[0]:
            data = {"endret": "logo_fjernet"}
            skriv_hendelse(Hendelsestype.ORGANISASJON_ENDRET, av=av, gjelder=organisasjon, data=data)
