"""Upload: one multipart request, or the older two steps. The bytes go straight into encrypted blocks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Path, Status

from adapters import klokke
from dokumenter.api.autentisering import innringer_i, krev_rett
from dokumenter.api.delstrom import les_deler, les_dokument
from dokumenter.api.ruter import DOKUMENT, DOKUMENTER, Dokumentsti, Kontosti, ruter
from dokumenter.protokoll.kontrollsum import krev_kontrollsummer
from dokumenter.queries.kvittering import lenke_til
from dokumenter.queries.system import uferdig_innsending
from dokumenter.schemas.felles import Feilmelding
from dokumenter.schemas.metadata import DokumentMetadataTotrinns, DokumentMetadataUpload, tolk_metadata
from dokumenter.schemas.opplasting import NyId, OpplastetDokument
from dokumenter.services.innsending import begynn_innsending, fullfor_innsending, send_inn

_FEIL = {400: Feilmelding, 401: Feilmelding, 403: Feilmelding, 404: Feilmelding, 410: Feilmelding, 413: Feilmelding}
_BYTES = {"type": "string", "format": "binary"}
_LENKE = {
    201: {
        "headers": {
            "Location": {
                "description": "Lenken mottakerne åpner; den eldre opplastingen har den i det andre trinnet",
                "schema": {"type": "string", "format": "uri"},
            }
        }
    }
}


def _skjema_for(metadata: type[DokumentMetadataUpload]) -> dict[str, object]:
    """A reference, with all it leads to: what is written by hand is not found by the library."""
    ref = "#/components/schemas/{model}"
    skjema = metadata.model_json_schema(ref_template=ref)
    return {"$ref": ref.format(model=metadata.__name__), "$defs": skjema.pop("$defs") | {metadata.__name__: skjema}}


def _kropp(innhold: dict[str, object]) -> dict[str, object]:
    return {"required": True, "content": innhold}


MULTIPART: dict[str, object] = {
    "requestBody": _kropp(
        {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["metadata", "dokument"],
                    "properties": {"metadata": _skjema_for(DokumentMetadataUpload), "dokument": _BYTES},
                },
                "encoding": {"metadata": {"contentType": "application/json"}},
            },
            "application/json": {"schema": _skjema_for(DokumentMetadataTotrinns)},
        }
    ),
    "responses": _LENKE,
}
_INNHOLD: dict[str, object] = {
    "requestBody": _kropp(
        {
            "application/octet-stream": {"schema": _BYTES},
            "multipart/form-data": {
                "schema": {"type": "object", "required": ["dokument"], "properties": {"dokument": _BYTES}}
            },
        }
    ),
    "responses": _LENKE,
}


@ruter.post(
    DOKUMENTER,
    response={201: OpplastetDokument | NyId, **_FEIL},
    by_alias=True,
    openapi_extra=MULTIPART,
    url_name="last_opp",
    summary="Last opp og del et dokument",
    tags=["Dokumenter"],
)
def last_opp(
    request: HttpRequest, sti: Path[Kontosti], response: HttpResponse, kryptert: bool = False
) -> Status[OpplastetDokument | NyId]:
    """Delen `metadata` (JSON) først, så delen `dokument`. Dokumentet er delt når svaret kommer.

    Hodet `Location` er lenken mottakerne åpner. Med `kryptert=true` er `dokument` kryptert med CMS for sertifikatet fra
    `public-key`. Uten multipart (bare JSON) begynner den eldre opplastingen i to trinn: svaret er bare `id`, og
    innholdet sendes til `…/dokumenter/{dokumentId}/data`.
    """
    rett = krev_rett(innringer_i(request), sti.fiks_organisasjon_id, sti.konto_id)
    if request.content_type == "application/json":
        krev_kontrollsummer(request.headers.get, request.body)
        eldre = tolk_metadata(request.body, DokumentMetadataTotrinns)
        innsending = eldre.som_innsending(naa=klokke.naa(), kryptert=kryptert)
        return Status(201, NyId(id=begynn_innsending(rett=rett, innsending=innsending).pk))
    metadata, strom = les_deler(request)
    innsending = tolk_metadata(metadata, DokumentMetadataUpload).som_innsending(naa=klokke.naa(), kryptert=kryptert)
    dokument = send_inn(rett=rett, innsending=innsending, strom=strom)
    response["Location"] = lenke_til(dokument.deling_id)
    return Status(201, OpplastetDokument.fra(dokument))


@ruter.post(
    f"{DOKUMENT}/data",
    response={201: OpplastetDokument, **_FEIL},
    by_alias=True,
    openapi_extra=_INNHOLD,
    url_name="last_opp_data",
    summary="Send innholdet (eldre opplasting i to trinn)",
    tags=["Dokumenter"],
)
def last_opp_data(
    request: HttpRequest, sti: Path[Dokumentsti], response: HttpResponse, kryptert: bool = False
) -> Status[OpplastetDokument]:
    """Innholdet, enten som delen `dokument` i et skjema eller som hele kroppen. Går noe galt, begynn på nytt."""
    innringer = innringer_i(request)
    rett = krev_rett(innringer, sti.fiks_organisasjon_id, sti.konto_id)
    dokument = uferdig_innsending(rett, sti.dokument_id)
    dokument = fullfor_innsending(dokument=dokument, strom=les_dokument(request), kryptert=kryptert, av=innringer.av)
    response["Location"] = lenke_til(dokument.deling_id)
    return Status(201, OpplastetDokument.fra(dokument))
