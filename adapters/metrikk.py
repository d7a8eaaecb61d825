"""What each process counts for Prometheus, and may be counted from any layer.

No label ever holds an id, a name, a number, a path or a key: only names that stand in the code. Under gunicorn the
processes count in files in memory (PROMETHEUS_MULTIPROC_DIR, see `gunicorn.conf.py`), so that any of them can answer
for all, also for one that was killed.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

TELLERE = CollectorRegistry()

# A page is quick or somebody waits for it; an upload may take as long as its bytes.
_SEKUNDER = (0.025, 0.1, 0.25, 1.0, 2.5, 10.0, 60.0)

_FORESPORSLER = Counter(
    "deldokument_foresporsler",
    "Besvarte forespørsler, etter visning og statusklasse.",
    ["visning", "status"],
    registry=TELLERE,
)
_SVARTID = Histogram(
    "deldokument_svartid_sekunder",
    "Tid fra forespørselen er lest til svaret begynner. Opplastinger: til bytene er lagret.",
    ["visning"],
    buckets=_SEKUNDER,
    registry=TELLERE,
)
_MOTTATT = Counter(
    "deldokument_mottatt_bytes", "Mottatte og lagrede byte av dokumenter, i klartekst.", registry=TELLERE
)
_SENDT = Counter("deldokument_sendt_bytes", "Byte av dokumenter gitt videre til nettet, i klartekst.", registry=TELLERE)
_AVVIST = Counter(
    "deldokument_innlogginger_avvist",
    "Avviste innlogginger og API-kall uten gyldig innlogging.",
    ["dor"],
    registry=TELLERE,
)
_ALTINN = Gauge(
    "deldokument_altinn_stengt_prosesser",
    "Antall webprosesser som har sluttet å spørre Altinn etter feil på rad.",
    multiprocess_mode="livesum",
    registry=TELLERE,
)
_ENHETSREGISTERET = Gauge(
    "deldokument_enhetsregisteret_stengt_prosesser",
    "Antall webprosesser som har sluttet å spørre Enhetsregisteret etter feil på rad.",
    multiprocess_mode="livesum",
    registry=TELLERE,
)
_OPPSLAG = Histogram(
    "deldokument_enhetsregisteret_sekunder",
    "Tid per oppslag i Enhetsregisteret, etter hvordan det gikk: funnet, ukjent eller feil.",
    ["utfall"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1.0, 2.0),
    registry=TELLERE,
)

IDPORTEN, API = "idporten", "api"
for _dor in (IDPORTEN, API):
    _AVVIST.labels(_dor)  # a series that first appears with the first refusal cannot be seen to rise


def tell_foresporsel(*, visning: str, status: int, sekunder: float) -> None:
    """One request was answered; `visning` is the name of the view in the code, `status` the HTTP status."""
    _FORESPORSLER.labels(visning, f"{status // 100}xx").inc()
    _SVARTID.labels(visning).observe(sekunder)


def tell_mottatt(antall: int) -> None:
    """So many bytes of a dokument are stored and committed."""
    _MOTTATT.inc(antall)


def tell_sendt(antall: int) -> None:
    """So many bytes of a dokument were handed to the network."""
    _SENDT.inc(antall)


def tell_avvist(dor: str) -> None:
    """Somebody was refused at the door IDPORTEN or API."""
    _AVVIST.labels(dor).inc()


def vis_altinn_stengt(stengt: bool) -> None:
    """Whether this process has stopped asking Altinn."""
    _ALTINN.set(stengt)


def vis_enhetsregisteret_stengt(stengt: bool) -> None:
    """Whether this process has stopped asking Enhetsregisteret."""
    _ENHETSREGISTERET.set(stengt)


def tell_oppslag(utfall: str, sekunder: float) -> None:
    """One business was looked up: "funnet", "ukjent" or "feil"."""
    _OPPSLAG.labels(utfall).observe(sekunder)
