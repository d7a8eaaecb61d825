"""How surely the person is known: ID-porten's levels (`acr`) as KS' sikkerhetsniva, and the way to a higher one."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

BETYDELIG: Final = 3
HOYT: Final = 4
ACR_FOR_NIVA: Final = {BETYDELIG: "idporten-loa-substantial", HOYT: "idporten-loa-high"}
_NIVA_FOR_ENDELSE = {"low": 2, "substantial": BETYDELIG, "high": HOYT}


def niva_for_acr(acr: object) -> int:
    """The sikkerhetsniva of an `acr`; 0 for one we do not know. The end decides: `eidas-loa-high` counts as high."""
    if not isinstance(acr, str):
        return 0
    familie, skille, endelse = acr.rpartition("-loa-")
    return _NIVA_FOR_ENDELSE.get(endelse, 0) if familie and skille else 0


def har_niva(request: HttpRequest, sikkerhetsniva: int) -> bool:
    """Whether the person logged in at this level or a higher one."""
    return request.user.is_authenticated and niva_for_acr(request.session.get("acr")) >= sikkerhetsniva


def url_for_hoyere_niva(request: HttpRequest, sikkerhetsniva: int) -> str:
    """Where to log in at this level and come back to the same page."""
    return f"{reverse('users:logg_inn')}?{urlencode({'next': request.get_full_path(), 'niva': sikkerhetsniva})}"
