"""The page Del dokumenter. With JavaScript the files come by tus beforehand; without, they come in the form itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dokumenter.errors import UtkastEndret
from dokumenter.forms.deling import DelForm
from dokumenter.forms.mottakervalg import KNAPPER, etter_knapp
from dokumenter.models import Deling
from dokumenter.protokoll.skjemastrom import Skjemastrom
from dokumenter.queries.avsender import delt_fra_skjema, egen_deling, eget_dokument_i_utkast
from dokumenter.services.deling import del_dokument, er_delt_slik, mangler_ved_filene
from dokumenter.services.skrevet import Skjema, flytt_utkast, les_skrevet
from dokumenter.services.sletting import slett_dokument
from dokumenter.services.virksomhetskontroll import krev_kan_deles_med
from dokumenter.views.del_side import svar_med_skjema
from dokumenter.views.filer_i_skjema import FELT, motta_filer
from dokumenter.views.filstrom import med_filstrom
from dokumenter.views.skrevet import les_skjema, ta_vare_pa, usette_filer
from dokumenter.views.virksomhetskontroll import bekreftet_i
from kontoer.errors import IkkeFunnet, ManglerRett, UgyldigVerdi
from kontoer.models import Konto
from kontoer.queries import er_slettet_for, kontoer_for_deling
from users.http import AuthenticatedHttpRequest, bevar_skjema, hent_bevart_skjema, krever_innlogging
from users.models import User

_MELLOMSTEG = {"handling", "forvalg", "fjern", *KNAPPER}  # buttons that change or check the form without sharing


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@med_filstrom
@krever_innlogging
@bevar_skjema
def del_dokumenter(request: AuthenticatedHttpRequest, strom: Skjemastrom | None = None) -> HttpResponse:
    """The form, and what is sent with it."""
    if request.method == "POST":
        return _ta_imot(request, strom)
    bevart = (hent_bevart_skjema(request) or QueryDict()).dict()
    utkast = _utkast_eller_deling(request.user, request.GET.get("utkast") or str(bevart.get("utkast", "")))
    if utkast is not None and utkast.tilstand != Deling.Tilstand.UTKAST:
        return _forlat(request, utkast)
    velg_konto(request.user, str(utkast.konto_id) if utkast else None)
    skrevet: dict[str, object] = {**bevart}
    if utkast is not None and not bevart:
        skrevet = {"konto": utkast.konto_id, **les_skrevet(deling=utkast)}
    form = DelForm(initial={**skrevet, "utkast": utkast and utkast.pk}, bruker=request.user)
    return svar_med_skjema(request, form, utkast)


def velg_konto(bruker: User, onsket: str | None) -> Konto:
    """The konto to begin a draft on: the one asked for, else the first the person may share from.

    It may be changed until the draft is shared. Raises ManglerRett for one who may not share from any.
    """
    kontoer = kontoer_for_deling(bruker)
    valgt = kontoer.filter(pk=_uuid(onsket)).first() if onsket else None
    konto = valgt or kontoer.first()
    if konto is None and er_slettet_for(bruker, onsket):
        raise ManglerRett(
            _(
                "Kontoen er slettet av en administrator, og du kan ikke dele fra noen annen. Filene og det du har "
                "skrevet, ligger i utkastet så lenge. Be en administrator i kommunen om tilgang til en annen konto."
            )
        )
    if konto is None:
        raise ManglerRett(
            _("Du har ikke rett til å dele dokumenter fra noen konto. Be en administrator i kommunen om tilgang.")
        )
    return konto


def _ta_imot(request: AuthenticatedHttpRequest, strom: Skjemastrom | None) -> HttpResponse:
    """The form was sent: take its files, do what its button says, and show it again unless that shared."""
    skjema = les_skjema(request.POST)
    utkast = _utkast_eller_deling(request.user, _sendt_for(request, skjema) or request.POST.get("utkast"))
    if utkast is not None and utkast.delt is not None:
        return _til_kvittering(request, utkast, request.POST)
    if utkast is not None and utkast.tilstand != Deling.Tilstand.UTKAST:
        utkast = None  # thrown away in another window; what is typed here is kept
    konto = _konto_for(request, utkast, skjema)
    usette = usette_filer(request.POST, utkast)  # asked before this form's own files are there
    filfeil: list[str] = []
    if strom is not None:
        utkast, filfeil = motta_filer(strom, utkast=utkast, konto=konto, av=request.user)
    felter = _felter(strom.felter if strom else request.POST, utkast, av=request.user)
    form = DelForm(felter, bruker=request.user)
    if not _MELLOMSTEG.isdisjoint(felter):
        form.vis_bare_feil_i(None if {"forvalg", "fjern"} & felter.keys() else "mottakere")
        form.meld_feil(FELT, *filfeil)
    elif deling := _del(form, utkast, [*filfeil, usette] if usette else filfeil, skjema, av=request.user):
        return _til_kvittering(request, deling, felter)
    if utkast is not None:
        form.meld_feil("", ta_vare_pa(felter, utkast, skjema, av=request.user))
    return svar_med_skjema(request, form, utkast)


def _sendt_for(request: AuthenticatedHttpRequest, skjema: Skjema | None) -> str | None:
    """What this very form has shared, if it has been sent before: then its draft is no more to be looked for."""
    delt = delt_fra_skjema(request.user, skjema.id) if skjema else None
    return str(delt.pk) if delt else None


def _felter(sendt: QueryDict, utkast: Deling | None, *, av: User) -> dict[str, Any]:
    """The fields as sent, when the buttons that change them have done so: a file taken out, a duration chosen."""
    felter = sendt.dict()
    felter["utkast"] = str(utkast.pk) if utkast else ""
    if "fjern" in felter:
        # Pressed twice, the form comes back as after the first time, with all that is typed.
        dokument = eget_dokument_i_utkast(av, _uuid(str(felter["fjern"])), ogsa_borte=True)
        slett_dokument(dokument=dokument, av=av)
    if "forvalg" in felter:
        felter["tilgjengelig_i"] = felter["forvalg"]
    return etter_knapp(felter)


def _konto_for(request: AuthenticatedHttpRequest, utkast: Deling | None, skjema: Skjema | None) -> Konto:
    """Where files that come with the form belong. A draft whose konto was deleted meanwhile goes on from another.

    Raises ManglerRett when there is none; then what is typed waits with the draft.
    """
    try:
        konto = velg_konto(request.user, request.POST.get("konto"))
    except ManglerRett:
        if utkast is not None:
            ta_vare_pa(request.POST.dict(), utkast, skjema, av=request.user)
        raise
    if utkast is not None and utkast.konto.er_slettet:
        flytt_utkast(deling=utkast, konto=konto, av=request.user)
    return konto


def _del(form: DelForm, utkast: Deling | None, filfeil: list[str], skjema: Skjema | None, *, av: User) -> Deling | None:
    """Share, or put every reason why not on the form."""
    form.meld_feil(FELT, *(filfeil or [mangler_ved_filene(deling=utkast)]))
    if not form.is_valid() or utkast is None:
        return None
    try:
        krev_kan_deles_med(mottakere=form.cleaned_data["mottakere"].gyldige, bekreftet=bekreftet_i(form))
        return del_dokument(
            deling=utkast,
            konto=form.cleaned_data["konto"],
            mottakere=form.cleaned_data["mottakere"].gyldige,
            tilgjengelig_til=form.cleaned_data["tilgjengelig_i"],
            omtale=form.omtale(),
            av=av,
            skjema=skjema,
        )
    except UgyldigVerdi as feil:
        form.meld_feil(feil.felt, str(feil.melding))
    except UtkastEndret:
        pass  # told when what is typed cannot be kept either
    return None


def _utkast_eller_deling(bruker: User, utkast_id: str | None) -> Deling | None:
    return egen_deling(bruker, _uuid(utkast_id)) if utkast_id else None


def _forlat(request: AuthenticatedHttpRequest, deling: Deling) -> HttpResponseRedirect:
    """A draft that is one no more: shared (perhaps in another window), or thrown away."""
    if deling.delt is not None:
        return _til_kvittering(request, deling, None)
    messages.info(request, _("Utkastet er forkastet. Start en ny deling."))
    return HttpResponseRedirect(reverse("dokumenter:del_dokumenter"))


def _til_kvittering(
    request: AuthenticatedHttpRequest, deling: Deling, felter: Mapping[str, Any] | None
) -> HttpResponseRedirect:
    """To the receipt; one whose form said something else than what was shared is told that it was not used."""
    if felter is not None and not _er_delt_slik(deling, DelForm(felter, bruker=request.user)):
        tekst = _("Dokumentene var allerede delt, kanskje fra et annet vindu. Det du endret her, er ikke brukt.")
        messages.warning(request, tekst)
    return HttpResponseRedirect(reverse("dokumenter:deling", args=[deling.pk]) + "?ny=1")


def _er_delt_slik(deling: Deling, form: DelForm) -> bool:
    return form.is_valid() and er_delt_slik(
        deling=deling,
        konto=form.cleaned_data["konto"],
        mottakere=form.cleaned_data["mottakere"].gyldige,
        tilgjengelig_til=form.cleaned_data["tilgjengelig_i"],
        omtale=form.omtale(),
    )


def _uuid(tekst: str | None) -> UUID:
    try:
        return UUID(tekst or "")
    except ValueError as feil:
        raise IkkeFunnet from feil
