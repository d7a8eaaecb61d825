"""Acting for a business: the choice among several, and the page that teaches what is missing."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dokumenter.errors import AltinnSvarerIkke, ManglerVirksomhetstilgang
from dokumenter.queries.kvittering import lenke_til
from dokumenter.services.virksomhetstilgang import finn_virksomheter
from dokumenter.tekst import orgnr_i_ord
from dokumenter.views.okt import okt_i
from dokumenter.views.representasjon import ALLE, Representasjon
from dokumenter.virksomhet.tilgangspakker import pakkenavn
from users.http import AuthenticatedHttpRequest, krever_innlogging

_VALG = "representerer"  # session key


def representasjon(request: AuthenticatedHttpRequest) -> Representasjon:
    """Whom the person acts for; nobody, and `altinn_svarer` false, when Altinn does not say."""
    try:
        virksomheter = finn_virksomheter(av=request.user, okt=okt_i(request))
    except AltinnSvarerIkke:
        return Representasjon(altinn_svarer=False)
    return Representasjon(tuple(virksomheter), str(request.session.get(_VALG, "")))


@require_POST
@krever_innlogging
def representer(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    """Choose one of the businesses, or all; what is not among them changes nothing."""
    valg = request.POST.get("virksomhet", "")
    if valg in {ALLE, *representasjon(request).alle}:
        request.session[_VALG] = valg
    return redirect("dokumenter:mottatt")


def laer_om_tilgang(feil: ManglerVirksomhetstilgang) -> dict[str, object]:
    """What the page needs: which businesses, which access, and a text to send on. Nothing about the dokumenter."""
    deling = feil.deling
    apne = [nummer for nummer, dom in sorted(feil.dommer.items()) if not dom.deleted]
    slettet = [nummer for nummer, dom in sorted(feil.dommer.items()) if dom.deleted]
    navn = pakkenavn(taushetsbelagt=deling.er_taushetsbelagt)
    adresse = lenke_til(deling.id)
    return {
        "organisasjon": deling.konto.organisasjon,
        "virksomheter": apne,
        "slettet": slettet,
        "pakker": navn,
        "taushetsbelagt": deling.er_taushetsbelagt,
        "tekst": _tekst(deling.konto.organisasjon.navn, apne, navn, adresse) if apne else "",
    }


def _tekst(avsender: str, numre: list[str], pakker: list[str], adresse: str) -> str:
    linjer = [
        _("Hei"),
        _("%(avsender)s har delt noe med virksomheten vår (organisasjonsnummer %(numre)s).")
        % {"avsender": avsender, "numre": ", ".join(map(orgnr_i_ord, numre))},
        _("For å åpne det trenger jeg tilgangspakken «%(pakke)s» i Altinn. Kan du gi meg den?")
        % {"pakke": _("» eller «").join(pakker)},
        _(
            "Slik gjør du: Logg inn på altinn.no, velg virksomheten, åpne tilgangsstyringen, finn meg blant brukerne "
            "og gi meg tilgangspakken. Den ligger under «Post og arkiv»."
        ),
        _("Når jeg har fått den, åpner jeg lenken på nytt:\n%(adresse)s") % {"adresse": adresse},
    ]
    return "\n\n".join(linjer)
