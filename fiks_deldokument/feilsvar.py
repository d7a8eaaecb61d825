"""An error as KS' API gives it: one JSON object, known to support by its `errorId`, with no number and no secret in it.

Used by the API itself and for what Django answers under the API's addresses (404, 405, a body that is too large).
"""

from __future__ import annotations

import time
import uuid
from http import HTTPStatus

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

# Below these, machines ask; everything else is pages.
MASKINSTIER = ("/dokumentlager/", "/dokumentlager-stats/", "/melding-dokumentdeling/")
API_STIER = (*MASKINSTIER, "/api/")


def er_api(request: HttpRequest) -> bool:
    """Is this one of the API's addresses, existing or not?"""
    return request.path.startswith(API_STIER)


def er_maskinsti(request: HttpRequest) -> bool:
    """Is it one where nobody is logged in by a cookie? `/api/` itself is a page for people."""
    return request.path.startswith(MASKINSTIER)


class Feilsvar(JsonResponse):
    """The error, as an answer."""

    def __init__(self, request: HttpRequest, *, status: int, melding: str, kode: str = "") -> None:
        """`melding` is for people; `kode`, where there is one, for machines."""
        self.feil_id = str(uuid.uuid4())
        innhold = {
            "timestamp": int(time.time() * 1000),
            "status": status,
            "error": _grunn(status),
            "errorId": self.feil_id,
            "path": request.path,
            "originalPath": request.path,
            "message": melding,
            "errorCode": kode or None,
            "errorJson": None,
        }
        super().__init__(innhold, status=status, json_dumps_params={"ensure_ascii": False})
        self["Cache-Control"] = "no-store"


def melding_for(status: int) -> str:
    """What to say when all that is known is the status."""
    if status == HTTPStatus.NOT_FOUND:
        return _("Vi finner ikke det du leter etter.")
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return _("Metoden er ikke tillatt på denne adressen.")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _("Noe gikk galt hos oss. Prøv igjen, og oppgi errorId hvis det ikke hjelper.")
    return _("Kallet kan ikke utføres slik det er skrevet.")


def _grunn(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"
