"""When and why a login ends, in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from users import klokke
from users.services.okt import Sluttgrunn, sekunder_til_inaktiv, sekunder_til_lengst


class Oktstatus(TypedDict):
    """How long the login lasts: seconds to each limit, and a sentence with the times of day.

    `csrf_kapsel` is the name of the cookie that holds the newest token.
    """

    bruker: str
    csrf_kapsel: str
    inaktiv_om: int
    slutt_om: int
    tekst: str


def oktstatus(request: HttpRequest) -> Oktstatus:
    """The status of a login that is good."""
    naa = klokke.naa()
    inaktiv_om = sekunder_til_inaktiv(okt=request.session, naa=naa)
    slutt_om = sekunder_til_lengst(okt=request.session, naa=naa)
    if inaktiv_om < slutt_om:
        tekst = _("Du blir logget ut klokken %(inaktiv)s hvis du ikke gjør noe, og uansett klokken %(slutt)s.")
    else:
        tekst = _("Du blir logget ut klokken %(slutt)s.")
    tider = {"inaktiv": _klokkeslett(naa + inaktiv_om), "slutt": _klokkeslett(naa + slutt_om)}
    return Oktstatus(
        bruker=str(request.user.pk),
        csrf_kapsel=settings.CSRF_COOKIE_NAME,
        inaktiv_om=inaktiv_om,
        slutt_om=slutt_om,
        tekst=tekst % tider,
    )


def forklar_slutt(grunn: str) -> str:
    """Why somebody was logged out; `grunn` is a value of Sluttgrunn."""
    if grunn == Sluttgrunn.INAKTIV:
        return _("Du ble logget ut fordi du ikke hadde gjort noe på %(minutter)d minutter.") % {
            "minutter": settings.OKT_INAKTIV_MINUTTER
        }
    if grunn == Sluttgrunn.LENGST:
        return _("Du ble logget ut fordi en innlogging varer i høyst %(minutter)d minutter.") % {
            "minutter": settings.OKT_LENGST_MINUTTER
        }
    if grunn == Sluttgrunn.IDPORTEN:
        return _("Du ble logget ut fordi du logget ut av ID-porten fra en annen tjeneste.")
    return _("Du er logget ut.")


def _klokkeslett(sekunder: int) -> str:
    # Translators: a time format (see Django's `date` filter): hours, minutes
    return date_format(timezone.localtime(datetime.fromtimestamp(sekunder, UTC)), _("H.i"))
