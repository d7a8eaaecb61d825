"""More time: a recipient asks for it, and those who may share from the konto give it or say no.

What is asked is kept with the deling and never written to the log, which tells only that somebody asked.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from adapters import klokke
from dokumenter.errors import ForMangeTidsonsker, IngenTidAGi
from dokumenter.models import Deling, Tidsonske
from dokumenter.models.tidsonske import LENGSTE_GRUNN
from dokumenter.services.deling import forleng_deling
from dokumenter.services.tidsonskesvar import besvar_tidsonsker
from dokumenter.services.virksomhetstilgang import Adgang
from hendelser.models import Hendelsestype
from hendelser.nummervern import ligner_fodselsnummer
from hendelser.services import skriv_hendelse
from kontoer.errors import UgyldigVerdi
from kontoer.tilgang import krev_kan_dele
from users.models import User
from users.tegn import nfc

_DOGN = timedelta(days=1)
_PER_DELING = 3
_PER_PERSON = 20


def be_om_mer_tid(*, deling: Deling, grunn: str, av: User, adgang: Adgang) -> Tidsonske:
    """Ask those who share for more time, or for what has ended to be shared anew.

    Asked already and not answered: nothing is added, and the wish there is comes back. Raises what `adgang` raises,
    UgyldigVerdi (felt grunn), ForMangeTidsonsker, IngenTidAGi.
    """
    pa_vegne_av = adgang(deling) or ""
    naa = klokke.naa()
    grunn = nfc(grunn.strip(), lengst=LENGSTE_GRUNN)
    if len(grunn) > LENGSTE_GRUNN:
        tekst = _("Grunnen kan være på høyst %(maks)d tegn.")
        raise UgyldigVerdi(tekst % {"maks": LENGSTE_GRUNN}, felt="grunn")
    if ligner_fodselsnummer(grunn):
        raise UgyldigVerdi(_("Skriv ikke fødselsnummer her. Skriv grunnen uten."), felt="grunn")
    if not kan_gis_mer_tid(deling=deling, naa=naa):
        raise IngenTidAGi
    mine = Tidsonske.objects.filter(deling=deling, bruker=av)
    if (apent := mine.ventende().first()) is not None:
        return apent
    _krev_ikke_for_mange(deling, av, naa)
    try:
        with transaction.atomic():
            onske = Tidsonske.objects.create(
                deling=deling, bruker=av, pa_vegne_av=pa_vegne_av, grunn=grunn, opprettet=naa
            )
            data = {"pa_vegne_av": pa_vegne_av} if pa_vegne_av else None
            skriv_hendelse(Hendelsestype.TIDSONSKE_SENDT, av=av, gjelder=deling, data=data)
    except IntegrityError:  # the same press, a moment before
        return mine.ventende().get()
    return onske


def kan_gis_mer_tid(*, deling: Deling, naa: datetime) -> bool:
    """Is there an end to move, or anybody left to share anew?"""
    if deling.konto.er_slettet:
        return False
    return deling.tilgjengelig_til is not None or deling.sluttet(naa) is not None


def gi_mer_tid(*, deling: Deling, tilgjengelig_til: datetime, av: User) -> bool:
    """Let the deling last until then, as an answer to those who asked; False when that was done already.

    Already: nobody waits for an answer, or it lasts as long as that, for somebody has moved it since the page was
    shown. Raises what `forleng_deling` raises.
    """
    krev_kan_dele(av, deling.konto)
    with transaction.atomic():
        # The deling before the wishes, in the order in which changing its time takes them.
        lengre = Q(tilgjengelig_til__isnull=True) | Q(tilgjengelig_til__gte=tilgjengelig_til)
        laast = Deling.objects.select_for_update().filter(pk=deling.pk)
        if not laast or Deling.objects.filter(lengre, pk=deling.pk).exists():
            return False
        if not Tidsonske.objects.ventende().filter(deling=deling).exists():
            return False
        forleng_deling(deling=deling, tilgjengelig_til=tilgjengelig_til, av=av)
    return True


def avsla_mer_tid(*, deling: Deling, onske_id: int, av: User) -> bool:
    """Say no to one who asked; False when it was answered already, or is none of this deling's.

    Raises what `krev_kan_dele` raises.
    """
    krev_kan_dele(av, deling.konto)
    onske = Tidsonske.objects.filter(pk=onske_id)
    return bool(besvar_tidsonsker(deling=deling, onsker=onske, svar=Tidsonske.Svar.AVSLATT, av=av))


def _krev_ikke_for_mange(deling: Deling, av: User, naa: datetime) -> None:
    siste = Tidsonske.objects.filter(bruker=av, opprettet__gt=naa - _DOGN).values_list("deling_id", flat=True)
    per_deling = list(siste[:_PER_PERSON])
    if len(per_deling) >= _PER_PERSON or per_deling.count(deling.pk) >= _PER_DELING:
        raise ForMangeTidsonsker
