"""Four eyes: what is shared from such a konto waits until a second person who may share from it has said yes.

Until then nobody outside the konto learns that it is there: `Deling.er_ute` is what every door asks. The decision is
made once, by whoever comes first, and under the same lock as what ends a deling or changes its time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adapters import klokke
from dokumenter.errors import (
    DelingAvsluttet,
    DokumentIkkeKlart,
    DokumentSkadet,
    DokumentSlettet,
    DokumentSperret,
    KreverNyGodkjenning,
    LagerUtilgjengelig,
)
from dokumenter.models import Deling, Dokument, Kollegasvar
from dokumenter.queries.avsender import delte_dokumenter
from dokumenter.services.nedlasting import les_dokument
from dokumenter.services.sletting import avslutt_deling
from dokumenter.storage.krypto import KryptoError
from dokumenter.storage.lager import LagerError, ObjectDamaged, ObjectMissing
from dokumenter.tilgang import er_mottaker
from hendelser.models import Hendelsestype
from hendelser.nummervern import ligner_fodselsnummer
from hendelser.services import skriv_hendelse
from kontoer.errors import IkkeFunnet, ManglerRett, UgyldigVerdi
from kontoer.tilgang import krev_kan_dele
from users.models import User

LENGSTE_GRUNN = 500
_SPOR_IGJEN_SEKUNDER = 2.0
_MOTTAKER = gettext_lazy("Du er selv mottaker av denne. En kollega som ikke er det, må godkjenne den.")
_EGEN = gettext_lazy("Du har delt dette selv. En kollega som kan dele fra kontoen, må godkjenne det.")


def godkjenn_deling(*, deling: Deling, av: User) -> bool:
    """Let those it is shared with in. False when it is decided already, or over: then nothing changes.

    Raises what `krev_kan_dele` raises, and ManglerRett for the one who shared it and for one it is shared with.
    """
    krev_kan_godkjenne(deling=deling, av=av)
    with transaction.atomic():
        if not _avgjor(deling, Deling.Godkjenning.GODKJENT):
            return False
        Kollegasvar.objects.create(deling=deling, av=av, godkjent=True)
        skriv_hendelse(Hendelsestype.DELING_GODKJENT, av=av, gjelder=deling)
    return True


def avvis_deling(*, deling: Deling, grunn: str, av: User) -> bool:
    """End it as recalled, before anybody outside has known of it. `grunn` is for those of the konto, and may be empty.

    False when it is decided already, or over. Raises as `godkjenn_deling`, and UgyldigVerdi (felt grunn).
    """
    krev_kan_godkjenne(deling=deling, av=av)
    grunn = _tolk_grunn(grunn)
    with transaction.atomic():
        if not _avgjor(deling, Deling.Godkjenning.AVVIST):
            return False
        Kollegasvar.objects.create(deling=deling, av=av, godkjent=False, grunn=grunn)
        skriv_hendelse(Hendelsestype.DELING_IKKE_GODKJENT, av=av, gjelder=deling)
        avslutt_deling(deling=deling, slutt=Deling.Slutt.TRUKKET, av=av)
    return True


def krev_kan_godkjenne(*, deling: Deling, av: User) -> None:
    """Whoever may share from the konto, but for the one who shared this and those it is for: it is their own matter.

    Raises as `godkjenn_deling`.
    """
    krev_kan_dele(av, deling.konto)
    if not av.is_active:
        raise ManglerRett
    if deling.delt_av_bruker_id == av.pk:
        raise ManglerRett(_EGEN)
    if er_mottaker(bruker=av, deling=deling):
        raise ManglerRett(_MOTTAKER)


def krev_godkjent_endring(*, deling: Deling) -> None:
    """Before recipients or dokumenter are put into a deling that is shared. Ask with the deling's row locked.

    What was approved, or waits for it, gets nothing more; nor does what was shared before the konto demanded it. To
    take away, and to change the time, is no matter for this. Raises KreverNyGodkjenning.
    """
    if not deling.kan_fa_mer:
        raise KreverNyGodkjenning


def se_dokument(*, deling: Deling, dokument_id: UUID, av: User) -> Dokument:
    """A file of what waits, for one who may approve it, and the log tells so.

    Raises as `krev_kan_godkjenne`, IkkeFunnet (also when nothing waits), DokumentSlettet, DokumentSperret,
    DokumentIkkeKlart.
    """
    krev_kan_godkjenne(deling=deling, av=av)
    dokument = delte_dokumenter(deling).filter(pk=dokument_id).first()
    if dokument is None or not deling.venter_pa_godkjenning or not deling.varer(klokke.naa()):
        raise IkkeFunnet
    if dokument.er_borte:
        raise DokumentSlettet
    if dokument.tilstand == Dokument.Tilstand.SPERRET:
        raise DokumentSperret
    if dokument.tilstand != Dokument.Tilstand.TILGJENGELIG:
        raise DokumentIkkeKlart
    dokument.deling = deling
    return dokument


def vis_dokument(
    *, dokument: Dokument, start: int, slutt: int, av: User, fortsatt: Callable[[], None]
) -> Iterator[bytes]:
    """Bytes [start, slutt) of what `se_dokument` gave; it stops when the deling is over, or the right or the login is.

    Not a delivery: no recipient has got anything. Raises DokumentSkadet, LagerUtilgjengelig.
    """
    biter = les_dokument(dokument=dokument, start=start, slutt=slutt)
    try:
        forste = next(biter, b"")
    except (KryptoError, ObjectMissing, ObjectDamaged) as feil:
        raise DokumentSkadet from feil
    except LagerError as feil:
        raise LagerUtilgjengelig from feil
    sted = dokument.deling.sted._replace(dokument_id=dokument.pk)
    skriv_hendelse(Hendelsestype.DOKUMENT_SETT_AV_KOLLEGA, av=av, gjelder=sted)
    return _biter(dokument.deling, forste, biter, av, fortsatt)


def _biter(
    deling: Deling, forste: bytes, resten: Iterator[bytes], av: User, fortsatt: Callable[[], None]
) -> Iterator[bytes]:
    spurt = time.monotonic()
    yield forste
    for bit in resten:
        if time.monotonic() - spurt > _SPOR_IGJEN_SEKUNDER:
            fortsatt()
            krev_kan_dele(av, deling.konto)
            if not Deling.objects.varer(klokke.naa()).filter(pk=deling.pk).exists():
                raise DelingAvsluttet
            spurt = time.monotonic()
        yield bit


def _avgjor(deling: Deling, godkjenning: Deling.Godkjenning) -> bool:
    """True for exactly one of those who try, and for none when it is over. Inside a transaction."""
    Deling.objects.select_for_update().get(pk=deling.pk)
    venter = Deling.objects.varer(klokke.naa()).filter(pk=deling.pk, godkjenning=Deling.Godkjenning.VENTER)
    if not venter.update(godkjenning=godkjenning):
        return False
    deling.godkjenning = godkjenning
    return True


def _tolk_grunn(grunn: str) -> str:
    grunn = grunn.strip()
    if len(grunn) > LENGSTE_GRUNN:
        raise UgyldigVerdi(_("Skriv høyst %(maks)d tegn.") % {"maks": LENGSTE_GRUNN}, felt="grunn")
    if ligner_fodselsnummer(grunn):
        raise UgyldigVerdi(_("Skriv ikke fødselsnummer her. Skriv grunnen uten."), felt="grunn")
    return grunn
