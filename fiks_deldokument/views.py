"""The front page, the pages about the service, errors, and what a load balancer asks."""

import sys

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fiks_deldokument import hjerteslag
from fiks_deldokument.beredskap import hva_mangler
from fiks_deldokument.borte import er_borte, side_uten_kontekst, svar_borte
from fiks_deldokument.feilsvar import Feilsvar, er_maskinsti, melding_for
from fiks_deldokument.foresporsel import merk_arsak
from kontoer.queries import organisasjoner_med_erklaering
from users.http import har_merke
from users.oidc.forsok import kapselprefiks


@require_safe
def forside(request: HttpRequest) -> HttpResponse:
    """What the service is, and the way in."""
    return render(request, "forside.html")


@require_safe
def informasjonskapsler(request: HttpRequest) -> HttpResponse:
    """Which cookies are set and why; there are only necessary ones, so there is no banner."""
    innhold = {
        "okt_kapsel": settings.SESSION_COOKIE_NAME,
        "csrf_kapsel": settings.CSRF_COOKIE_NAME,
        "forsok_kapsel": kapselprefiks(),
    }
    return render(request, "informasjonskapsler.html", innhold)


@require_safe
def om_tjenesten(request: HttpRequest) -> HttpResponse:
    """What is stored about whom and for how long, and each municipality's own erklæringer."""
    innhold = {
        "organisasjoner": organisasjoner_med_erklaering(),
        "behold_dager": settings.HENDELSER_BEHOLD_DAGER,
        "behold_metadata_dager": settings.METADATA_BEHOLD_DAGER,
    }
    return render(request, "om_tjenesten.html", innhold)


@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Database and document storage answer and belong together, and the clock is right; 503 with what is not so.

    A worker or beat on another host whose clock is wrong is no reason to take this web away: it is told, with 200.

    Reads only: a store that is full must not take the service away from those who fetch and delete.
    """
    mangler = hva_mangler()
    if mangler:
        merk_arsak(request, mangler)
        return HttpResponse(mangler, status=503, content_type="text/plain")
    skjeve = hjerteslag.med_gal_klokke()
    return HttpResponse("ok" if not skjeve else f"ok\nklokke: {', '.join(skjeve)}", content_type="text/plain")


def csrf_feil(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without a valid CSRF token: an old page, or another site."""
    melding = _("Siden var gammel eller ble sendt fra et annet sted. Gå tilbake, last siden på nytt og prøv igjen.")
    # The page that shows a form worth keeping has what was typed, and asks for the login that may be gone too.
    igjen = request.get_full_path() if har_merke(request, "bevar_skjema") else ""
    innhold = {"melding": melding, "kode": "csrf", "status": 403, "last_pa_nytt": igjen}
    return render(request, "feil.html", innhold, status=403)


def ikke_funnet(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, the same for what does not exist and for what is not yours."""
    if er_maskinsti(request):
        return Feilsvar(request, status=404, melding=melding_for(404))
    melding = _("Vi finner ikke det du leter etter.")
    return render(request, "feil.html", {"melding": melding, "kode": "ikke_funnet", "status": 404}, status=404)


def serverfeil(request: HttpRequest) -> HttpResponse:
    """What no view and no layer has caught; Django calls this while it is handled. 503 when something is away, or 500.

    Without the frame's look-ups: whatever failed may be one of them.
    """
    feil = sys.exc_info()[1]
    if feil is not None and er_borte(feil):
        return svar_borte(request, feil)
    if er_maskinsti(request):
        return Feilsvar(request, status=500, melding=melding_for(500))
    return HttpResponse(side_uten_kontekst(request, "500.html"), status=500)
