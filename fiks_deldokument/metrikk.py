"""What Prometheus reads, on an address of its own: what the processes have counted, and how things stand now.

The state is asked of the database, the cache and the disk at each reading, so it is true whichever process answers and
whoever has died. What is away leaves its numbers out, and says so in `deldokument_…_svarer`.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any

import structlog
from django.db import Error, close_old_connections
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from adapters.metrikk import TELLERE
from dokumenter.queries.drift import antall_som_venter, eldste_forfalte
from dokumenter.storage.lager import LagerError, dokumentlager
from fiks_deldokument import beredskap, hjerteslag
from fiks_deldokument.koer import KOER

logger = structlog.get_logger(__name__)

STI = "/metrics"
_VENT_SEKUNDER = 5.0
# A database that hangs must not get hold of more than one thread of a process.
_en_om_gangen = threading.Lock()


class Stillingen(Collector):
    """How things stand at this moment."""

    def collect(self) -> Iterator[Metric]:
        """Called by the registry at each reading."""
        yield from _fra_databasen()
        yield from _fra_lageret()
        yield from _hjerteslag()


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """WSGI: GET /metrics and nothing else. No login: whoever reaches the address may read."""
    if environ["PATH_INFO"] != STI:
        return _svar(start_response, HTTPStatus.NOT_FOUND)
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
        return _svar(start_response, HTTPStatus.METHOD_NOT_ALLOWED)
    if not _en_om_gangen.acquire(timeout=_VENT_SEKUNDER):
        return _svar(start_response, HTTPStatus.SERVICE_UNAVAILABLE)
    try:
        close_old_connections()
        return _svar(start_response, HTTPStatus.OK, les())
    finally:
        close_old_connections()
        _en_om_gangen.release()


def les() -> bytes:
    """All metrics, in Prometheus' text format."""
    register = CollectorRegistry()
    register.register(Stillingen())
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(register) + generate_latest(TELLERE)
    MultiProcessCollector(register)  # type: ignore[no-untyped-call]
    return generate_latest(register)


def _svar(start_response: Callable[..., Any], status: HTTPStatus, kropp: bytes = b"") -> list[bytes]:
    hoder = [("Content-Type", CONTENT_TYPE_LATEST), ("Content-Length", str(len(kropp)))]
    start_response(f"{status.value} {status.phrase}", hoder)
    return [kropp]


def _fra_databasen() -> Iterator[Metric]:
    svarer = beredskap.database_svarer()
    yield _maler("deldokument_database_svarer", "1 når databasen svarer.", float(svarer))
    if not svarer:
        return
    naa = timezone.now()
    try:
        eldste, antall = eldste_forfalte(naa), antall_som_venter(naa)
    except Error as feil:
        logger.warning("metrikk_uten_database", feil=type(feil).__name__)
        return
    forfalt = GaugeMetricFamily(
        "deldokument_forfalt_sekunder",
        "Hvor lenge den eldste slettingen har ventet; 0 når ingen gjør det.",
        None,
        ["arbeid"],
    )
    for arbeid, siden in eldste.items():
        forfalt.add_metric([arbeid], 0.0 if siden is None else max(0.0, (naa - siden).total_seconds()))
    yield forfalt
    venter = GaugeMetricFamily("deldokument_venter", "Hvor mange som venter på noe.", None, ["hva"])
    for hva, mange in antall.items():
        venter.add_metric([hva], mange)
    yield venter


def _fra_lageret() -> Iterator[Metric]:
    svarer = beredskap.lager_svarer()
    yield _maler("deldokument_lager_svarer", "1 når lageret svarer og er det riktige.", float(svarer))
    try:
        plass = dokumentlager().space() if svarer else None
    except LagerError as feil:
        logger.warning("metrikk_uten_lager", feil=type(feil).__name__)
        return
    if plass is not None:
        yield _maler("deldokument_lager_ledig_bytes", "Ledig plass i lageret.", plass.ledig)
        yield _maler("deldokument_lager_totalt_bytes", "All plass i lageret.", plass.totalt)


def _hjerteslag() -> Iterator[Metric]:
    aldre = GaugeMetricFamily(
        "deldokument_hjerteslag_alder_sekunder",
        "Tid siden beat sist la et livstegn i køen, og siden en worker sist tok et ut.",
        None,
        ["prosess"],
    )
    koer = GaugeMetricFamily(
        "deldokument_ko_alder_sekunder", "Tid siden en worker sist tok et livstegn ut av køen.", None, ["ko"]
    )
    try:
        for prosess in (hjerteslag.WORKER, hjerteslag.BEAT):
            alder = hjerteslag.alder(prosess)
            if alder is not None:
                aldre.add_metric([prosess], max(0.0, alder))
        for ko in KOER:
            alder = hjerteslag.alder(ko)
            if alder is not None:
                koer.add_metric([ko], max(0.0, alder))
    except (RedisError, OSError) as feil:
        logger.warning("metrikk_uten_mellomlager", feil=type(feil).__name__)
    yield aldre
    yield koer


def _maler(navn: str, tekst: str, verdi: float) -> Metric:
    return GaugeMetricFamily(navn, tekst, verdi)
