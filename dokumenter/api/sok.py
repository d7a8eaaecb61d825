"""The dokumenter of a konto: list, search, who has been read, and one with all that has happened to it."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Body, Path, Query

from adapters import klokke
from dokumenter.api.autentisering import innringer_i, krev_konto
from dokumenter.api.ruter import DOKUMENT, DOKUMENTER, Dokumentsti, Kontosti, ruter
from dokumenter.queries.konto import Dokumentsok, antall_treff, dokumenter_i, sok_dokumenter, storrelser_i
from dokumenter.queries.leveranser import dokumentlogg, leste
from dokumenter.queries.system import dokument_i
from dokumenter.schemas.konto import (
    DokumentLestStatus,
    DokumentMetadata,
    DokumentMetadataListe,
    DokumentMetadataUtvidet,
    HendelseSvar,
    LestRequest,
    LestResponse,
    Listeside,
    Sokekriterier,
    Sokeresultat,
    Sokeside,
    Soketreff,
)

_TAGGER = ["Dokumenter"]


@ruter.get(DOKUMENTER, by_alias=True, response=DokumentMetadataListe, tags=_TAGGER, summary="Dokumentene på en konto")
def list_dokumenter(request: HttpRequest, sti: Path[Kontosti], side: Query[Listeside]) -> DokumentMetadataListe:
    """Alle som er delt fra kontoen, også slettede, det sist delte først. Høyst 10 000 om gangen."""
    konto = krev_konto(innringer_i(request), sti.fiks_organisasjon_id, sti.konto_id)
    rader = dokumenter_i(konto)[side.fra : side.fra + side.til]
    return DokumentMetadataListe(dokumenter=[DokumentMetadata.av(dokument) for dokument in rader])


@ruter.post(DOKUMENTER + "/sok", by_alias=True, response=Sokeresultat, tags=_TAGGER, summary="Søk i dokumentene")
def sok(
    request: HttpRequest,
    sti: Path[Kontosti],
    side: Query[Sokeside],
    kriterier: Body[Sokekriterier | None] = None,
) -> Sokeresultat:
    """Alle kriteriene må passe. Uten kriterier gis alle dokumentene på kontoen."""
    konto = krev_konto(innringer_i(request), sti.fiks_organisasjon_id, sti.konto_id)
    etter = kriterier.som_sok() if kriterier else Dokumentsok()
    treff = sok_dokumenter(konto, etter)
    naa = klokke.naa()
    return Sokeresultat(
        totalt_antall_treff=antall_treff(konto, etter, treff),
        dokumenter=[
            Soketreff(
                **DokumentMetadata.av(dokument).dict(),
                kryptert_storrelse=dokument.innsendt_storrelse,
                opprettet=dokument.deling.delt or dokument.opprettet,
                mimetype=dokument.mimetype,
                slettet=dokument.er_slettet(naa),
                korrelasjonsid=dokument.korrelasjonsid,
            )
            for dokument in treff[side.fra : side.slutt]
        ],
    )


@ruter.post(
    DOKUMENTER + "/lest", by_alias=True, response=LestResponse, tags=_TAGGER, summary="Hvilke dokumenter er lest?"
)
def lest(request: HttpRequest, sti: Path[Kontosti], kropp: LestRequest) -> LestResponse:
    """Et dokument er lest når en mottaker har fått hele. Dokumenter som ikke er på kontoen, er ikke med i svaret."""
    konto = krev_konto(innringer_i(request), sti.fiks_organisasjon_id, sti.konto_id)
    dokumenter = storrelser_i(konto, kropp.ids)
    er_lest = leste(dokumenter)
    spurt = [id_ for id_ in dict.fromkeys(kropp.ids) if id_ in dokumenter]
    return LestResponse(statuser=[DokumentLestStatus(id=id_, lest=id_ in er_lest) for id_ in spurt])


@ruter.get(
    DOKUMENT, by_alias=True, response=DokumentMetadataUtvidet, tags=_TAGGER, summary="Et dokument og dets historie"
)
def hent_dokument(request: HttpRequest, sti: Path[Dokumentsti]) -> DokumentMetadataUtvidet:
    """Metadata og alt som har skjedd med dokumentet. Blir værende etter at dokumentet er slettet."""
    innringer = innringer_i(request)
    dokument = dokument_i(krev_konto(innringer, sti.fiks_organisasjon_id, sti.konto_id), sti.dokument_id)
    return DokumentMetadataUtvidet(
        **DokumentMetadata.av(dokument).dict(),
        kryptert_storrelse=dokument.innsendt_storrelse,
        tilgjengelig_til=dokument.deling.tilgjengelig_til,
        mimetype=dokument.mimetype,
        slettet=dokument.er_slettet(klokke.naa()),
        sha256=dokument.sha256 or None,
        skann=dokument.skann,
        hendelser=[
            HendelseSvar(dato=linje.tidspunkt.isoformat(), melding=linje.hva, aktor=linje.hvem)
            for linje in dokumentlogg(dokument, innringer.integrasjon)
        ],
    )
