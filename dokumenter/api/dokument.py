"""Change a dokument's lifetime, delete it, delete all with a korrelasjonsid."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path
from pydantic import Field

from adapters import klokke
from dokumenter.api.autentisering import innringer_i, krev_konto
from dokumenter.api.ruter import DOKUMENT, KONTO, Dokumentsti, Kontosti, ruter
from dokumenter.queries.system import dokument_i
from dokumenter.schemas.dokument import NyLevetid
from dokumenter.schemas.felles import Feilmelding
from dokumenter.schemas.metadata import Levetid
from dokumenter.services.gravsteiner import bekreft_gravlagt
from dokumenter.services.systemsletting import bestill_sletting, endre_levetid, slett_fra_system

_FEIL = {400: Feilmelding, 401: Feilmelding, 403: Feilmelding, 404: Feilmelding, 410: Feilmelding}


class Korrelasjonssti(Kontosti):
    """The korrelasjonsid that a path names."""

    korrelasjonsid: UUID = Field(description="Fagsystemets egen id")


@ruter.patch(
    DOKUMENT,
    response={200: NyLevetid, **_FEIL},
    by_alias=True,
    url_name="dokument",
    summary="Endre hvor lenge dokumentet er tilgjengelig",
    tags=["Dokumenter"],
)
def endre(request: HttpRequest, sti: Path[Dokumentsti], levetid: Levetid) -> NyLevetid:
    """`ttl` regnes fra nå. Et dokument som er slettet eller utløpt, kan ikke få nytt liv (410)."""
    innringer = innringer_i(request)
    dokument = dokument_i(krev_konto(innringer, sti.fiks_organisasjon_id, sti.konto_id), sti.dokument_id)
    deling = endre_levetid(dokument=dokument, tilgjengelig_til=levetid.slutt(klokke.naa()), av=innringer.av)
    til = deling.tilgjengelig_til
    return NyLevetid(id=dokument.pk, tilgjengelig_til=timezone.localtime(til) if til else None)


@ruter.delete(
    DOKUMENT,
    response={200: None, 202: None, **_FEIL},
    url_name="dokument",
    summary="Slett dokumentet",
    tags=["Dokumenter"],
)
def slett(request: HttpRequest, sti: Path[Dokumentsti]) -> HttpResponse:
    """Ingen når det etter dette. Metadata og logg består. Slettet fra før: 410.

    202: det er stengt, men lageret svarer ikke, og slettingen bekreftes litt senere av seg selv.
    """
    innringer = innringer_i(request)
    dokument = dokument_i(krev_konto(innringer, sti.fiks_organisasjon_id, sti.konto_id), sti.dokument_id)
    slett_fra_system(dokument=dokument, av=innringer.av)
    bekreftet = bekreft_gravlagt(gjelder=[dokument.pk, dokument.deling_id])
    return HttpResponse(status=200 if bekreftet else 202, content_type="application/json")


@ruter.delete(
    f"{KONTO}/korrelasjonsid/{{id:korrelasjonsid}}",
    response={204: None, **_FEIL},
    url_name="korrelasjonsid",
    summary="Slett alle dokumenter med en korrelasjonsid",
    tags=["Dokumenter"],
)
def slett_korrelasjonsid(request: HttpRequest, sti: Path[Korrelasjonssti]) -> HttpResponse:
    """Gjøres i bakgrunnen. Dokumenter som kommer senere med samme id, berøres ikke."""
    innringer = innringer_i(request)
    konto = krev_konto(innringer, sti.fiks_organisasjon_id, sti.konto_id)
    bestill_sletting(konto=konto, korrelasjonsid=sti.korrelasjonsid, av=innringer.av)
    return HttpResponse(status=204)
