"""The API: which routers it has, and how every error of theirs is told. The rules are in the apps' services."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from ninja.errors import HttpError, ValidationError

from adapters.arsak import arsak_til
from dokumenter.api import (
    deldokument,
    dokument,
    konto,
    kvittering,
    nedlasting,
    nokkel,
    opplasting,
    sok,
    statistikk,
    tilgang,
)
from dokumenter.api.autentisering import integrasjonshoder
from dokumenter.api.jsonkropp import Jsonkropp
from dokumenter.api.personlenke import personlenke
from dokumenter.api.ruter import ruter
from dokumenter.errors import DokumentIkkeKlart, SkjemaAvbrutt, SkjemaForStort
from dokumenter.schemas.feiltekst import forklar
from fiks_deldokument.borte import PROV_IGJEN_SEKUNDER, er_borte, svar_borte
from fiks_deldokument.errors import status_for
from fiks_deldokument.feilsvar import Feilsvar, melding_for
from fiks_deldokument.foresporsel import merk_arsak
from fiks_deldokument.openapi import BESKRIVELSE, DokumentlagerApi
from kontoer.errors import ForMangeKall, IkkeAutentisert, TokenutstederUtilgjengelig
from users.errors import Feil

logger = structlog.get_logger(__name__)

api = DokumentlagerApi(
    title="Dokumentlager",
    version="1",
    description=BESKRIVELSE,
    auth=integrasjonshoder,
    parser=Jsonkropp(),
    docs_url=None,
    openapi_url="api/openapi.json",
    urls_namespace="api",
)

# Importing them registers their operations on the one router.
_MODULER = (deldokument, dokument, konto, kvittering, nedlasting, nokkel, opplasting, sok, statistikk, tilgang)
api.add_router("", ruter)


@api.exception_handler(Feil)
def domenefeil(request: HttpRequest, feil: Feil) -> HttpResponse:
    """A rule said no: its status, its text, its code."""
    if isinstance(feil, IkkeAutentisert) and (lenke := personlenke(request)):
        return redirect(lenke)
    status = status_for(feil)
    melding = str(feil.melding)
    felt = getattr(feil, "felt", "__all__")
    if felt != "__all__" and not melding.startswith(felt):
        melding = f"{felt}: {melding}"
    svar = Feilsvar(request, status=status, melding=melding, kode=feil.kode)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        merk_arsak(request, arsak_til(feil))
        logger.error("domenefeil", kode=feil.kode, status=status, feil_id=svar.feil_id, arsak=arsak_til(feil))
    else:
        logger.info("domenefeil", kode=feil.kode, status=status, feil_id=svar.feil_id)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        svar["Retry-After"] = str(PROV_IGJEN_SEKUNDER)
    if isinstance(feil, ForMangeKall | DokumentIkkeKlart | TokenutstederUtilgjengelig):
        svar["Retry-After"] = str(feil.vent_sekunder)
    if isinstance(feil, IkkeAutentisert):
        svar["WWW-Authenticate"] = "Bearer"
    return svar


@api.exception_handler(ValidationError)
def ugyldig_kall(request: HttpRequest, feil: ValidationError) -> HttpResponse:
    """A path, query or body that is not as described: 400, as KS, with the fields' names."""
    return Feilsvar(request, status=400, melding=forklar(feil.errors), kode="ugyldig_verdi")


@api.exception_handler(HttpError)
def http_feil(request: HttpRequest, feil: HttpError) -> HttpResponse:
    """What the library itself refuses: a body that is no JSON object."""
    if feil.status_code == HTTPStatus.BAD_REQUEST:
        return Feilsvar(
            request, status=400, melding=_("Kroppen må være ett JSON-objekt i UTF-8."), kode="ugyldig_verdi"
        )
    return Feilsvar(request, status=feil.status_code, melding=melding_for(feil.status_code))


@api.exception_handler(RequestDataTooBig)
def for_stor_kropp(request: HttpRequest, feil: RequestDataTooBig) -> HttpResponse:
    """413: JSON that is larger than any call needs."""
    return Feilsvar(request, status=413, melding=_("Kroppen er for stor."), kode=SkjemaForStort.kode)


@api.exception_handler(UnreadablePostError)
def avbrutt_kropp(request: HttpRequest, feil: UnreadablePostError) -> HttpResponse:
    """400: the client went away, or did not code the body as it said."""
    return Feilsvar(request, status=400, melding=_("Kroppen kom ikke helt fram."), kode=SkjemaAvbrutt.kode)


@api.exception_handler(Http404)
def ikke_funnet(request: HttpRequest, feil: Http404) -> HttpResponse:
    """404."""
    return Feilsvar(request, status=404, melding=melding_for(404), kode="ikke_funnet")


@api.exception_handler(Exception)
def uventet(request: HttpRequest, feil: Exception) -> HttpResponse:
    """500: the caller gets an id, the log gets the id and what happened. 503 when something we stand on is away."""
    if er_borte(feil):
        return svar_borte(request, feil)
    svar = Feilsvar(request, status=500, melding=melding_for(500))
    logger.error("uventet_feil", feil_id=svar.feil_id, exc_info=feil)
    return svar
