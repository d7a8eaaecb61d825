"""Middleware that only pages need: no system has a session, a cookie or a form, and each layer costs it time."""

from __future__ import annotations

import structlog
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.cache import patch_vary_headers

from fiks_deldokument.feilsvar import er_maskinsti
from users.middleware import OktMiddleware

logger = structlog.get_logger(__name__)


class _BareSider:
    """Before the class it is mixed into: lets the requests of systems pass by."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if er_maskinsti(request):
            return self.get_response(request)  # type: ignore[attr-defined, no-any-return]
        return super().__call__(request)  # type: ignore[misc, no-any-return]


class Sideokt(_BareSider, SessionMiddleware):
    """Sessions. One that was ended or renewed in another tab while we worked takes nothing back of what was done."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The answer, with the session saved if there still is one.

        Django answers 400 in place of what the view did, so that a person who has shared never sees the receipt and
        shares once more. Whoever is sent on from here has to log in first; what was to be kept in the session is not.

        Django also takes the cookie of a session that is gone away. The browser may have got another by then, for it
        has logged in in another tab while we answered, and would lose that one. A cookie that opens nothing harms
        nobody, and ends with the browser.
        """
        try:
            response = super().process_response(request, response)
        except SessionInterrupted:
            logger.info("okt_sluttet_underveis", status=response.status_code)
            patch_vary_headers(response, ("Cookie",))
            return response
        kapsel = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if kapsel is not None and not kapsel.value:
            del response.cookies[settings.SESSION_COOKIE_NAME]
        return response


class Csrf(_BareSider, CsrfViewMiddleware):
    """The check against forged forms. What the API is asked carries its own proof, and no cookie counts there."""


class Bruker(_BareSider, AuthenticationMiddleware):
    """`request.user`."""


class Oktgrenser(_BareSider, OktMiddleware):
    """Our limits to a login."""


class Meldinger(_BareSider, MessageMiddleware):
    """Messages from one page to the next."""


class Ramme(_BareSider, XFrameOptionsMiddleware):
    """X-Frame-Options."""


class Innholdspolicy(_BareSider, CSPMiddleware):
    """Content-Security-Policy; the API has its own, in `ApiMiddleware`."""
