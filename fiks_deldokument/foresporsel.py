"""The id of a request: in every line of the log, in the answer, and on the page of an error, for support to ask for.

A proxy of ours may have given it one already. From anybody else none is believed: it would be their text in our log.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import structlog
from django.conf import settings
from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse

logger = structlog.get_logger(__name__)

HODE = "X-Request-ID"
# A uuid or the like, which can be neither a number nor a name: nginx' `$request_id`, and what other proxies make.
_GYLDIG = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_FELT = "foresporsel_id"


class ForesporselMiddleware:
    """Outermost: gives the request its id and its answer the header, and writes down every 503 with its cause."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        id_ = request.foresporsel_id = _gitt_id(request) or str(uuid4())  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(**{_FELT: id_})
        svar = self.get_response(request)
        svar.headers[HODE] = id_
        if svar.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            arsak = getattr(request, "arsak", "") or "ukjent"
            # The id that a system has got in the error itself, if it is a system.
            tillegg = {"feil_id": feil_id} if (feil_id := getattr(svar, "feil_id", "")) else {}
            logger.error("svarte_503", arsak=arsak, metode=request.method, sti=request.path, **tillegg)
        return svar


def foresporsel_id(request: HttpRequest) -> str:
    """The id; empty for a request that has not come through the middleware."""
    return getattr(request, "foresporsel_id", "")


def merk_arsak(request: HttpRequest, arsak: str) -> None:
    """Remember why it could not be answered, for the log."""
    request.arsak = arsak  # type: ignore[attr-defined]


def _gitt_id(request: HttpRequest) -> str:
    gitt = request.headers.get(HODE, "") if settings.BAK_PROXY else ""
    return gitt if _GYLDIG.fullmatch(gitt) else ""


def _glem_id(**_resten: Any) -> None:
    """The answer is sent: what the thread logs from now on is about something else, unless it broke just now."""
    if sys.exc_info()[0] is None:
        structlog.contextvars.unbind_contextvars(_FELT)


request_finished.connect(_glem_id, dispatch_uid="foresporsel_id")
