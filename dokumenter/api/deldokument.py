"""Del dokument: its kontoer, SMS alerts and sharing. The same kontoer and services as Dokumentlager."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Path, Status

from dokumenter.api.autentisering import innringer_i
from dokumenter.api.konto import synlig_konto
from dokumenter.api.opplasting import MULTIPART, last_opp
from dokumenter.api.ruter import Kontosti, ruter
from dokumenter.queries.statistikk import statistikk_for
from dokumenter.schemas.deldokument import (
    AktiverSmsVarslingRequest,
    CreateKontoRequest,
    DelOrganisasjonssti,
    KontoRespons,
    KontoSummary,
    UpdateKontoRequest,
)
from dokumenter.schemas.konto import Kontostatistikksvar
from dokumenter.schemas.opplasting import NyId, OpplastetDokument
from dokumenter.schemas.tilganger import TilgangKontosti
from kontoer.queries import konto_i, organisasjon_for, synlige_kontoer
from kontoer.services.konto import gi_nytt_navn, opprett_konto, sett_varsling, slett_konto
from kontoer.varsling import INGEN_VARSLING

_KONTOER = "melding-dokumentdeling/api/v1/{id:fiksOrgId}/kontoer"
_KONTO = _KONTOER + "/{id:kontoId}"
_TAGGER = ["Del dokument"]


@ruter.get(_KONTOER, by_alias=True, response=list[KontoRespons], tags=_TAGGER, summary="Kontoer i Del dokument")
def hent_delekontoer(request: HttpRequest, sti: Path[DelOrganisasjonssti]) -> list[KontoRespons]:
    """Kontoene i organisasjonen som integrasjonen har tilgang til."""
    innringer = innringer_i(request)
    organisasjon = organisasjon_for(innringer.av, sti.fiks_org_id)
    kontoer = synlige_kontoer(innringer.av, gjennom=innringer.integrasjon).filter(organisasjon=organisasjon)
    return [KontoRespons.av(konto) for konto in kontoer]


@ruter.post(_KONTOER, by_alias=True, response={201: KontoRespons}, tags=_TAGGER, summary="Opprett konto i Del dokument")
def opprett_delekonto(
    request: HttpRequest, sti: Path[DelOrganisasjonssti], kropp: CreateKontoRequest
) -> Status[KontoRespons]:
    """Integrasjonen får tilgang til kontoen den oppretter."""
    av = innringer_i(request).av
    organisasjon = organisasjon_for(av, sti.fiks_org_id)
    varsling = kropp.varsling.som_varsling() if kropp.varsling else INGEN_VARSLING
    konto = opprett_konto(organisasjon=organisasjon, navn=kropp.navn, varsling=varsling, av=av)
    return Status(201, KontoRespons.av(konto))


@ruter.get(_KONTO, by_alias=True, response=KontoSummary, tags=_TAGGER, summary="En konto i Del dokument")
def hent_delekonto(request: HttpRequest, sti: Path[TilgangKontosti]) -> KontoSummary:
    """Navn og statistikk."""
    konto = synlig_konto(innringer_i(request).av, sti.fiks_org_id, sti.konto_id)
    statistikk = Kontostatistikksvar.av(konto.id, statistikk_for([konto.id])[konto.id])
    return KontoSummary(navn=konto.navn, konto_id=konto.id, statistikk=statistikk)


@ruter.put(_KONTO, response={204: None}, tags=_TAGGER, summary="Gi kontoen nytt navn (Del dokument)")
def endre_delekonto(request: HttpRequest, sti: Path[TilgangKontosti], kropp: UpdateKontoRequest) -> Status[None]:
    """Navnet må ha 2–200 tegn og være unikt i organisasjonen."""
    gi_nytt_navn(konto=konto_i(sti.fiks_org_id, sti.konto_id), navn=kropp.navn, av=innringer_i(request).av)
    return Status(204, None)


@ruter.delete(_KONTO, response={200: None}, tags=_TAGGER, summary="Slett kontoen (Del dokument)")
def slett_delekonto(request: HttpRequest, sti: Path[TilgangKontosti]) -> Status[None]:
    """Alle dokumenter på kontoen blir utilgjengelige med en gang, og innholdet slettes. Kan ikke angres."""
    slett_konto(konto=konto_i(sti.fiks_org_id, sti.konto_id), av=innringer_i(request).av)
    return Status(200, None)


@ruter.post(_KONTO + "/varsling", response={201: None}, tags=_TAGGER, summary="Sett avsender for SMS-varsler")
def aktiver_varsling(
    request: HttpRequest, sti: Path[TilgangKontosti], kropp: AktiverSmsVarslingRequest
) -> Status[None]:
    """Lagres på kontoen. Sendes på nytt, erstatter det nye det gamle."""
    konto = konto_i(sti.fiks_org_id, sti.konto_id)
    sett_varsling(konto=konto, varsling=kropp.som_varsling(), av=innringer_i(request).av)
    return Status(201, None)


@ruter.post(
    _KONTO + "/deldokument",
    by_alias=True,
    response={201: OpplastetDokument | NyId},
    openapi_extra=MULTIPART,
    url_name="del_dokument",
    tags=_TAGGER,
    summary="Del et dokument",
)
def del_dokument(
    request: HttpRequest, sti: Path[TilgangKontosti], response: HttpResponse, kryptert: bool = False
) -> Status[OpplastetDokument | NyId]:
    """Det samme som opplasting i Dokumentlager. Hodet `Location` er lenken mottakerne åpner."""
    konto = Kontosti(fiks_organisasjon_id=sti.fiks_org_id, konto_id=sti.konto_id)
    return last_opp(request, konto, response, kryptert)
