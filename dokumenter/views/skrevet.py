"""What is typed on the page Del dokumenter, kept with the draft: by the page's script, and when the form is sent."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dokumenter.errors import DelingIkkeUtkast, UtkastEndret
from dokumenter.forms.deling import FELTER
from dokumenter.models import Deling
from dokumenter.queries.avsender import egen_deling, filer_i
from dokumenter.services.skrevet import Skjema, flytt_utkast, lagre_skrevet
from kontoer.queries import kontoer_for_deling
from users.http import AuthenticatedHttpRequest, krever_innlogging
from users.models import User


@require_POST
@krever_innlogging
def skrevet(request: AuthenticatedHttpRequest, deling_id: UUID) -> HttpResponse:
    """204 when it is kept, 409 when it is not: another page has changed the draft, or it is a draft no more."""
    utkast = egen_deling(request.user, deling_id)
    try:
        lagre_skrevet(deling=utkast, felter=_felter(request.POST), skjema=les_skjema(request.POST), av=request.user)
    except (UtkastEndret, DelingIkkeUtkast) as feil:
        return HttpResponse(str(feil.melding), status=409, content_type="text/plain; charset=utf-8")
    if utkast.konto.er_slettet:
        _flytt_til_valgt(request, utkast)
    return HttpResponse(status=204)


def ta_vare_pa(felter: Mapping[str, object], utkast: Deling, skjema: Skjema | None, *, av: User) -> str:
    """Keep what came with a form that did not share; why it was not used, in words, or empty."""
    try:
        lagre_skrevet(deling=utkast, felter=_felter(felter), skjema=skjema, av=av)
    except (UtkastEndret, DelingIkkeUtkast) as feil:
        return str(feil.melding)
    return ""


def usette_filer(felter: Mapping[str, object], utkast: Deling | None) -> str:
    """Why a draft cannot be shared by this page before the person has seen it anew: files from elsewhere. Or empty."""
    if utkast is None or "filer" not in felter:
        return ""
    sett = set(str(felter["filer"]).split())
    if all(str(id_) in sett for id_ in filer_i(utkast).values_list("pk", flat=True)):
        return ""
    return _("Det er lagt til filer fra et annet vindu. Se over listen, og del på nytt hvis alle skal være med.")


def les_skjema(felter: Mapping[str, object]) -> Skjema | None:
    """Which page it is; None for one that does not say."""
    id_ = _uuid(felter.get("skjema"))
    return Skjema(id_, _uuid(felter.get("forrige"))) if id_ else None


def _felter(felter: Mapping[str, object]) -> dict[str, str]:
    return {navn: str(felter[navn]) for navn in FELTER if navn in felter}


def _flytt_til_valgt(request: AuthenticatedHttpRequest, utkast: Deling) -> None:
    """The files that come next need a konto that is there."""
    onsket = _uuid(request.POST.get("konto"))
    konto = kontoer_for_deling(request.user).filter(pk=onsket).first() if onsket else None
    if konto is not None:
        flytt_utkast(deling=utkast, konto=konto, av=request.user)


def _uuid(tekst: object) -> UUID | None:
    try:
        return UUID(str(tekst))
    except ValueError:
        return None
