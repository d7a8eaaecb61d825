"""Receiving: who may open a deling, and the trace of it.

To one who is not among the recipients an unknown deling and somebody else's are the same; but the senders see in the
log that somebody tried. Opening and trying are written once per login, not at every refresh.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from dokumenter.models import Deling
from dokumenter.queries_mottak import delt_deling
from dokumenter.tilgang import kan_apne
from hendelser.models import Hendelse, Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.errors import IkkeFunnet
from users.models import User


def finn_mottatt_deling(*, deling_id: UUID, av: User, innlogget: datetime) -> Deling:
    """The deling, open or ended, for one of those it is shared with. `innlogget` is when this login began.

    Raises IkkeFunnet, the same for unknown and for somebody else's; the latter is written to the log.
    """
    deling = delt_deling(deling_id)
    if deling is None:
        raise IkkeFunnet
    if not kan_apne(bruker=av, deling=deling):
        _skriv_en_gang(Hendelsestype.DELING_AVVIST, deling, av, innlogget)
        raise IkkeFunnet
    return deling


def merk_apnet(*, deling: Deling, av: User, innlogget: datetime) -> None:
    """Write that the recipient has seen what is shared. Raises IkkeFunnet for one it is not shared with."""
    if not kan_apne(bruker=av, deling=deling):
        raise IkkeFunnet
    _skriv_en_gang(Hendelsestype.DELING_APNET, deling, av, innlogget)


def _skriv_en_gang(type_: Hendelsestype, deling: Deling, av: User, innlogget: datetime) -> None:
    skrevet = Hendelse.objects.filter(deling_id=deling.pk, type=type_, aktor_id=av.pk, tidspunkt__gte=innlogget)
    if skrevet.exists():
        return
    skriv_hendelse(
        type_,
        av=av,
        organisasjon_id=deling.konto.organisasjon_id,
        konto_id=deling.konto_id,
        deling_id=deling.pk,
    )
