"""Receiving: who may open a deling, and the trace of it.

To one who is not among the recipients an unknown deling and somebody else's are the same; but the senders see in the
log that somebody tried. Opening and trying are written once per login, not at every refresh.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from dokumenter.errors import ManglerVirksomhetstilgang
from dokumenter.models import Deling
from dokumenter.queries.mottak import delt_deling
from dokumenter.services.virksomhetstilgang import Adgang
from hendelser.models import Hendelse, Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.errors import IkkeFunnet
from users.models import User


def finn_mottatt_deling(*, deling_id: UUID, av: User, innlogget: datetime, adgang: Adgang) -> Deling:
    """The deling, open or ended, for one it is shared with. `innlogget`: when this login began.

    Raises IkkeFunnet, the same for unknown and for somebody else's; ManglerVirksomhetstilgang; AltinnSvarerIkke.
    That somebody was turned away is written to the log.
    """
    deling = delt_deling(deling_id)
    if deling is None:
        raise IkkeFunnet
    try:
        adgang(deling)
    except IkkeFunnet:
        ikke_ute = None if deling.er_ute else {"grunn": "ikke_godkjent_enna"}
        _skriv_en_gang(Hendelsestype.DELING_AVVIST, deling, av, innlogget, ikke_ute)
        raise
    except ManglerVirksomhetstilgang as feil:
        grunn = {"grunn": feil.kode, "virksomhet": ", ".join(sorted(feil.dommer))}
        _skriv_en_gang(Hendelsestype.DELING_AVVIST, deling, av, innlogget, grunn)
        raise
    return deling


def merk_apnet(*, deling: Deling, av: User, innlogget: datetime, adgang: Adgang) -> str | None:
    """Write that the recipient has seen what is shared; gives the business (orgnr) acted for, None for the person.

    Raises what `krev_kan_apne` raises.
    """
    pa_vegne_av = adgang(deling)
    data = {"pa_vegne_av": pa_vegne_av} if pa_vegne_av else None
    _skriv_en_gang(Hendelsestype.DELING_APNET, deling, av, innlogget, data)
    return pa_vegne_av


def _skriv_en_gang(
    type_: Hendelsestype, deling: Deling, av: User, innlogget: datetime, data: dict[str, str] | None = None
) -> None:
    skrevet = Hendelse.objects.filter(deling_id=deling.pk, type=type_, aktor_id=av.pk, tidspunkt__gte=innlogget)
    if skrevet.exists():
        return
    skriv_hendelse(
        type_,
        av=av,
        gjelder=deling,
        data=data,
    )
