"""Sessions: when one ends, and ending it, from here, by time, or from ID-porten without any cookie."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.db import transaction
from django.db.models import Q

from adapters import klokke as felles_klokke
from hendelser.models import Hendelsestype
from hendelser.services import skriv_hendelse
from users import klokke
from users.errors import Utlogget
from users.identvern import hash_ident, hasher_for
from users.models import Okt, User
from users.oktlager import SessionStore

_OPPBEVARES = timedelta(days=1)
MELLOM_SKRIVINGER = 60  # seconds; writing the session at every request would be a write per page


class Sluttgrunn(StrEnum):
    """Why a login ended."""

    INAKTIV = "inaktiv"
    LENGST = "lengst"
    IDPORTEN = "idporten"
    SELV = "selv"


def sekunder_til_inaktiv(*, okt: SessionBase, naa: int) -> int:
    """Until the login ends because nothing is done; zero or less when it has."""
    return int(okt.get("siste_aktivitet", 0) + settings.OKT_INAKTIV_MINUTTER * 60 - naa)


def sekunder_til_lengst(*, okt: SessionBase, naa: int) -> int:
    """Until the login ends whatever is done; zero or less when it has."""
    return int(okt.get("innlogget", 0) + settings.OKT_LENGST_MINUTTER * 60 - naa)


def finn_sluttgrunn(*, okt: SessionBase, naa: int) -> Sluttgrunn | None:
    """Why this login is over, or None while it is good. One without times is over: nobody knows how old it is."""
    if sekunder_til_lengst(okt=okt, naa=naa) <= 0:
        return Sluttgrunn.LENGST
    if sekunder_til_inaktiv(okt=okt, naa=naa) <= 0:
        return Sluttgrunn.INAKTIV
    return None


def krev_i_gang(*, session_key: str, innlogget: object, av: User) -> None:
    """Is this login of the person's still good? For what goes on after its request was let in. Raises Utlogget.

    Asked of the store, so it does not matter where it was ended: here, in another window, by ID-porten. One who has
    logged in again has another. What goes on is something being done: nobody is idle who waits for a large file, so the
    idle limit starts again. The longest time a login may last is a limit for this too.
    """
    okt, naa = SessionStore(session_key), klokke.naa()
    samme = okt.get(SESSION_KEY) == str(av.pk) and okt.get("innlogget") == innlogget
    if not samme or sekunder_til_lengst(okt=okt, naa=naa) <= 0:
        raise Utlogget
    if not User.objects.filter(pk=av.pk, is_active=True).exists():
        raise Utlogget
    if naa - okt.get("siste_aktivitet", 0) >= MELLOM_SKRIVINGER:
        okt["siste_aktivitet"] = naa
        try:
            okt.save()
        except UpdateError as feil:  # ended at this very moment
            raise Utlogget from feil


@transaction.atomic
def registrer_okt(*, session_key: str, sid: str, av: User, sub: str = "", forrige: str = "") -> None:
    """Remember which session belongs to ID-porten's `sid` and `sub`; `forrige` is the key it had before this login."""
    Okt.objects.filter(session_key__in=[session_key, forrige]).delete()
    if sid or sub:
        Okt.objects.create(session_key=session_key, sid_hash=_hash(sid), sub_hash=_hash(sub), bruker=av)


@transaction.atomic
def avslutt_okt(*, session_key: str, grunn: Sluttgrunn, av: User) -> None:
    """A login ended here, by hand or by time. The caller flushes the session itself."""
    Okt.objects.filter(session_key=session_key).delete()
    skriv_hendelse(Hendelsestype.LOGGET_UT, av=av, data={"grunn": grunn.value})


@transaction.atomic
def avslutt_okter_for(*, sid: str = "", sub: str = "") -> int:
    """ID-porten has ended its session `sid`, or all of the person `sub`: end ours that belong to it.

    With both, it is the session that counts. Gives how many; none is no error.
    """
    if not sid and not sub:
        return 0
    hvilke = Q(sid_hash__in=hasher_for(sid)) if sid else Q(sub_hash__in=hasher_for(sub))
    okter = list(Okt.objects.filter(hvilke, avsluttet=None).select_related("bruker"))
    for okt in okter:
        SessionStore(okt.session_key).delete()
        skriv_hendelse(Hendelsestype.LOGGET_UT, av=okt.bruker, data={"grunn": Sluttgrunn.IDPORTEN.value})
    Okt.objects.filter(pk__in=[okt.pk for okt in okter]).update(avsluttet=felles_klokke.naa())
    return len(okter)


def _hash(verdi: str) -> str:
    return hash_ident(verdi) if verdi else ""


def ta_avsluttet_okt(*, session_key: str) -> str | None:
    """Whose login ID-porten ended on this session, told once; None when it did not."""
    okt = Okt.objects.filter(session_key=session_key, avsluttet__isnull=False).first()
    if okt is None:
        return None
    okt.delete()
    return str(okt.bruker_id)


def rydd_okter() -> int:
    """Remove sessions and rows that can no longer matter to anybody. Gives the number of rows."""
    SessionStore.clear_expired()
    antall, _per_modell = Okt.objects.filter(opprettet__lt=felles_klokke.naa() - _OPPBEVARES).delete()
    return antall
