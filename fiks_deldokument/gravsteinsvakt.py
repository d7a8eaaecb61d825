"""A database that is an old copy must not be used before `gjenopprett` has closed what was closed since.

Asked when web, worker and beat start: the store knows of ends that the database does not, and they refuse. When the
database or the store does not answer then, worker and beat start all the same, for they open nothing; web starts too,
and answers 503 to everybody until it has been able to ask.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, cast

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages
from django.db import Error, connections

from dokumenter.services.gravsteiner import er_foreldet
from dokumenter.storage.lager import Blokklager, LagerError

logger = structlog.get_logger(__name__)

TEKST = (
    "Databasen er en eldre kopi: lageret har gravsteiner den ikke kjenner. Kjør «manage.py gjenopprett» først; "
    "se docs/drift.md."
)
_SVAR = "Tjenesten er ikke klar ennå. Prøv igjen om litt.\n".encode()
_FOR_HELSESJEKKER = {"/livez", "/readyz"}
_SPOR_IGJEN_SEKUNDER = 2.0

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class _Vakt:
    """What this process, or the one it was forked from, has found out. It asks until it knows, and then never again."""

    def __init__(self) -> None:
        self.ukjent = False
        self._spurt = float("-inf")
        self._las = threading.Lock()

    def slipper_inn(self) -> bool:
        """Whether the database is known to be the newest."""
        if not self.ukjent:
            return True
        if not self._las.acquire(blocking=False):
            return False
        try:
            if time.monotonic() - self._spurt >= _SPOR_IGJEN_SEKUNDER:
                self.ukjent = _foreldet() is not False
                self._spurt = time.monotonic()
            return not self.ukjent
        finally:
            self._las.release()


vakt = _Vakt()


def krev_oppdatert_database() -> None:
    """What web, worker and beat call before they start. Raises ImproperlyConfigured if the database is an old copy."""
    foreldet = _foreldet()
    if foreldet:
        raise ImproperlyConfigured(TEKST)
    vakt.ukjent = foreldet is None


def _foreldet() -> bool | None:
    """None when it cannot be told. With a store and connections of its own: nothing open is left to one that forks."""
    lager = cast(Blokklager, storages.create_storage(settings.STORAGES["dokumenter"]))
    try:
        foreldet = er_foreldet(lager=lager)
    except (LagerError, Error) as feil:
        logger.warning("gravsteiner_ikke_lest", feil=type(feil).__name__)
        return None
    finally:
        connections.close_all()
    if foreldet:
        logger.error("databasen_er_foreldet", hva=TEKST)
    return foreldet


class Gravsteinsvakt:
    """WSGI middleware, outside everything that reads the database."""

    def __init__(self, app: App) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Serve one request, or say that it is too early."""
        if environ["PATH_INFO"] in _FOR_HELSESJEKKER or vakt.slipper_inn():
            return self.app(environ, start_response)
        hoder = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(_SVAR))),
            ("Retry-After", "5"),
            ("Cache-Control", "no-store"),
        ]
        start_response("503 Service Unavailable", hoder)
        return [_SVAR]
