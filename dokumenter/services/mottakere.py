"""Who a deling is for, changed after it was shared: somebody comes in, somebody is taken out.

Each change locks the deling first, as everything that ends or prolongs it does: two colleagues come one after the
other, and nobody comes in where it has just ended. One who is taken out is no mottaker from that commit on, so every
page, every call and every running download says no the next time it asks, without knowing of this.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from adapters import klokke
from dokumenter.errors import DelingAvsluttet, SisteMottaker
from dokumenter.models import Deling, FjernetMottaker, Mottaker
from dokumenter.services.deling import som_mottaker
from dokumenter.services.godkjenning import krev_godkjent_endring
from dokumenter.services.gravsteiner import gravlegg_mottaker
from dokumenter.services.hentenokkel import trekk_hentenokler_til
from dokumenter.services.tidsonskesvar import avvis_tidsonsker_fra
from dokumenter.tilgang import krev_kan_forvalte
from hendelser.models import SYSTEM, HarAktor, Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.errors import UgyldigVerdi
from kontoer.tilgang import krev_kan_dele
from users.models import User
from users.numre import Nummer


def legg_til_mottakere(*, deling: Deling, mottakere: Sequence[Nummer], av: User) -> int:
    """Let more have what is shared; how many came in. Those it is for already are passed over.

    Raises what `krev_kan_dele` raises, UgyldigVerdi (felt mottakere), DelingAvsluttet, KreverNyGodkjenning.
    """
    krev_kan_dele(av, deling.konto)
    unike = [som_mottaker(deling=deling, nummer=nummer) for nummer in dict.fromkeys(mottakere)]
    if not unike:
        raise UgyldigVerdi(_("Skriv minst ett fødselsnummer eller organisasjonsnummer."), felt="mottakere")
    with transaction.atomic():
        laast = las_delingen(deling=deling)
        krev_godkjent_endring(deling=laast)
        # By the hash under the key in use, whichever of two keys a row stands under.
        fra_for = {(en.type, en.oppslag_hasher[0]) for en in deling.mottakere.all()}
        nye = [en for en in unike if (en.type, en.oppslag) not in fra_for]
        _krev_plass(laast, len(fra_for), len(nye))
        if nye:
            Mottaker.objects.bulk_create(nye)
            for en in nye:
                FjernetMottaker.objects.filter(deling=deling, type=en.type, oppslag__in=en.oppslag_hasher).delete()
            skriv_hendelse(Hendelsestype.MOTTAKER_LAGT_TIL, av=av, gjelder=deling, data={"mottakere": len(nye)})
    return len(nye)


def fjern_mottaker(*, deling: Deling, mottaker_id: int, av: HarAktor) -> bool:
    """Take one out, at once. False if it is out already.

    A system may have named a business several times, for several kinds of post: it goes out of all of them, for each
    by itself lets it in.
    Raises IkkeFunnet, ManglerRett, DelingAvsluttet, SisteMottaker. For the system it may be over, and the last one:
    what a restored database has too many of may be all it has.
    """
    krev_kan_forvalte(av, deling)
    with transaction.atomic():
        if av is SYSTEM:
            Deling.objects.select_for_update().get(pk=deling.pk)
        else:
            las_delingen(deling=deling)
        mottaker = deling.mottakere.filter(pk=mottaker_id).first()
        if mottaker is None:
            return False
        den_samme = _rader_om(mottaker)
        if av is not SYSTEM and not deling.mottakere.exclude(pk__in=[en.pk for en in den_samme]).exists():
            raise SisteMottaker
        avvis_tidsonsker_fra(mottaker=mottaker, av=av)
        for en in den_samme:
            _ta_ut(deling, en)
        skriv_hendelse(Hendelsestype.MOTTAKER_FJERNET, av=av, gjelder=deling)
    return True


def _rader_om(mottaker: Mottaker) -> list[Mottaker]:
    """Every row of the deling that lets this same one in, the mottaker's own among them."""
    like = Mottaker.objects.filter(
        deling_id=mottaker.deling_id, type=mottaker.type, oppslag__in=mottaker.oppslag_hasher
    )
    return list(like.order_by("pk"))


def _ta_ut(deling: Deling, mottaker: Mottaker) -> None:
    mottaker_id = mottaker.pk
    FjernetMottaker.objects.create(
        deling=deling,
        type=mottaker.type,
        oppslag=mottaker.oppslag,
        ident_kryptert=mottaker.ident_kryptert,
        ressurstype=mottaker.ressurstype,
    )
    trekk_hentenokler_til(mottaker=mottaker)
    mottaker.delete()
    gravlegg_mottaker(deling=deling, mottaker_id=mottaker_id)


def las_delingen(*, deling: Deling) -> Deling:
    """Lock it before it is asked, so that it cannot end meanwhile; as it is now. Inside a transaction.

    Raises DelingAvsluttet.
    """
    laast = Deling.objects.select_for_update(of=("self",)).select_related("konto__organisasjon").get(pk=deling.pk)
    if not laast.varer(klokke.naa()):
        raise DelingAvsluttet
    return laast


def _krev_plass(deling: Deling, fra_for: int, nye: int) -> None:
    maks = deling.konto.flest_mottakere
    if nye and fra_for + nye > maks:
        tekst = _("En deling kan ha høyst %(maks)d mottakere, og denne har %(antall)d. Del med resten i en ny deling.")
        raise UgyldigVerdi(tekst % {"maks": maks, "antall": fra_for}, felt="mottakere")
