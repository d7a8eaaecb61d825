"""Keys to fetch a deling's files with by a command: made by a logged-in recipient, good for an hour.

A key opens nothing that the person could not open: whether the deling is open and the person is still its recipient is
asked at every use, as of a session, for a business of Altinn too. Logging out does not end it, for it is made to go on
when the browser is closed; its hour, the person's own button, a user who is shut out or a mottaker who is taken out
does.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, DateTimeField, UUIDField

from adapters import klokke
from adapters.prepared import Parameter, Prepared
from dokumenter.errors import DelingAvsluttet, ForMangeForsok, ForMangeHentenokler, UgyldigHentenokkel
from dokumenter.models import Deling, Hentenokkel, Mottaker
from dokumenter.services.virksomhetstilgang import Adgang
from hendelser.models import HarSted, Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer import takt
from users.models import User

LEVETID: Final = timedelta(hours=1)
_FORLED = "hent_"  # so that whoever finds one lying about sees what it is
_LENGST = 100
_SAMTIDIG = 5
_I_TIMEN = 20
_GALE_I_MINUTTET = 30
_BEHOLDES = timedelta(days=30)
_BOLK = 1000

_GYLDIG = Prepared(
    lambda: Hentenokkel.objects.select_related("bruker", "deling__konto").filter(
        nokkel_hash=Parameter("hash", CharField()),
        deling_id=Parameter("deling", UUIDField()),
        utloper__gt=Parameter("naa", DateTimeField()),
        trukket__isnull=True,
        bruker__is_active=True,
    )
)


@dataclass(frozen=True)
class NyHentenokkel:
    """A key just made. `nokkel` is the only place where it can ever be read."""

    rad: Hentenokkel
    nokkel: str


def lag_hentenokkel(*, deling: Deling, niva: int, skjema: UUID, av: User, adgang: Adgang) -> NyHentenokkel:
    """A new key. One made by the same form a moment before is taken back: its answer was never seen.

    Raises what `adgang` raises, DelingAvsluttet, ForMangeHentenokler.
    """
    pa_vegne_av = adgang(deling)
    naa = klokke.naa()
    if not deling.er_apen(naa):
        raise DelingAvsluttet
    nokkel = _FORLED + secrets.token_urlsafe(32)
    with transaction.atomic():
        # One at a time for each person, so that a double press makes one key, and the count is right.
        User.objects.select_for_update().get(pk=av.pk)
        mine = Hentenokkel.objects.filter(deling=deling, bruker=av)
        mine.filter(skjema=skjema, trukket__isnull=True).update(trukket=naa)
        if mine.levende(naa).count() >= _SAMTIDIG or mine.filter(utloper__gt=naa).count() >= _I_TIMEN:
            raise ForMangeHentenokler
        rad = Hentenokkel.objects.create(
            deling=deling,
            bruker=av,
            nokkel_hash=_hash(nokkel),
            niva=niva,
            skjema=skjema,
            opprettet=naa,
            utloper=naa + LEVETID,
        )
        data = {"pa_vegne_av": pa_vegne_av} if pa_vegne_av else None
        skriv_hendelse(Hendelsestype.HENTENOKKEL_LAGET, av=av, gjelder=deling, data=data)
    return NyHentenokkel(rad, nokkel)


def trekk_hentenokkel(*, deling: Deling, nokkel_id: int, av: User) -> bool:
    """Take back a key of the person's own; False when it no longer opened anything, or is somebody else's."""
    naa = klokke.naa()
    with transaction.atomic():
        mine = Hentenokkel.objects.levende(naa).filter(pk=nokkel_id, deling=deling, bruker=av)
        if not mine.update(trukket=naa):
            return False
        skriv_hendelse(Hendelsestype.HENTENOKKEL_TRUKKET, av=av, gjelder=deling)
    return True


def trekk_hentenokler_til(*, mottaker: Mottaker) -> None:
    """Take back the keys of one who is taken out of a deling: let in again, that one makes a new one.

    A key does not say for which business it was made, so with a business go those of everybody who is not mottaker by
    herself. Inside a transaction.
    """
    nokler = Hentenokkel.objects.levende(naa := klokke.naa()).filter(deling_id=mottaker.deling_id)
    if mottaker.type == Mottaker.Type.PERSON:
        nokler = nokler.filter(bruker__fnr_hash__in=mottaker.oppslag_hasher)
    else:
        personer = Mottaker.objects.filter(deling_id=mottaker.deling_id, type=Mottaker.Type.PERSON)
        nokler = nokler.exclude(bruker__fnr_hash__in=[hash_ for en in personer for hash_ in en.oppslag_hasher])
    nokler.update(trukket=naa)


def finn_hentenokkel(*, nokkel: str, deling_id: UUID, kilde: str) -> Hentenokkel:
    """The key that is brought, if it is good for this deling. `kilde`: where it comes from, to count wrong ones.

    One answer for all that is wrong, so that nothing is learnt: unknown, too old, taken back, another deling's, a user
    who is shut out. Raises UgyldigHentenokkel, ForMangeForsok.
    """
    teller = f"hentenokkel-feil-{hashlib.sha256(kilde.encode()).hexdigest()}"
    if takt.talt(teller) >= _GALE_I_MINUTTET:
        raise ForMangeForsok(takt.sekunder_igjen())
    rad = None
    if nokkel.startswith(_FORLED) and len(nokkel) <= _LENGST:
        rad = _GYLDIG.first(hash=_hash(nokkel), deling=deling_id, naa=klokke.naa())
    if rad is None:
        takt.tell(teller)
        raise UgyldigHentenokkel
    return rad


def merk_brukt(*, nokkel: Hentenokkel, gjelder: HarSted, bare_hoder: bool) -> None:
    """Write that something was asked for with the key: before it is given, so that every use is on record."""
    with transaction.atomic():
        Hentenokkel.objects.filter(pk=nokkel.pk).update(brukt=klokke.naa())
        data = {"hode": True} if bare_hoder else None
        skriv_hendelse(Hendelsestype.HENTENOKKEL_BRUKT, av=nokkel.bruker, gjelder=gjelder, data=data)


def krev_nokkel_virker(*, nokkel: Hentenokkel) -> None:
    """Asked along the way of a download. Raises UgyldigHentenokkel."""
    if _GYLDIG.first(hash=nokkel.nokkel_hash, deling=nokkel.deling_id, naa=klokke.naa()) is None:
        raise UgyldigHentenokkel


def rydd_hentenokler(*, naa: datetime) -> int:
    """Remove keys that have opened nothing for a long time; how many, at most so many at a time."""
    gamle = Hentenokkel.objects.filter(utloper__lt=naa - _BEHOLDES).order_by("utloper").values_list("pk", flat=True)
    return Hentenokkel.objects.filter(pk__in=list(gamle[:_BOLK])).delete()[0]


def _hash(nokkel: str) -> str:
    """Without salt and at once: 256 random bits cannot be guessed."""
    return hashlib.sha256(nokkel.encode()).hexdigest()
