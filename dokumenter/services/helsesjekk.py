"""A whole deling, made and fetched and deleted by the services that people's are: does the service do what it is for?

Nothing is left but the metadata, on the hidden konto (`kontoer.services.helsekonto`). Should this die on the way, the
deling ends by itself within the hour.
"""

from __future__ import annotations

import io
import os
import time
from datetime import timedelta

from adapters import klokke
from dokumenter.errors import DelingAvsluttet, DokumentSlettet
from dokumenter.models import Deling, Dokument
from dokumenter.services.deling import del_dokument, opprett_utkast
from dokumenter.services.fjerning import fjern_objekter
from dokumenter.services.kontroll import kontroller_dokument
from dokumenter.services.nedlasting import hent_dokument, lever_dokument
from dokumenter.services.opplasting import motta_fil
from dokumenter.services.sletting import avslutt_deling
from kontoer.services.helsekonto import MOTTAKER, Helsekonto, finn_eller_opprett_helsekonto
from users.numre import Nummer, Nummertype

_BYTES = 256 * 1024
_LEVETID = timedelta(hours=1)
_VENT_SEKUNDER = 30.0


class HelsesjekkFeil(Exception):
    """Something was done and did not have its effect. The text is a code and says which."""


def kjor_helsesjekk() -> float:
    """Share, fetch and delete; how many seconds it took.

    Raises HelsesjekkFeil, and whatever the services raise when the database, the store or a key is away.
    """
    startet = time.monotonic()
    helse, innhold = finn_eller_opprett_helsekonto(), os.urandom(_BYTES)
    deling = opprett_utkast(konto=helse.konto, av=helse.avsender)
    try:
        dokument = _del(helse, deling, innhold)
        _vent_til_tilgjengelig(dokument)
        if _hent(helse, dokument) != innhold:
            raise HelsesjekkFeil("annet_innhold")
    finally:
        deling.refresh_from_db()
        slutt = Deling.Slutt.SLETTET if deling.delt else Deling.Slutt.FORKASTET
        avslutt_deling(deling=deling, slutt=slutt, av=helse.avsender)
    _krev_borte(helse, dokument)
    return time.monotonic() - startet


def _del(helse: Helsekonto, deling: Deling, innhold: bytes) -> Dokument:
    dokument = motta_fil(
        deling=deling,
        dokumentnavn="helsesjekk.bin",
        mimetype="application/octet-stream",
        strom=io.BytesIO(innhold),
        av=helse.avsender,
    )
    del_dokument(
        deling=deling,
        konto=helse.konto,
        mottakere=[Nummer(Nummertype.PERSON, MOTTAKER)],
        tilgjengelig_til=klokke.naa() + _LEVETID,
        av=helse.avsender,
    )
    return dokument


def _vent_til_tilgjengelig(dokument: Dokument) -> None:
    """Do the worker's part, unless a worker is at it already: whether workers live is told by the heartbeat."""
    frist = time.monotonic() + _VENT_SEKUNDER
    kontroller_dokument(dokument_id=dokument.pk)
    dokument.refresh_from_db()
    while dokument.tilstand == Dokument.Tilstand.KONTROLLERES and time.monotonic() < frist:
        time.sleep(0.1)
        dokument.refresh_from_db()
    if dokument.tilstand != Dokument.Tilstand.TILGJENGELIG:
        raise HelsesjekkFeil("ikke_tilgjengelig")


def _hent(helse: Helsekonto, dokument: Dokument) -> bytes:
    hentet = hent_dokument(deling_id=dokument.deling_id, dokument_id=dokument.pk, av=helse.mottaker, okt="")
    return b"".join(lever_dokument(dokument=hentet, start=0, slutt=hentet.mottatt, av=helse.mottaker))


def _krev_borte(helse: Helsekonto, dokument: Dokument) -> None:
    try:
        _hent(helse, dokument)
    except (DelingAvsluttet, DokumentSlettet):
        pass
    else:
        raise HelsesjekkFeil("fortsatt_apen")
    fjern_objekter(dokument_id=dokument.pk)
    frist = time.monotonic() + _VENT_SEKUNDER
    dokument.refresh_from_db()
    while dokument.tilstand == Dokument.Tilstand.SLETTES and time.monotonic() < frist:
        time.sleep(0.1)
        dokument.refresh_from_db()
    if dokument.tilstand != Dokument.Tilstand.SLETTET or dokument.nokkel is not None:
        raise HelsesjekkFeil("ikke_slettet")
