"""System checks: what is wrong with the settings, each with an id. Every process refuses to start on an error."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from fiks_deldokument.env import miljo

_PRODUKSJON_IDPORTEN = "https://idporten.no"


def sjekk_miljo(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every setting that is missing, misspelt or unusable (deldokument.E001)."""
    return [
        checks.Error(f"{navn}: {grunn}", hint="Se docs/innstillinger.md.", id="deldokument.E001")
        for navn, grunn in miljo.problemer
    ]


def sjekk_adresser(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Plain http is for loopback only: cookies and documents would travel in clear (E002, E003)."""
    funn: list[checks.CheckMessage] = []
    if urlsplit(settings.BASE_URL).scheme != "https" and not settings.PA_LOOPBACK:
        funn.append(checks.Error("BASE_URL må begynne med https://", id="deldokument.E002"))
    utsteder = urlsplit(settings.IDPORTEN_ISSUER)
    if utsteder.scheme != "https" and utsteder.hostname not in {"127.0.0.1", "localhost", "::1"}:
        funn.append(checks.Error("IDPORTEN_ISSUER må begynne med https://", id="deldokument.E003"))
    return funn


def sjekk_kombinasjoner(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Settings that are right one by one and wrong together (E004-E005, W001-W002)."""
    funn: list[checks.CheckMessage] = []
    if settings.TILLAT_SYNTETISKE and settings.IDPORTEN_ISSUER == _PRODUKSJON_IDPORTEN:
        funn.append(
            checks.Error("TILLAT_SYNTETISKE kan ikke være på mot ID-portens produksjonsmiljø", id="deldokument.E004")
        )
    if settings.LAGER_TYPE == "s3" and not settings.STORAGES["dokumenter"]["OPTIONS"]["bucket_name"]:
        funn.append(checks.Error("LAGER_S3_BOTTE mangler når LAGER_TYPE er s3", id="deldokument.E005"))
    if not settings.PA_LOOPBACK:
        if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
            funn.append(
                checks.Warning("SQLite er for utprøving; sett DATABASE_URL til PostgreSQL", id="deldokument.W001")
            )
        if not settings.REDIS_URL:
            funn.append(checks.Warning("Køen ligger i filer; sett REDIS_URL", id="deldokument.W002"))
    return funn


def registrer() -> None:
    """Register all checks with Django."""
    for sjekk in (sjekk_miljo, sjekk_adresser, sjekk_kombinasjoner):
        checks.register(sjekk)


def krev_gyldige_innstillinger() -> None:
    """What web, worker and beat call before they start. Raises ImproperlyConfigured with every error in words."""
    feil = [funn for funn in checks.run_checks() if funn.level >= checks.ERROR]
    if feil:
        raise ImproperlyConfigured("\n".join(f"{funn.id}: {funn.msg}" for funn in feil))
