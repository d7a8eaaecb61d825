"""Upload: the one writer that tus, the form without JavaScript and the API all end in.

Bytes become blocks: each one is encrypted, written whole and synced first, and committed after, by one transaction that
only succeeds if nobody else has moved the dokument's offset meanwhile. No lock is held while bytes flow.
What is acknowledged is therefore in the store, and two writers can never mix.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dokumenter.dytt import dytt
from dokumenter.errors import (
    DokumentForStort,
    DokumentSlettet,
    FeilPosisjon,
    FeilSjekksum,
    ForMangeBiter,
    IngenPlass,
    LagerUtilgjengelig,
    OpplastingFerdig,
    OpplastingUkjent,
    OpplastingUtlopt,
    TomtDokument,
)
from dokumenter.innhold import normaliser_dokumentnavn, normaliser_mimetype
from dokumenter.models import Blokk, Deling, Dokument
from dokumenter.services.sletting import slett_dokument
from dokumenter.storage.blokker import Kilde, SkrevetBlokk, fjern_blokk, skriv_blokk
from dokumenter.storage.blokker import MAKS_BLOKK_BYTES
from dokumenter.storage.lager import Blokklager, LagerError, LagerFulltError, dokumentlager
from dokumenter.storage.nokler import hovednokler, lag_datanokkel
from dokumenter.tilgang import krev_kan_laste_opp
from hendelser.models import HarAktor, Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.errors import UgyldigVerdi
