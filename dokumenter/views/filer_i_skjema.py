"""Files sent with the form itself: each goes straight to the draft, and what is wrong with one is told by its name."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from dokumenter.errors import SkjemaAvbrutt, SkjemaForStort
from dokumenter.models import Deling
from dokumenter.protokoll.skjemastrom import Fil, Skjemastrom
from dokumenter.services.deling import opprett_utkast
from dokumenter.services.opplasting import motta_fil
from dokumenter.tekst import storrelse_i_ord
from kontoer.models import Konto
from users.errors import Feil
from users.models import User

FELT = "dokumenter"


def motta_filer(
    strom: Skjemastrom, *, utkast: Deling | None, konto: Konto, av: User
) -> tuple[Deling | None, list[str]]:
    """Receive every file of the field Dokumenter. Returns the draft, begun on `konto` when the first file comes, and
    what to tell about the files that were not taken.
    """
    feil = []
    try:
        for fil in strom.filer():
            if fil.felt != FELT:
                continue
            utkast = utkast or opprett_utkast(konto=konto, av=av)
            if melding := _motta(fil, utkast, av):
                feil.append(melding)
    except SkjemaForStort:
        tekst = _(
            "Uten JavaScript kan du sende høyst %(maks)s om gangen. Filene i listen kom fram. "
            "Send resten etterpå, eller slå på JavaScript i nettleseren."
        )
        feil.append(tekst % {"maks": storrelse_i_ord(settings.OPPLASTING_MAKS_UTEN_JS_BYTES)})
    except SkjemaAvbrutt as avbrutt:
        feil.append(str(avbrutt.melding))
    return utkast, feil


def _motta(fil: Fil, utkast: Deling, av: User) -> str:
    try:
        fil.krev_ukodet()  # before there is a row of it
        motta_fil(deling=utkast, dokumentnavn=fil.navn, mimetype=fil.mimetype, strom=fil, av=av)
    except (SkjemaForStort, SkjemaAvbrutt):
        raise
    except Feil as feil:
        return _("«%(navn)s»: %(grunn)s") % {"navn": fil.navn, "grunn": feil.melding}
    return ""
