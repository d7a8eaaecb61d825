"""More time: the recipient's button, and the two of those who share."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from adapters import klokke
from dokumenter.errors import DelingAvsluttet, ForMangeTidsonsker, IngenTidAGi
from dokumenter.forms.mer_tid import MerTidForm
from dokumenter.models import Deling
from dokumenter.queries.avsender import synlig_deling
from dokumenter.queries.tidsonske import foreslatt_slutt, siste_onske, ventende_onsker
from dokumenter.services.tidsonske import avsla_mer_tid, be_om_mer_tid, gi_mer_tid, kan_gis_mer_tid
from dokumenter.services.virksomhetstilgang import Adgang
from dokumenter.tekst import dato_i_ord
from dokumenter.varighet import UgyldigVarighetError, tolk_varighet
from dokumenter.views.mottakerside import for_mottaker
from kontoer.errors import IkkeFunnet, UgyldigVerdi
from kontoer.tilgang import er_i_bruk
from users.http import AuthenticatedHttpRequest, bevar_skjema, hent_bevart_skjema, krever_innlogging


def mer_tid_for(request: AuthenticatedHttpRequest, deling: Deling) -> dict[str, object]:
    """For `mottak_mer_tid.html`: what the person has asked for, what came of it, and whether it can be asked for."""
    naa = klokke.naa()
    return {
        "onske": siste_onske(deling, request.user),
        "kan_be": kan_gis_mer_tid(deling=deling, naa=naa),
        "slutt": deling.sluttet(naa),
        "form": MerTidForm(),
    }


def tidsonsker_for(deling: Deling) -> dict[str, object]:
    """For `mine_tidsonsker.html`: who waits for an answer, and the end that can be given in one press."""
    rader = ventende_onsker(deling)
    naa = klokke.naa()
    forslag = foreslatt_slutt(deling, naa) if rader and er_i_bruk(deling.konto) else None
    return {"rader": rader, "forslag": forslag, "er_over": deling.sluttet(naa) is not None}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@bevar_skjema
@for_mottaker
def mer_tid(request: AuthenticatedHttpRequest, deling: Deling, adgang: Adgang) -> HttpResponseBase:
    """Ask for it. The page by itself is for one whose login ended, or whose reason was too long."""
    form = MerTidForm(request.POST if request.method == "POST" else hent_bevart_skjema(request))
    if request.method == "POST" and form.is_valid():
        try:
            be_om_mer_tid(deling=deling, grunn=form.cleaned_data["grunn"], av=request.user, adgang=adgang)
        except UgyldigVerdi as feil:
            form.add_error(feil.felt, str(feil.melding))
        except (ForMangeTidsonsker, IngenTidAGi) as feil:
            messages.warning(request, str(feil.melding))
            return redirect("dokumenter:hent", deling.id)
        else:
            messages.success(request, _("Avsenderen ser nå at du ber om mer tid. Svaret kommer på denne siden."))
            return redirect("dokumenter:hent", deling.id)
    felter = mer_tid_for(request, deling) | {"form": form}
    side = {"deling": deling, "organisasjon": deling.konto.organisasjon, "mer_tid": felter, "form": form}
    return render(request, "dokumenter/mer_tid.html", side)


@never_cache
@require_POST
@krever_innlogging
def gi(request: AuthenticatedHttpRequest, deling_id: UUID) -> HttpResponse:
    """Give what was asked for: until the day the page offered."""
    deling = _delt(request, deling_id)
    try:
        til = tolk_varighet(request.POST.get("til", ""), naa=klokke.naa())
        gitt = gi_mer_tid(deling=deling, tilgjengelig_til=til, av=request.user)
    except (UgyldigVarighetError, UgyldigVerdi) as feil:
        messages.warning(request, str(getattr(feil, "melding", feil)))
    except DelingAvsluttet:
        messages.warning(request, _("Delingen er avsluttet, og innholdet er slettet. Del dokumentene på nytt."))
    else:
        tekst = _("Dokumentene kan hentes til %(tid)s. Den som ba om mer tid, ser det.") % {"tid": dato_i_ord(til)}
        messages.success(request, tekst if gitt else _("Ønsket er allerede besvart."))
    return redirect("dokumenter:deling", deling.id)


@never_cache
@require_POST
@krever_innlogging
def avsla(request: AuthenticatedHttpRequest, deling_id: UUID, onske_id: int) -> HttpResponse:
    """Say no to one who asked."""
    deling = _delt(request, deling_id)
    if avsla_mer_tid(deling=deling, onske_id=onske_id, av=request.user):
        messages.success(request, _("Du har svart nei. Den som ba om mer tid, ser det."))
    else:
        messages.info(request, _("Ønsket er allerede besvart."))
    return redirect("dokumenter:deling", deling.id)


def _delt(request: AuthenticatedHttpRequest, deling_id: UUID) -> Deling:
    deling = synlig_deling(request.user, deling_id)
    if deling.delt is None:
        raise IkkeFunnet
    return deling
