"""Download for systems that are recipients, and for systems on behalf of a person who is."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Path
from pydantic import Field

from dokumenter.api.autentisering import innringer_i
from dokumenter.api.ruter import ruter
from dokumenter.filsvar import filsvar
from dokumenter.models import Dokument
from dokumenter.schemas.dokument import NedlastingMetadata
from dokumenter.schemas.felles import Feilmelding, KsSkjema
from dokumenter.services.systemnedlasting import finn_mottatt_dokument, hent_mottatt_dokument, krev_er_mottaker
from kontoer.errors import ManglerRett
from kontoer.services.autentisering import Innringer, krev_fortsatt_gyldig

NEDLASTING = "dokumentlager/nedlasting/{id:dokumentId}"
_FEIL = {401: Feilmelding, 403: Feilmelding, 404: Feilmelding, 410: Feilmelding}
_BYTES = {"schema": {"type": "string", "format": "binary"}}
# The type is the document's own; a client that knows no other takes the bytes for what they are.
_INNHOLD = {"content": {"application/octet-stream": _BYTES, "*/*": _BYTES}}


class Nedlastingssti(KsSkjema):
    """The dokument that a path names."""

    dokument_id: UUID = Field(description="Dokumentets id")


@ruter.api_operation(
    ["GET", "HEAD"],
    NEDLASTING,
    response={200: None, 206: None, 304: None, 409: Feilmelding, 412: Feilmelding, 416: Feilmelding, **_FEIL},
    openapi_extra={"responses": {200: _INNHOLD, 206: _INNHOLD}},
    url_name="nedlasting",
    summary="Last ned dokumentet",
    tags=["Nedlasting"],
)
def last_ned(request: HttpRequest, sti: Path[Nedlastingssti]) -> HttpResponseBase:
    """Innholdet, helt eller en del (`Range`), for en integrasjon dokumentet er eksponert for.

    Er dokumentet nettopp lastet opp, venter svaret noen sekunder på at det blir kontrollert.
    """
    innringer = innringer_i(request)
    dokument = hent_mottatt_dokument(dokument_id=sti.dokument_id, av=innringer.av, okt=innringer.okt)
    _krev_niva(innringer, dokument)
    return filsvar(
        request,
        dokument,
        av=innringer.av,
        krev=lambda deling: krev_er_mottaker(deling=deling, av=innringer.av, okt=innringer.okt),
        fortsatt=lambda: krev_fortsatt_gyldig(innringer=innringer),
    )


@ruter.get(
    f"{NEDLASTING}/metadata",
    response={200: NedlastingMetadata, **_FEIL},
    by_alias=True,
    url_name="nedlasting_metadata",
    summary="Metadata om et dokument som kan lastes ned",
    tags=["Nedlasting"],
)
def metadata(request: HttpRequest, sti: Path[Nedlastingssti]) -> NedlastingMetadata:
    """Navn, type og størrelse, for en integrasjon dokumentet er eksponert for."""
    innringer = innringer_i(request)
    dokument = finn_mottatt_dokument(dokument_id=sti.dokument_id, av=innringer.av, okt=innringer.okt)
    _krev_niva(innringer, dokument)
    return NedlastingMetadata.fra(dokument)


def _krev_niva(innringer: Innringer, dokument: Dokument) -> None:
    """A person must have logged in as surely as the dokument demands; a system proves itself in another way."""
    if innringer.person is not None and innringer.niva < dokument.deling.sikkerhetsniva:
        raise ManglerRett(_("Dokumentet krever innlogging på et høyere nivå."))
