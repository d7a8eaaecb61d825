"""How much kontoer hold (`dokumentlager-stats`), of those the caller has access to."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from ninja import Path

from dokumenter.api.autentisering import innringer_i
from dokumenter.api.ruter import ruter
from dokumenter.queries.statistikk import statistikk_for
from dokumenter.schemas.deldokument import DelOrganisasjonssti
from dokumenter.schemas.statistikk import KontoStats, KontoStatsList, Statskontosti
from kontoer.models import Konto
from kontoer.queries import kjent_konto, organisasjon_for, synlige_kontoer
from kontoer.tilgang import krev_egen_organisasjon, krev_kan_se_konto

_ROT = "dokumentlager-stats/api/v1"
_TAGGER = ["Statistikk"]


@ruter.get(_ROT + "/stats", by_alias=True, response=KontoStatsList, tags=_TAGGER, summary="Størrelsen på alle kontoer")
def hent_stats(request: HttpRequest) -> KontoStatsList:
    """Alle kontoer integrasjonen har tilgang til."""
    innringer = innringer_i(request)
    return _stats(synlige_kontoer(innringer.av, gjennom=innringer.integrasjon))


@ruter.get(
    _ROT + "/organisasjoner/{id:fiksOrgId}/stats",
    by_alias=True,
    response=KontoStatsList,
    tags=_TAGGER,
    summary="Størrelsen på organisasjonens kontoer",
)
def hent_stats_for_organisasjon(request: HttpRequest, sti: Path[DelOrganisasjonssti]) -> KontoStatsList:
    """Kontoene i organisasjonen som integrasjonen har tilgang til."""
    innringer = innringer_i(request)
    organisasjon = organisasjon_for(innringer.av, sti.fiks_org_id)
    return _stats(synlige_kontoer(innringer.av, gjennom=innringer.integrasjon).filter(organisasjon=organisasjon))


@ruter.get(
    _ROT + "/kontoer/{id:kontoId}/stats",
    by_alias=True,
    response=KontoStats,
    tags=_TAGGER,
    summary="Størrelsen på en konto",
)
def hent_stats_for_konto(request: HttpRequest, sti: Path[Statskontosti]) -> KontoStats:
    """Hvor mye kontoen inneholder."""
    innringer, konto = innringer_i(request), kjent_konto(sti.konto_id)
    krev_egen_organisasjon(innringer.integrasjon, konto.organisasjon_id)
    krev_kan_se_konto(innringer.av, konto)
    return KontoStats.av(konto, statistikk_for([konto.id])[konto.id])


def _stats(kontoer: Iterable[Konto]) -> KontoStatsList:
    kontoer = list(kontoer)
    tall = statistikk_for([konto.id for konto in kontoer])
    return KontoStatsList(stats=[KontoStats.av(konto, tall[konto.id]) for konto in kontoer])
