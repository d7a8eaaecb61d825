"""Kontoer: make, list, read, rename, mark, delete. The rules are those of the Konfigurasjon pages."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Query, Status
from pydantic import Field

from dokumenter.api.autentisering import innringer_i
from dokumenter.api.ruter import KONTO, Kontosti, ruter
from dokumenter.queries.statistikk import statistikk_for
from dokumenter.schemas.felles import KsSkjema
from dokumenter.schemas.konto import (
    HendelseSvar,
    KontoCreateRequest,
    KontoCreateResult,
    KontoListe,
    Kontostatistikksvar,
    KontoSvar,
    KontoUpdateRequest,
    KontoUtvidet,
    Organisasjonssti,
)
from kontoer.logglinjer import logglinjer
from kontoer.models import Konto
from kontoer.queries import konto_i, kontohendelser, organisasjon_for, synlige_kontoer
from kontoer.services.konto import fjern_tagg, gi_nytt_navn, legg_til_tagg, opprett_konto, slett_konto
from kontoer.tagger import normaliser_tagg
from kontoer.tilgang import Handlende, krev_kan_se_konto

_KONTOER = "dokumentlager/api/v1/{id:fiksOrganisasjonId}/kontoer"
_TAGG = KONTO + "/tags/{path:tag}"  # a mark may have a slash in it
_TAGGER = ["Kontoer"]


class Tagsti(Kontosti):
    """A mark on a konto."""

    tag: str = Field(description="1–10 tegn")


class Kontofilter(KsSkjema):
    """Which kontoer."""

    konto_tag: str | None = Field(None, description="Bare kontoer med denne taggen")


@ruter.get(_KONTOER, by_alias=True, response=KontoListe, tags=_TAGGER, summary="Organisasjonens kontoer")
def hent_kontoer(request: HttpRequest, sti: Path[Organisasjonssti]) -> KontoListe:
    """Kontoene i organisasjonen som integrasjonen har tilgang til, med statistikk."""
    innringer = innringer_i(request)
    organisasjon = organisasjon_for(innringer.av, sti.fiks_organisasjon_id)
    return som_liste(
        list(synlige_kontoer(innringer.av, gjennom=innringer.integrasjon).filter(organisasjon=organisasjon))
    )


@ruter.post(_KONTOER, by_alias=True, response={201: KontoCreateResult}, tags=_TAGGER, summary="Opprett konto")
def opprett(request: HttpRequest, sti: Path[Organisasjonssti], kropp: KontoCreateRequest) -> Status[KontoCreateResult]:
    """Integrasjonen får tilgang til kontoen den oppretter. Andre gis tilgang under Konfigurasjon."""
    av = innringer_i(request).av
    organisasjon = organisasjon_for(av, sti.fiks_organisasjon_id)
    konto = opprett_konto(organisasjon=organisasjon, navn=kropp.navn, tagger=kropp.tags or (), av=av)
    return Status(201, KontoCreateResult(id=konto.id, navn=konto.navn, tags=konto.tags))


@ruter.get(
    "dokumentlager/api/v1/kontoer", by_alias=True, response=KontoListe, tags=_TAGGER, summary="Kontoer med en tag"
)
def hent_kontoer_med_tag(request: HttpRequest, filter_: Query[Kontofilter]) -> KontoListe:
    """Alle kontoer integrasjonen har tilgang til, eller bare dem med en bestemt tag."""
    innringer = innringer_i(request)
    # In Python: SQLite cannot look into a list, and these are as many as one system has access to.
    kontoer = [
        konto
        for konto in synlige_kontoer(innringer.av, gjennom=innringer.integrasjon)
        if filter_.konto_tag is None or normaliser_tagg(filter_.konto_tag) in map(normaliser_tagg, konto.tags)
    ]
    return som_liste(kontoer)


@ruter.get(KONTO, by_alias=True, response=KontoUtvidet, tags=_TAGGER, summary="En konto")
def hent_konto(request: HttpRequest, sti: Path[Kontosti]) -> KontoUtvidet:
    """Navn, tags, statistikk og det som har skjedd med kontoen."""
    konto = synlig_konto(innringer_i(request).av, sti.fiks_organisasjon_id, sti.konto_id)
    linjer = logglinjer(konto.organisasjon_id, kontohendelser(konto))
    return KontoUtvidet(
        **KontoSvar.av(konto, statistikk_for([konto.id])[konto.id]).dict(),
        hendelser=[
            HendelseSvar(dato=en.hendelse.tidspunkt.isoformat(), melding=en.hva, aktor=en.hvem) for en in linjer
        ],
    )


@ruter.patch(KONTO, by_alias=True, response={200: None}, tags=_TAGGER, summary="Gi kontoen nytt navn")
def endre_konto(request: HttpRequest, sti: Path[Kontosti], kropp: KontoUpdateRequest) -> Status[None]:
    """Navnet må ha 2–200 tegn og være unikt i organisasjonen."""
    konto = konto_i(sti.fiks_organisasjon_id, sti.konto_id)
    gi_nytt_navn(konto=konto, navn=kropp.navn, av=innringer_i(request).av)
    return Status(200, None)


@ruter.delete(KONTO, by_alias=True, response={200: None}, tags=_TAGGER, summary="Slett kontoen")
def slett(request: HttpRequest, sti: Path[Kontosti]) -> Status[None]:
    """Alle dokumenter på kontoen blir utilgjengelige med en gang, og innholdet slettes. Kan ikke angres."""
    slett_konto(konto=konto_i(sti.fiks_organisasjon_id, sti.konto_id), av=innringer_i(request).av)
    return Status(200, None)


@ruter.get(
    KONTO + "/statistikk", by_alias=True, response=Kontostatistikksvar, tags=_TAGGER, summary="Statistikk for en konto"
)
def hent_statistikk(request: HttpRequest, sti: Path[Kontosti]) -> Kontostatistikksvar:
    """Hvor mange dokumenter kontoen har, og hvor store de er."""
    konto = synlig_konto(innringer_i(request).av, sti.fiks_organisasjon_id, sti.konto_id)
    return Kontostatistikksvar.av(konto.id, statistikk_for([konto.id])[konto.id])


@ruter.put(_TAGG, response={200: None}, tags=_TAGGER, summary="Legg til en tag")
def sett_tag(request: HttpRequest, sti: Path[Tagsti]) -> Status[None]:
    """En konto kan ha høyst 10 tags. En den har fra før, er ingen feil."""
    konto = konto_i(sti.fiks_organisasjon_id, sti.konto_id)
    legg_til_tagg(konto=konto, tagg=sti.tag, av=innringer_i(request).av)
    return Status(200, None)


@ruter.delete(_TAGG, response={200: None}, tags=_TAGGER, summary="Fjern en tag")
def slett_tag(request: HttpRequest, sti: Path[Tagsti]) -> Status[None]:
    """En den ikke har, er ingen feil."""
    konto = konto_i(sti.fiks_organisasjon_id, sti.konto_id)
    fjern_tagg(konto=konto, tagg=sti.tag, av=innringer_i(request).av)
    return Status(200, None)


def synlig_konto(av: Handlende, fiks_organisasjon_id: UUID, konto_id: UUID) -> Konto:
    """The konto, its name and numbers. Raises IkkeFunnet, ManglerRett, KontoSlettet."""
    konto = konto_i(fiks_organisasjon_id, konto_id)
    krev_kan_se_konto(av, konto)
    return konto


def som_liste(kontoer: list[Konto]) -> KontoListe:
    """With the numbers of all of them, in one question."""
    tall = statistikk_for([konto.id for konto in kontoer])
    return KontoListe(kontoer=[KontoSvar.av(konto, tall[konto.id]) for konto in kontoer])
