"""The log: structlog for our own lines and for every library's, one shape, with a last filter against personal data.

The rule is that nobody logs a fødselsnummer, a token, a key or a document name. The filter is the net below the rule.
"""

from __future__ import annotations

import logging
import logging.config
import re
from typing import Any

import structlog
from django.conf import settings
from structlog.typing import EventDict, WrappedLogger

_ELLEVE_SIFRE = re.compile(r"(?<!\d)\d{6}\s?\d{5}(?!\d)")
_JWT = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*")
_KAPABILITET = re.compile(r"(/opplasting/)[\w-]{20,}")
_HEMMELIGE_FELT = {
    "pid",
    "fnr",
    "token",
    "id_token",
    "access_token",
    "authorization",
    "passord",
    "password",
    "dokumentnavn",
    "code",
    "state",
}
_SKJULT = "[skjult]"


def vask(tekst: str) -> str:
    """The text without anything shaped like an identity number, a token or an upload capability."""
    return _KAPABILITET.sub(rf"\1{_SKJULT}", _JWT.sub(_SKJULT, _ELLEVE_SIFRE.sub(_SKJULT, tekst)))


def _vask_verdi(verdi: Any) -> Any:
    if isinstance(verdi, str):
        return vask(verdi)
    if isinstance(verdi, dict):
        return {k: _SKJULT if str(k).lower() in _HEMMELIGE_FELT else _vask_verdi(v) for k, v in verdi.items()}
    if isinstance(verdi, (list, tuple)):
        return [_vask_verdi(v) for v in verdi]
    if isinstance(verdi, (int, float, bool)) or verdi is None:
        return verdi
    return vask(str(verdi))


def vask_hendelse(logger: WrappedLogger, metode: str, event_dict: EventDict) -> EventDict:
    """structlog processor: hides what must never be logged, in every field and in tracebacks."""
    return {
        nokkel: _SKJULT if nokkel.lower() in _HEMMELIGE_FELT else _vask_verdi(verdi)
        for nokkel, verdi in event_dict.items()
        if not nokkel.startswith("_")
    } | {nokkel: verdi for nokkel, verdi in event_dict.items() if nokkel.startswith("_")}


def sett_opp() -> None:
    """Configure structlog and the standard library's logging (idempotent)."""
    felles: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    skriver: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.LOGG_FORMAT == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *felles, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "struct": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": felles,
                    "processors": [vask_hendelse, structlog.stdlib.ProcessorFormatter.remove_processors_meta, skriver],
                }
            },
            "handlers": {"ut": {"class": "logging.StreamHandler", "formatter": "struct"}},
            "root": {"handlers": ["ut"], "level": settings.LOGG_NIVA},
            "loggers": {
                # These put whole URLs, tokens or SQL values in their debug lines.
                "mozilla_django_oidc": {"level": "WARNING"},
                "urllib3": {"level": "WARNING"},
                "botocore": {"level": "WARNING"},
                "django.db.backends": {"level": "WARNING"},
            },
        }
    )
