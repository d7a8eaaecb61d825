"""Acting for a business: the choice among several, and the page that teaches what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from adapters.altinn import Verdict
from dokumenter.errors import AltinnSvarerIkke, ManglerVirksomhetstilgang
from dokumenter.queries.kvittering import lenke_til
from dokumenter.services.virksomhetstilgang import Virksomhet, finn_virksomheter
from dokumenter.tekst import orgnr_i_ord
from dokumenter.views.okt import okt_i
from dokumenter.views.representasjon import ALLE, Representasjon
from dokumenter.virksomhet.enhetsregisteret import Oppslag, slaa_opp
from dokumenter.virksomhet.tilgangspakker import pakkenavn
from users.http import AuthenticatedHttpRequest, krever_innlogging

_VALG = "representerer"  # session key


def representasjon(request: AuthenticatedHttpRequest) -> Representasjon:
    """Whom the person acts for; nobody, and `altinn_svarer` false, when Altinn does not say."""
    try:
        virksomheter = finn_virksomheter(av=request.user, okt=okt_i(request))
    except AltinnSvarerIkke:
        return Representasjon(altinn_svarer=False)
    return Representasjon(tuple(_med_navn(virksomheter)), str(request.session.get(_VALG, "")))


def _med_navn(virksomheter: list[Virksomhet]) -> list[Virksomhet]:
    """What Altinn gave no name for is called what Enhetsregisteret calls it."""
    register = slaa_opp([en.orgnr for en in virksomheter if not en.navn])
    return [replace(en, navn=register[en.orgnr].navn) if en.orgnr in register else en for en in virksomheter]


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
    register = slaa_opp(list(feil.dommer))
    navn = pakkenavn(taushetsbelagt=deling.er_taushetsbelagt)
    adresse = lenke_til(deling.id)
    return {
        "organisasjon": deling.konto.organisasjon,
        "virksomheter": [_kalt(nummer, feil.dommer[nummer], register) for nummer in apne],
        "slettet": [_kalt(nummer, feil.dommer[nummer], register) for nummer in slettet],
        "register": register,
        "pakker": navn,
        "taushetsbelagt": deling.er_taushetsbelagt,
        "tekst": _tekst(deling.konto.organisasjon.navn, apne, navn, adresse) if apne else "",
    }


def _kalt(orgnr: str, dom: Verdict, register: Mapping[str, Oppslag]) -> Virksomhet:
    """A business one may open nothing for, by what Altinn calls it, or else Enhetsregisteret."""
    navn = dom.name or (register[orgnr].navn if orgnr in register else "")
    return Virksomhet(orgnr, ordinaer=False, taushetsbelagt=False, navn=navn)


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
