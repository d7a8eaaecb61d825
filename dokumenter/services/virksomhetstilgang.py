"""Acting for a business: what Altinn gives the person, asked as seldom and as narrowly as possible, and fail closed.

Altinn is only asked about businesses that something is shared with, or, where those are many, what the person has; and
only the verdict is kept: for a few minutes, and never past the login. `okt` names the login (see `views.okt`). To trust
is to ask: no answer is no access.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog
from django.core.cache import cache

from adapters import klokke as felles_klokke
from adapters.altinn import AltinnError, Verdict
from dokumenter.errors import AltinnSvarerIkke, ManglerVirksomhetstilgang
from dokumenter.models import Deling
from dokumenter.queries.mottak import er_mange_virksomheter, virksomheter_med_apne_delinger
from dokumenter.tilgang import kan_apne, virksomheter_i
from dokumenter.virksomhet.husket_dom import glem_alle, hent_alle, hent_dommer, husk_alle, husk_dommer
from dokumenter.virksomhet.tilgangspakker import alle_pakker, altinnklient, apner, gamle_roller
from hendelser.models import SYSTEM, Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.errors import IkkeFunnet
from users import klokke
from users.identvern import dekrypter_ident
from users.models import User

logger = structlog.get_logger(__name__)

# More than this in a filter, and one asks for everything the person has and throws away what was not asked for.
_MAKS_I_FILTER = 200
# A no is asked anew sooner than a yes: the right may just have been given.
_NEI_SEKUNDER = 15
_MELD_IGJEN_SEKUNDER = 15 * 60


@dataclass(frozen=True)
class Virksomhet:
    """A business the person may act for, which of its post, and what Altinn calls it."""

    orgnr: str
    ordinaer: bool
    taushetsbelagt: bool
    navn: str = field(default="", repr=False)


def krev_kan_apne(*, deling: Deling, av: User, okt: str) -> str | None:
    """Let through who the deling is for: None for the person itself, else the orgnr of the business acted for.

    Raises IkkeFunnet for a stranger, ManglerVirksomhetstilgang for one Altinn ties to a business it is shared with,
    AltinnSvarerIkke.
    """
    if kan_apne(bruker=av, deling=deling):
        return None
    orgnumre = virksomheter_i(deling)
    if not orgnumre:
        raise IkkeFunnet
    taushetsbelagt = deling.er_taushetsbelagt

    def holder(dom: Verdict) -> bool:
        return apner(dom, taushetsbelagt=taushetsbelagt)

    dommer = _finn_dommer(av=av, okt=okt, orgnumre=orgnumre, holder=holder, deling=deling)
    for orgnr in orgnumre:
        if holder(dommer[orgnr]):
            return orgnr
    kjente = {orgnr: dommer[orgnr] for orgnr in orgnumre if dommer[orgnr].known}
    if not kjente:
        raise IkkeFunnet
    raise ManglerVirksomhetstilgang(deling, kjente)


class Adgang:
    """`krev_kan_apne` for one request, which asks once about the same reading of a deling, and anew about a later."""

    def __init__(self, *, av: User, okt: str) -> None:
        self._av = av
        self._okt = okt
        self._svar: tuple[Deling, str | None] | None = None

    def __call__(self, deling: Deling) -> str | None:
        """As `krev_kan_apne`."""
        if self._svar is None or self._svar[0] is not deling:
            self._svar = deling, krev_kan_apne(deling=deling, av=self._av, okt=self._okt)
        return self._svar[1]


def finn_virksomheter(*, av: User, okt: str) -> list[Virksomhet]:
    """The businesses that something is shared with now and whose post the person may open, by number.

    While few businesses have got anything, Altinn is asked about those and no other. Among many it is the other way
    round: what the person has is few, and only that is looked up here. Raises AltinnSvarerIkke.
    """
    naa = felles_klokke.naa()
    if er_mange_virksomheter():
        dommer = _blant_alle(av=av, okt=f"{av.pk}/{okt}", naa=naa)
    else:
        orgnumre = virksomheter_med_apne_delinger(naa)
        dommer = _finn_dommer(av=av, okt=okt, orgnumre=orgnumre, holder=lambda dom: True, deling=None)
    virksomheter = (
        Virksomhet(orgnr, apner(dom, taushetsbelagt=False), apner(dom, taushetsbelagt=True), dom.name)
        for orgnr, dom in sorted(dommer.items())
    )
    return [virksomhet for virksomhet in virksomheter if virksomhet.ordinaer or virksomhet.taushetsbelagt]


def _finn_dommer(
    *, av: User, okt: str, orgnumre: Collection[str], holder: Callable[[Verdict], bool], deling: Deling | None
) -> dict[str, Verdict]:
    """A verdict for each: the remembered one, or Altinn's. One that does not suffice is not remembered for long."""
    okt = f"{av.pk}/{okt}"
    husket = hent_dommer(okt, orgnumre)
    dommer = {orgnr: en.dom for orgnr, en in husket.items() if en.alder < _NEI_SEKUNDER or holder(en.dom)}
    ukjente = [orgnr for orgnr in orgnumre if orgnr not in dommer]
    if any(holder(dom) for dom in dommer.values()) and deling is not None:
        return dict.fromkeys(ukjente, Verdict()) | dommer  # one business is enough to open it
    if ukjente:
        spurt = klokke.naa()
        with _altinn_svarer(deling):
            svar = altinnklient().verdicts(
                pid=dekrypter_ident(bytes(av.fnr_kryptert)),
                orgnrs=ukjente,
                packages=alle_pakker(),
                roles=gamle_roller(),
                filtered=len(ukjente) <= _MAKS_I_FILTER,
            )
        husk_dommer(okt, svar, spurt)
        if any(dom.codes for dom in svar.values()):
            glem_alle(okt)  # it may have been given since
        dommer |= svar
    return dommer


def _blant_alle(*, av: User, okt: str, naa: datetime) -> dict[str, Verdict]:
    """All that the person may open something for, of which only what something is shared with now is told."""
    alle, spurt = hent_alle(okt), klokke.naa()
    nye = alle is None
    if alle is None:
        with _altinn_svarer(None):
            alle = altinnklient().holdings(
                pid=dekrypter_ident(bytes(av.fnr_kryptert)), packages=alle_pakker(), roles=gamle_roller()
            )
        husk_alle(okt, alle, spurt)
    dommer = {orgnr: alle[orgnr] for orgnr in virksomheter_med_apne_delinger(naa, blant=list(alle))}
    if nye:
        husk_dommer(okt, dommer, spurt)  # what is opened from the list need not be asked about once more
    return dommer


@contextmanager
def _altinn_svarer(deling: Deling | None) -> Iterator[None]:
    """Raises AltinnSvarerIkke, and tells of it, when it does not."""
    try:
        yield
    except AltinnError as feil:
        _meld_at_altinn_ikke_svarte(feil, deling)
        raise AltinnSvarerIkke from feil


def _meld_at_altinn_ikke_svarte(feil: AltinnError, deling: Deling | None) -> None:
    """Once per organisasjon and quarter of an hour: an outage is one event, however many meet it."""
    organisasjon_id: UUID | None = deling.konto.organisasjon_id if deling else None
    logger.warning("altinn_svarte_ikke", kode=feil.code, varig=feil.permanent)
    if not cache.add(f"altinn_svarte_ikke:{organisasjon_id}", True, timeout=_MELD_IGJEN_SEKUNDER):
        return
    skriv_hendelse(
        Hendelsestype.ALTINN_SVARTE_IKKE,
        av=SYSTEM,
        gjelder=deling,
        data={"grunn": feil.code, "varig": feil.permanent},
    )
