"""What the one who shares passes on: the link, and a text for the e-mail that says nothing about anybody."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from dokumenter.models import Deling
from dokumenter.tekst import dato_i_ord

_HOYT_NIVA = 4


@dataclass(frozen=True)
class Kvittering:
    """For `templates/dokumenter/del_kvittering.html`: the absolute link, and the ready text."""

    lenke: str
    epost: str


def lenke_til(deling_id: UUID) -> str:
    """The link that may be sent by plain e-mail. It says what it is before login, and to nobody what is behind it."""
    return f"{settings.BASE_URL}/d/{deling_id}"


def kvittering_for(deling: Deling) -> Kvittering:
    """The link to a shared deling, and an e-mail with municipality, expiry, link and the way without a link."""
    lenke = lenke_til(deling.pk)
    avsnitt = [
        _("Hei!"),
        _("%(kommune)s har dokumenter til deg.") % {"kommune": deling.konto.organisasjon.navn} + _frist(deling),
        _("Hent dem her: %(lenke)s") % {"lenke": lenke},
        _hvem(deling),
        _("Vil du ikke bruke lenken? Gå til %(adresse)s, logg inn og velg «Mottatt».") % {"adresse": settings.BASE_URL},
    ]
    return Kvittering(lenke=lenke, epost="\n\n".join(avsnitt) + "\n")


def _frist(deling: Deling) -> str:
    if deling.tilgjengelig_til is None:
        return ""
    return " " + _("Du kan hente dem til %(frist)s.") % {"frist": dato_i_ord(deling.tilgjengelig_til)}


def _hvem(deling: Deling) -> str:
    if deling.sikkerhetsniva >= _HOYT_NIVA:
        return _("Du logger inn med ID-porten på høyt sikkerhetsnivå. Bare mottakeren kan åpne dokumentene.")
    return _("Du logger inn med ID-porten. Bare mottakeren kan åpne dokumentene.")
