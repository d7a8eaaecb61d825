"""What Prometheus reads, on an address of its own: what the processes have counted, and how things stand now.

The state is asked of the database, the cache and the disk at each reading, so it is true whichever process answers and
whoever has died. What is away leaves its numbers out, and says so in `deldokument_…_svarer`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIEnvironment

import structlog
from django.conf import settings
from django.db import Error
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from adapters import klokke
from adapters.metrikk import TELLERE
from dokumenter.models import Dokument
from dokumenter.queries.drift import antall_som_venter, eldste_forfalte
from dokumenter.skanner import kjent_skanner, talte_dommer
from dokumenter.storage.lager import LagerError, dokumentlager
from fiks_deldokument import beredskap, helsesjekk, hjerteslag
from fiks_deldokument.beredskap import Sporsmal
from fiks_deldokument.koer import KOER

logger = structlog.get_logger(__name__)

STI = "/metrics"
_VENT_SEKUNDER = 1.8  # a little longer than what asks the store waits itself


class Stillingen(Collector):
    """How things stand at this moment, asked in the calling thread."""

    def collect(self) -> Iterator[Metric]:
        """Called by the registry at each reading."""
        yield from _fra_databasen()
        yield from _fra_lageret()
        yield from _hjerteslag()
        yield from _klokker()
        yield from _skanning()
        yield from _helsesjekk()


class StillingenITide(Collector):
    """The same, each part in a thread of its own: one that hangs holds one thread and leaves its numbers out."""

    def __init__(self) -> None:
        self._deler = [
            (Sporsmal(lambda: list(_fra_databasen()), vent=_VENT_SEKUNDER), [_database(svarer=False)]),
            (Sporsmal(lambda: list(_fra_lageret()), vent=_VENT_SEKUNDER), [_lager(svarer=False)]),
            (Sporsmal(lambda: list(_hjerteslag()), vent=_VENT_SEKUNDER), []),
            (Sporsmal(lambda: list(_klokker()), vent=_VENT_SEKUNDER), []),
            (Sporsmal(lambda: list(_skanning()), vent=_VENT_SEKUNDER), []),
            (Sporsmal(lambda: list(_helsesjekk()), vent=_VENT_SEKUNDER), []),
        ]

    def collect(self) -> Iterator[Metric]:
        """Called by the registry at each reading."""
        for sporsmal, _uten_svar in self._deler:
            sporsmal.begynn()
        for sporsmal, uten_svar in self._deler:
            try:
                yield from sporsmal.svar()
            except TimeoutError:
                yield from uten_svar


def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """WSGI: GET /metrics and nothing else. No login: whoever reaches the address may read."""
    if environ["PATH_INFO"] != STI:
        return _svar(start_response, HTTPStatus.NOT_FOUND)
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
        return _svar(start_response, HTTPStatus.METHOD_NOT_ALLOWED)
    return _svar(start_response, HTTPStatus.OK, les(_I_TIDE))


def les(stillingen: Collector | None = None) -> bytes:
    """All metrics, in Prometheus' text format."""
    register = CollectorRegistry()
    register.register(stillingen or Stillingen())
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(register) + generate_latest(TELLERE)
    MultiProcessCollector(register)  # type: ignore[no-untyped-call]
    return generate_latest(register)


def _svar(start_response: StartResponse, status: HTTPStatus, kropp: bytes = b"") -> list[bytes]:
    hoder = [("Content-Type", CONTENT_TYPE_LATEST), ("Content-Length", str(len(kropp)))]
    start_response(f"{status.value} {status.phrase}", hoder)
    return [kropp]


def _fra_databasen() -> Iterator[Metric]:
    svarer = beredskap.database_svarer()
    yield _database(svarer=svarer)
    if not svarer:
        return
    naa = klokke.naa()
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
    yield _lager(svarer=svarer)
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


def _klokker() -> Iterator[Metric]:
    avvik = GaugeMetricFamily(
        "deldokument_klokkeavvik_sekunder",
        "Hvor mye klokken på maskinen går foran databasens; under 0 når den går etter.",
        None,
        ["prosess"],
    )
    for prosess, sekunder in hjerteslag.klokkeavvik().items():
        avvik.add_metric([prosess], sekunder)
    yield avvik


def _skanning() -> Iterator[Metric]:
    """Only where something is scanned. By what beat's check last saw: nobody here waits for the scanner."""
    if not settings.CLAMAV_ADRESSE:
        return
    dommer = CounterMetricFamily("deldokument_skannet", "Skannede dokumenter, etter hva skanneren sa.", None, ["dom"])
    try:
        kjent, talt = kjent_skanner(), talte_dommer(Dokument.Skann.values)
    except (RedisError, OSError) as feil:
        logger.warning("metrikk_uten_mellomlager", feil=type(feil).__name__)
        return
    for dom, antall in talt.items():
        dommer.add_metric([dom], antall)
    yield dommer
    yield _maler(
        "deldokument_skanner_svarer", "1 når skanneren svarte sist den ble spurt.", float(bool(kjent and kjent.svarer))
    )
    if kjent and kjent.signaturer:
        alder = (klokke.naa() - kjent.signaturer).total_seconds()
        yield _maler("deldokument_skanner_signaturer_alder_sekunder", "Hvor gamle skannerens signaturer er.", alder)


def _database(*, svarer: bool) -> Metric:
    return _maler("deldokument_database_svarer", "1 når databasen svarer.", float(svarer))


def _lager(*, svarer: bool) -> Metric:
    return _maler("deldokument_lager_svarer", "1 når lageret svarer og er det riktige.", float(svarer))


def _helsesjekk() -> Iterator[Metric]:
    try:
        siste = helsesjekk.siste()
    except (RedisError, OSError) as feil:
        logger.warning("metrikk_uten_mellomlager", feil=type(feil).__name__)
        return
    if siste is not None:
        yield _maler("deldokument_helsesjekk_sekunder", "Hvor lang tid den siste vellykkede tok.", siste.sekunder)
        yield _maler("deldokument_helsesjekk_sist_ok", "Når den var, i sekunder siden 1970.", siste.naar)


def _maler(navn: str, tekst: str, verdi: float) -> Metric:
    return GaugeMetricFamily(navn, tekst, verdi)


_I_TIDE = StillingenITide()
