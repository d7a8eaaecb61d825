"""The tus 1.0.0 door to `services/opplasting.py`.

Creating an upload needs the login and the CSRF token. What it answers with is a capability: an address that is good for
sending the bytes of that one unfinished dokument, so that an upload outlives the session, a sleep or a deploy.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from dokumenter.models import Deling, Dokument
from dokumenter.protokoll import tus
from dokumenter.protokoll.kropp import Kropp
from dokumenter.queries.avsender import eget_dokument_i_utkast, eget_utkast
from dokumenter.queries.blokkart import deler_av
from dokumenter.services.opplasting import (
    avbryt_opplasting,
    finn_opplasting,
    gjenoppta_opplasting,
    skriv_bytes,
    start_opplasting,
)
from kontoer.errors import IkkeFunnet
from users.errors import Feil
from users.http import TAR_IMOT_FILER, AuthenticatedHttpRequest, krever_innlogging, merk

View = Callable[..., HttpResponseBase]


def _tus(metoder: list[str]) -> Callable[[View], View]:
    """Speak tus: check method and version, and answer what the protocol refuses with its status and headers."""

    def dekorator(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            # Domain errors pass through to the one mapping from error to status; these say how to answer them.
            request.feilsvar_hoder = {"Tus-Resumable": tus.VERSJON, "Cache-Control": "no-store"}  # type: ignore[attr-defined]
            if tus.metode(request.method or "", request.headers) not in metoder:
                return HttpResponseNotAllowed(metoder, headers=request.feilsvar_hoder)  # type: ignore[attr-defined]
            try:
                if request.method != "OPTIONS":
                    tus.krev_versjon(request.headers)
                svar = view(request, *args, **kwargs)
            except tus.TusError as feil:
                hoder = tus.feilhoder(feil)
                return HttpResponse(str(feil), status=feil.status, content_type="text/plain", headers=hoder)
            svar.headers.setdefault("Tus-Resumable", tus.VERSJON)
            return svar

        return merk(wrapper, TAR_IMOT_FILER)

    return dekorator


@_tus(["POST", "OPTIONS"])
def opplasting(request: HttpRequest) -> HttpResponseBase:
    """OPTIONS: what we speak. POST: add a dokument to a draft of one's own, and perhaps its first bytes."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=tus.options_hoder(maks=settings.OPPLASTING_MAKS_BYTES))
    return _opprett(request)


@krever_innlogging
def _opprett(request: AuthenticatedHttpRequest) -> HttpResponse:
    ny = tus.les_opprettelse(request.headers, maks=settings.OPPLASTING_MAKS_BYTES)
    startet = start_opplasting(
        deling=_utkast_i_metadata(request),
        dokumentnavn=ny.navn,
        mappe=ny.mappe,
        mimetype=ny.mimetype,
        storrelse=ny.lengde,
        av=request.user,
    )
    dokument = startet.dokument
    if ny.har_innhold:
        try:
            dokument = _ta_imot(request, dokument, 0, ny.sjekksum)
        except (Feil, tus.TusError):
            # The client never learns the address: an unfinished file would be left in the draft.
            avbryt_opplasting(dokument=dokument)
            raise
    hoder = _hoder(dokument) | {
        "Location": reverse("dokumenter:opplasting_fil", args=[startet.nokkel]),
        "Dokument-Id": str(dokument.pk),
    }
    return HttpResponse(status=201, headers=hoder)


@csrf_exempt
@_tus(["HEAD", "PATCH", "DELETE", "OPTIONS"])
def opplasting_fil(request: HttpRequest, nokkel: str) -> HttpResponse:
    """One upload, by its capability: where it is (HEAD), more bytes (PATCH), give it up (DELETE)."""
    metode = tus.metode(request.method or "", request.headers)
    if metode == "OPTIONS":
        return HttpResponse(status=204, headers=tus.options_hoder(maks=settings.OPPLASTING_MAKS_BYTES))
    dokument = finn_opplasting(nokkel=nokkel)
    if metode == "DELETE":
        avbryt_opplasting(dokument=dokument)
        return HttpResponse(status=204)
    if metode == "HEAD":
        return HttpResponse(headers=_hoder(dokument) | {"Upload-Length": str(dokument.storrelse)})
    tillegg = tus.les_tillegg(request.headers)
    tus.krev_offset(tillegg, mottatt=dokument.mottatt)
    if dokument.tilstand == Dokument.Tilstand.VENTER:
        tus.krev_plass(tillegg, mottatt=dokument.mottatt, lengde=dokument.storrelse or 0)
    return HttpResponse(status=204, headers=_hoder(_ta_imot(request, dokument, tillegg.offset, tillegg.sjekksum)))


@require_POST
@krever_innlogging
def gjenoppta(request: AuthenticatedHttpRequest) -> HttpResponse:
    """A fresh capability for an unfinished dokument in a draft of one's own, after a reload or a new login."""
    dokument = eget_dokument_i_utkast(request.user, _uuid(request.POST.get("dokument", "")))
    startet = gjenoppta_opplasting(dokument=dokument, av=request.user)
    url = reverse("dokumenter:opplasting_fil", args=[startet.nokkel])
    return JsonResponse({"url": url, "mottatt": startet.dokument.mottatt, "storrelse": startet.dokument.storrelse})


@never_cache
@require_safe
@krever_innlogging
def deler(request: AuthenticatedHttpRequest, dokument_id: UUID) -> HttpResponse:
    """What is committed of a dokument in a draft of one's own, with digests: is a chosen file the one begun?"""
    dokument = eget_dokument_i_utkast(request.user, dokument_id)
    rader = (
        {"start": start, "slutt": slutt, "sha256": base64.b64encode(sha256 or b"").decode()}
        for start, slutt, sha256 in deler_av(dokument)
    )
    return JsonResponse({"deler": list(rader)})


def _utkast_i_metadata(request: AuthenticatedHttpRequest) -> Deling:
    metadata = tus.les_metadata(request.headers.get("Upload-Metadata", ""))
    return eget_utkast(request.user, _uuid(metadata.get("deling", "")))


def _uuid(tekst: str) -> UUID:
    try:
        return UUID(tekst)
    except ValueError as feil:
        raise IkkeFunnet from feil


def _ta_imot(request: HttpRequest, dokument: Dokument, posisjon: int, sjekksum: tus.Sjekksum | None) -> Dokument:
    return skriv_bytes(
        dokument=dokument,
        posisjon=posisjon,
        kilde=Kropp(request),
        sjekksum=sjekksum.regner() if sjekksum else None,
    )


def _hoder(dokument: Dokument) -> dict[str, str]:
    venter = dokument.tilstand == Dokument.Tilstand.VENTER
    return tus.svarhoder(mottatt=dokument.mottatt, utloper=dokument.opplasting_utloper if venter else None)
