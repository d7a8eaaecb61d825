"""Who a deling is for, changed after it was shared: somebody comes in, somebody is taken out.

Each change locks the deling first, as everything that ends or prolongs it does: two colleagues come one after the
other, and nobody comes in where it has just ended. One who is taken out is no mottaker from that commit on, so every
page, every call and every running download says no the next time it asks, without knowing of this.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from adapters import klokke
from dokumenter.errors import DelingAvsluttet, SisteMottaker
from dokumenter.models import Deling, FjernetMottaker, Mottaker
from dokumenter.services.deling import som_mottaker
from dokumenter.services.gravsteiner import gravlegg_mottaker
from dokumenter.tilgang import krev_kan_forvalte
from hendelser.models import SYSTEM, HarAktor, Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.errors import UgyldigVerdi
from kontoer.tilgang import krev_kan_dele
from users.models import User
from users.numre import Nummer


def legg_til_mottakere(*, deling: Deling, mottakere: Sequence[Nummer], av: User) -> int:
    """Let more have what is shared; how many came in. Those it is for already are passed over.

    Raises what `krev_kan_dele` raises, UgyldigVerdi (felt mottakere), DelingAvsluttet.
    """
    krev_kan_dele(av, deling.konto)
    unike = [som_mottaker(deling, nummer) for nummer in dict.fromkeys(mottakere)]
    if not unike:
        raise UgyldigVerdi(_("Skriv minst ett fødselsnummer eller organisasjonsnummer."), felt="mottakere")
    with transaction.atomic():
        las_apen(deling=deling)
        # By the hash under the key in use, whichever of two keys a row stands under.
        fra_for = {(en.type, en.oppslag_hasher[0]) for en in deling.mottakere.all()}
        nye = [en for en in unike if (en.type, en.oppslag) not in fra_for]
        _krev_plass(len(fra_for), len(nye))
        if nye:
            Mottaker.objects.bulk_create(nye)
            for en in nye:
                FjernetMottaker.objects.filter(deling=deling, type=en.type, oppslag__in=en.oppslag_hasher).delete()
            skriv_hendelse(Hendelsestype.MOTTAKER_LAGT_TIL, av=av, gjelder=deling, data={"mottakere": len(nye)})
    return len(nye)


def fjern_mottaker(*, deling: Deling, mottaker_id: int, av: HarAktor) -> bool:
    """Take one out, at once. False if it is out already.

    Raises IkkeFunnet, ManglerRett, DelingAvsluttet, SisteMottaker. For the system it may be over, and the last one:
    what a restored database has too many of may be all it has.
    """
    krev_kan_forvalte(av, deling)
    with transaction.atomic():
        if av is SYSTEM:
            Deling.objects.select_for_update().get(pk=deling.pk)
        else:
            las_apen(deling=deling)
        mottaker = deling.mottakere.filter(pk=mottaker_id).first()
        if mottaker is None:
            return False
        if av is not SYSTEM and deling.mottakere.count() == 1:
            raise SisteMottaker
        FjernetMottaker.objects.create(
            deling=deling,
            type=mottaker.type,
            oppslag=mottaker.oppslag,
            ident_kryptert=mottaker.ident_kryptert,
            ressurstype=mottaker.ressurstype,
        )
        mottaker.delete()
        gravlegg_mottaker(deling=deling, mottaker_id=mottaker_id)
        skriv_hendelse(Hendelsestype.MOTTAKER_FJERNET, av=av, gjelder=deling)
    return True


def las_apen(*, deling: Deling) -> None:
    """Lock it before it is asked, so that it cannot end meanwhile. Inside a transaction. Raises DelingAvsluttet."""
    Deling.objects.select_for_update().get(pk=deling.pk)
    if not Deling.objects.apne(klokke.naa()).filter(pk=deling.pk).exists():
        raise DelingAvsluttet


def _krev_plass(fra_for: int, nye: int) -> None:
    maks = settings.DELING_MAKS_MOTTAKERE
    if nye and fra_for + nye > maks:
        tekst = _("En deling kan ha høyst %(maks)d mottakere, og denne har %(antall)d. Del med resten i en ny deling.")
        raise UgyldigVerdi(tekst % {"maks": maks, "antall": fra_for}, felt="mottakere")
