"""What the one who shares passes on: the link, and a text for the e-mail that says nothing about anybody."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from dokumenter.models import Deling
from dokumenter.tekst import dato_i_ord

_HOYT_NIVA = 4


@dataclass(frozen=True)
class Kvittering:
    """For `templates/dokumenter/del_epost.html`: the absolute link, and the ready text in the recipient's language."""

    lenke: str
    sprak: str
    emne: str
    epost: str

    @property
    def mailto(self) -> str:
        """Opens the text in the sender's own mail program, without a recipient: whom it is for, only she knows."""
        linjer = self.epost.replace("\n", "\r\n")
        return f"mailto:?subject={quote(self.emne, safe='')}&body={quote(linjer, safe='')}"


def lenke_til(deling_id: UUID) -> str:
    """The link that may be sent by plain e-mail. It says what it is before login, and to nobody what is behind it."""
    return f"{settings.BASE_URL}/d/{deling_id}"


def tekstsprak(onsket: str) -> str:
    """The language for the text: the one asked for if there is one, else the page's own."""
    return onsket if onsket in dict(settings.LANGUAGES) else translation.get_language() or settings.LANGUAGE_CODE


def kvittering_for(deling: Deling, *, sprak: str = "", referanse: str = "") -> Kvittering:
    """The link to a shared deling, and an e-mail with municipality, expiry, link and the way without a link.

    Nothing of what the sender wrote about it is in the e-mail, and no name or number of anybody. With `referanse` it
    also tells how to find out whether it is genuine.
    """
    with translation.override(tekstsprak(sprak)):
        return _kvittering(deling, tekstsprak(sprak), referanse)


def _kvittering(deling: Deling, sprak: str, referanse: str) -> Kvittering:
    lenke, kommune = lenke_til(deling.pk), {"kommune": deling.konto.organisasjon.navn}
    avsnitt = [
        _("Hei!"),
        _("%(kommune)s har dokumenter til deg.") % kommune + _frist(deling),
        _("Hent dem her: %(lenke)s") % {"lenke": lenke},
        _hvem(deling),
        _("Vil du ikke bruke lenken? Gå til %(adresse)s, logg inn og velg «Mottatt».") % {"adresse": settings.BASE_URL},
    ]
    if referanse:
        tekst = _("Er du usikker på om meldingen er ekte? Gå til %(adresse)s og skriv referansen %(referanse)s.")
        avsnitt.append(tekst % {"adresse": settings.BASE_URL, "referanse": referanse})
    emne = _("Dokumenter fra %(kommune)s") % kommune
    return Kvittering(lenke=lenke, sprak=sprak, emne=emne, epost="\n\n".join(avsnitt) + "\n")


def _frist(deling: Deling) -> str:
    if deling.tilgjengelig_til is None:
        return ""
    return " " + _("Du kan hente dem til %(frist)s.") % {"frist": dato_i_ord(deling.tilgjengelig_til)}


def _hvem(deling: Deling) -> str:
    if deling.sikkerhetsniva >= _HOYT_NIVA:
        return _("Du logger inn med ID-porten på høyt sikkerhetsnivå. Bare mottakeren kan åpne dokumentene.")
    return _("Du logger inn med ID-porten. Bare mottakeren kan åpne dokumentene.")
