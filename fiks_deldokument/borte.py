"""When something that the service stands on is away: which errors say so, and the one answer, 503, to all of them.

The answer needs nothing of what may be away: no database, no session, no cache, and no context processor. It comes from
every door, for whatever nobody has caught ends in Django's `handler500` (`views.serverfeil`), whichever layer it was
raised in. See docs/beslutninger/0020-nar-noe-er-borte.md.
"""

from __future__ import annotations

import sqlite3
from http import HTTPStatus

from django.db import DatabaseError, InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as KoFeil
from redis.exceptions import RedisError

from adapters.arsak import arsak_til, kjeden
from dokumenter.protokoll.tus import VERSJON
from dokumenter.storage.lager import LagerError, ObjectDamaged, ObjectExists, ObjectMissing
from fiks_deldokument.feilsvar import Feilsvar, er_maskinsti
from fiks_deldokument.foresporsel import foresporsel_id, merk_arsak

PROV_IGJEN_SEKUNDER = 10
KODE = "utilgjengelig"
_TJENERENS_SKYLD = "25P03"  # SQLSTATE: a transaction stood still, and the server ended the connection


def er_borte(feil: BaseException | None) -> bool:
    """Does this error, or one that it was raised from, say that something we stand on is away, full or too slow?"""
    return feil is not None and any(_sier_borte(ledd) for ledd in kjeden(feil))


def svar_borte(request: HttpRequest, feil: BaseException) -> HttpResponse:
    """503, in the form that the door has: KS' JSON, plain text for a tus client, JSON for a script, or a page."""
    merk_arsak(request, arsak_til(feil))
    with translation.override(translation.get_language_from_request(request)):
        svar = _svar(request)
    svar["Retry-After"] = str(PROV_IGJEN_SEKUNDER)
    svar["Cache-Control"] = "no-store"
    return svar


def side_uten_kontekst(request: HttpRequest, mal: str) -> str:
    """A page that nothing is looked up for; only support may ask for the id of the request."""
    return render_to_string(mal, {"foresporsel_id": foresporsel_id(request), "sprak": translation.get_language()})


def _svar(request: HttpRequest) -> HttpResponse:
    status = HTTPStatus.SERVICE_UNAVAILABLE
    melding = _("Tjenesten er ikke tilgjengelig akkurat nå. Vent litt og prøv igjen.")
    if er_maskinsti(request):
        return Feilsvar(request, status=status, melding=melding, kode=KODE)
    if "Tus-Resumable" in request.headers:
        hoder = {"Tus-Resumable": VERSJON}
        return HttpResponse(melding, status=status, content_type="text/plain; charset=utf-8", headers=hoder)
    if not request.accepts("text/html"):
        return JsonResponse({"feil": KODE, "melding": melding}, status=status)
    return HttpResponse(side_uten_kontekst(request, "borte.html"), status=status)


def _sier_borte(feil: BaseException) -> bool:
    if isinstance(feil, DatabaseError | InterfaceError):
        return _databasen_er_borte(feil)
    if isinstance(feil, LagerError):
        return not isinstance(feil, ObjectMissing | ObjectDamaged | ObjectExists)
    return isinstance(feil, RedisError | KoFeil)


def _databasen_er_borte(feil: DatabaseError | InterfaceError) -> bool:
    arsak = feil.__cause__
    if isinstance(feil, OperationalError):
        # SQLite calls a question it cannot read, such as for a table that is not there, by the same name.
        return getattr(arsak, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR
    if isinstance(feil, InternalError):
        return getattr(arsak, "pgcode", None) == _TJENERENS_SKYLD
    # A connection that breaks in the middle of an answer gives psycopg2's plainest error, without any code.
    plump = type(feil) is DatabaseError and getattr(arsak, "pgcode", None) is None
    return plump or isinstance(feil, InterfaceError)
