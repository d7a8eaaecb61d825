"""Logging out: by the person here, or by ID-porten through the browser (front-channel) or directly (back-channel)."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

import structlog
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from users.errors import Feil, IdportenUtilgjengelig
from users.http import OKT_SLUTT, uten_aktivitet
from users.models import User
from users.oidc.leverandor import Frist, hent_leverandor
from users.oidc.tokener import les_logout_token
from users.services.okt import Sluttgrunn, avslutt_okt, avslutt_okter_for

logger = structlog.get_logger(__name__)


@never_cache
@uten_aktivitet
@require_POST
def logg_ut(request: HttpRequest) -> HttpResponse:
    """End our session whatever happens, then ID-porten's."""
    neste = reverse("forside")
    if isinstance(request.user, User) or request.user.is_authenticated:
        avslutt_okt(session_key=request.session.session_key or "", grunn=Sluttgrunn.SELV, av=request.user)
        bruker_id = str(request.user.pk)
        auth.logout(request)
        # What the same person sends from another tab, not knowing it, is kept for the next login.
        request.session[OKT_SLUTT] = {"grunn": Sluttgrunn.SELV.value, "bruker": bruker_id}
        neste = _adresse_hos_idporten(request) or neste
    messages.success(request, _("Du er logget ut."))
    response = HttpResponseRedirect(neste)
    response["Clear-Site-Data"] = '"storage"'
    return response


def _adresse_hos_idporten(request: HttpRequest) -> str | None:
    """OpenID Connect RP-Initiated Logout. None when ID-porten does not answer.

    `client_id`, not `id_token_hint`: the token holds the fødselsnummer in clear and would lie in the browser's history.
    """
    try:
        endepunkt = hent_leverandor(Frist()).end_session_endpoint
    except IdportenUtilgjengelig:
        return None
    sporring = {
        "client_id": settings.IDPORTEN_CLIENT_ID,
        "post_logout_redirect_uri": request.build_absolute_uri(reverse("forside")),
        "state": secrets.token_urlsafe(16),
    }
    return f"{endepunkt}?{urlencode(sporring)}"


@never_cache
@uten_aktivitet
@xframe_options_exempt
@require_safe
def frontchannel_logout(request: HttpRequest) -> HttpResponseBase:
    """OpenID Connect Front-Channel Logout 1.0: ID-porten shows this in a frame, where our cookie does not come."""
    # Digdir's own example has a slash at the end of iss that the issuer does not have.
    if request.GET.get("iss", "").rstrip("/") != settings.IDPORTEN_ISSUER or not request.GET.get("sid"):
        return HttpResponse(status=400)
    antall = avslutt_okter_for(sid=request.GET["sid"])
    logger.info("frontkanal_utlogging", antall=antall)
    # When asked, not when imported: the setting is read like all others.
    return csp_replace({"frame-ancestors": settings.IDPORTEN_OPPHAV})(_tomt_svar)(request)


def _tomt_svar(request: HttpRequest) -> HttpResponse:
    return HttpResponse("", content_type="text/plain")


@never_cache
@uten_aktivitet
@csrf_exempt
@require_POST
def backchannel_logout(request: HttpRequest) -> HttpResponse:
    """OpenID Connect Back-Channel Logout 1.0: 200 when the token is good, known session or not, else 400."""
    try:
        hvem = les_logout_token(request.POST.get("logout_token"), Frist())
    except Feil as feil:
        logger.warning("bakkanal_utlogging_avvist", grunn=getattr(feil, "grunn", feil.kode))
        return JsonResponse({"error": "invalid_request"}, status=400)
    antall = avslutt_okter_for(sid=hvem.sid, sub=hvem.sub)
    logger.info("bakkanal_utlogging", antall=antall)
    return HttpResponse(status=200)
