"""The login of a request, for what outlasts the request itself, and for what may be remembered no longer than it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from django.conf import settings
from django.http import HttpRequest

from adapters import klokke
from users.http import AuthenticatedHttpRequest
from users.services.okt import krev_i_gang


def okt_i(request: HttpRequest) -> str:
    """Differs for every login and is worth nothing outside: it is only used to make keyed hashes from."""
    return f"{request.session.session_key}/{request.session.get('innlogget')}"


def fortsatt_innlogget(request: AuthenticatedHttpRequest) -> Callable[[], None]:
    """Asks, when called, whether the login of this request is still good. It raises Utlogget."""
    okt = request.session
    return partial(krev_i_gang, session_key=okt.session_key or "", innlogget=okt.get("innlogget"), av=request.user)


def innlogget_siden(request: HttpRequest) -> datetime:
    """When this login began; as long ago as it can have begun, if the session does not say."""
    sekunder = request.session.get("innlogget")
    if isinstance(sekunder, int | float):
        return datetime.fromtimestamp(sekunder, tz=UTC)
    return klokke.naa() - timedelta(minutes=settings.OKT_LENGST_MINUTTER)
