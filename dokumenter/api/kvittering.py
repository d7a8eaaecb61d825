"""**Kvittering** of what a dokument was shared in: for a system that keeps it in an archive."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query
from pydantic import Field

from dokumenter.api.autentisering import innringer_i, krev_konto
from dokumenter.api.ruter import DOKUMENT, Dokumentsti, ruter
from dokumenter.queries.system import dokument_i
from dokumenter.schemas.felles import Feilmelding, KsSkjema
from dokumenter.services.arkivkvittering import kvittering_som_json, kvittering_som_pdf

_FEIL = {400: Feilmelding, 401: Feilmelding, 403: Feilmelding, 404: Feilmelding}
_SVAR = {
    200: {
        "description": "Kvitteringen. Som JSON står signaturen (løsrevet JWS) i hodet X-JWS-Signature.",
        "content": {"application/json": {"schema": {"type": "object"}}, "application/pdf": {}},
    }
}


class Kvitteringsvalg(KsSkjema):
    """In which form."""

    format: Literal["json", "pdf"] = Field("json", description="json eller pdf (PDF/A-3 med dataene inni)")


@ruter.get(
    f"{DOKUMENT}/kvittering",
    response=_FEIL,
    openapi_extra={"responses": _SVAR},
    url_name="dokumentkvittering",
    summary="Kvittering for arkivet",
    tags=["Dokumenter"],
)
def kvittering(request: HttpRequest, sti: Path[Dokumentsti], valg: Query[Kvitteringsvalg]) -> HttpResponse:
    """For delingen dokumentet er en del av: hva som er delt med hvem, hva som er levert, og sjekksummer."""
    innringer = innringer_i(request)
    deling = dokument_i(krev_konto(innringer, sti.fiks_organisasjon_id, sti.konto_id), sti.dokument_id).deling
    if valg.format == "pdf":
        return HttpResponse(kvittering_som_pdf(deling=deling, av=innringer.av), content_type="application/pdf")
    innhold, jws = kvittering_som_json(deling=deling, av=innringer.av)
    svar = HttpResponse(innhold, content_type="application/json")
    if jws:
        svar["X-JWS-Signature"] = jws
    return svar
