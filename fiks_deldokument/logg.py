"""The log: structlog for our own lines and for every library's, one shape, with a last filter against personal data.

The rule is that nobody logs a fødselsnummer, a token, a key or a document name. The filter is the net below the rule.
"""

from __future__ import annotations

import logging
import logging.config
import re
from http import HTTPStatus
from typing import Any

import structlog
from django.conf import settings
from structlog.typing import EventDict, WrappedLogger

from hendelser.nummervern import ligner_fodselsnummer, skjul_fodselsnumre

_SKJULT = "[skjult]"
_JWT = re.compile(r"eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)*")
_BEARER = re.compile(r"(Bearer\s+)[^\s\"',]+", re.IGNORECASE)
_KAPABILITET = re.compile(r"(/opplasting/)[\w-]{20,}")
_PEM = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)
# PostgreSQL tells the whole row that broke a rule, document name and all: "Failing row contains (...)".
_RAD = re.compile(r"(DETAIL:\s+)\S[^\n]*")
_HEMMELIGE_FELT = {
    *("pid", "fnr", "fodselsnummer", "navn", "dokumentnavn", "filename", "mottakere"),
    *("token", "id_token", "access_token", "refresh_token", "logout_token", "id_token_hint", "csrfmiddlewaretoken"),
    *("client_assertion", "assertion", "code", "code_verifier", "state", "nonce", "sid", "session_key", "sessionid"),
    *("authorization", "cookie", "set_cookie", "x_csrftoken", "integrasjonpassord", "passord", "password"),
    *("secret", "secret_key", "nokkel", "hovednokler", "ident_nokkel"),
}
_TILORDNING = re.compile(
    rf"""(?P<felt>(?<![\w-])(?:{"|".join(sorted(_HEMMELIGE_FELT - {"navn", "code", "state"}))}))=[^\s&"',;)]+"""
    r"""|(?P<i_adresse>[?&](?:code|state))=[^\s&"',;)]+""",
    re.IGNORECASE,
)
_STRUCTLOGS_EGNE = {"_record", "_from_structlog"}


def vask(tekst: str) -> str:
    """The text without anything shaped like an identity number, a token, a key or an upload capability."""
    for monster in (_PEM, _JWT):
        tekst = monster.sub(_SKJULT, tekst)
    tekst = _BEARER.sub(rf"\1{_SKJULT}", tekst)
    tekst = _RAD.sub(rf"\1{_SKJULT}", tekst)
    tekst = _KAPABILITET.sub(rf"\1{_SKJULT}", tekst)
    tekst = _TILORDNING.sub(lambda treff: f"{treff['felt'] or treff['i_adresse']}={_SKJULT}", tekst)
    return skjul_fodselsnumre(tekst, _SKJULT)


def _er_hemmelig(felt: object) -> bool:
    return str(felt).lower().replace("-", "_") in _HEMMELIGE_FELT


def _vask_verdi(verdi: object) -> object:
    if isinstance(verdi, str):
        return vask(verdi)
    if isinstance(verdi, dict):
        return {vask(str(k)): _SKJULT if _er_hemmelig(k) else _vask_verdi(v) for k, v in verdi.items()}
    if isinstance(verdi, (list, tuple, set, frozenset)):
        return [_vask_verdi(v) for v in verdi]
    if isinstance(verdi, (int, float, bool)) or verdi is None:
        return _SKJULT if ligner_fodselsnummer(str(verdi)) else verdi
    return vask(str(verdi))


def vask_hendelse(logger: WrappedLogger, metode: str, event_dict: EventDict) -> EventDict:
    """structlog processor: hides what must never be logged, in every field and in tracebacks."""
    return {
        nokkel: verdi if nokkel in _STRUCTLOGS_EGNE else _SKJULT if _er_hemmelig(nokkel) else _vask_verdi(verdi)
        for nokkel, verdi in event_dict.items()
    }


def _er_ikke_503(linje: logging.LogRecord) -> bool:
    return getattr(linje, "status_code", None) != HTTPStatus.SERVICE_UNAVAILABLE


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
            # What is away is told in one line a request, `svarte_503`; Django would add its whole trace to each.
            "filters": {"ikke_503": {"()": "django.utils.log.CallbackFilter", "callback": _er_ikke_503}},
            "handlers": {"ut": {"class": "logging.StreamHandler", "formatter": "struct"}},
            "root": {"handlers": ["ut"], "level": settings.LOGG_NIVA},
            "loggers": {
                # These put whole URLs, tokens or SQL values in their debug lines.
                "mozilla_django_oidc": {"level": "WARNING"},
                "urllib3": {"level": "WARNING"},
                "botocore": {"level": "WARNING"},
                "django.db.backends": {"level": "WARNING"},
                "django.request": {"filters": ["ikke_503"]},
            },
        }
    )
