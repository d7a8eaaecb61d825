"""How the pages take a form: nothing typed is lost, and what a service refuses is told at the field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Concatenate, NamedTuple, ParamSpec

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kontoer.errors import UgyldigVerdi
from kontoer.models import Konto, Organisasjon
from users.errors import UgyldigNummer
from users.http import AuthenticatedHttpRequest, bevar_skjema, hent_bevart_skjema, krever_innlogging

P = ParamSpec("P")


class Skjemaside(NamedTuple):
    """What a page with one form says. `forklaring` comes before the fields; `farlig` colours the button."""

    tittel: str | Promise
    knapp: str | Promise
    forklaring: str | Promise = ""
    farlig: bool = False


def skjemaside(
    view: Callable[Concatenate[AuthenticatedHttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page with a form: needs a login, is not kept by the browser, and its form outlives an ended session."""
    return bevar_skjema(krever_innlogging(never_cache(require_http_methods(["GET", "HEAD", "POST"])(view))))


def data_fra(request: HttpRequest) -> QueryDict | None:
    """What the form was sent with, or what was typed when the session ended; None for a form not filled in."""
    return request.POST if request.method == "POST" else hent_bevart_skjema(request)


def er_sendt(request: HttpRequest, form: forms.Form) -> bool:
    """Whether to do what the form asks for."""
    return request.method == "POST" and form.is_valid()


@contextmanager
def feil_i(form: forms.Form) -> Iterator[None]:
    """What a service refuses inside the block becomes an error of the form; the page is then shown again."""
    try:
        yield
    except UgyldigVerdi as feil:
        form.add_error(feil.felt if feil.felt in form.fields else None, str(feil.melding))
    except UgyldigNummer as feil:
        form.add_error("fnr", str(feil.melding))


def vis_skjema(
    request: AuthenticatedHttpRequest,
    form: forms.Form,
    side: Skjemaside,
    *,
    organisasjon: Organisasjon,
    konto: Konto | None = None,
    avbryt: str,
) -> HttpResponse:
    """A page with only this form. `avbryt` is where one goes to do nothing."""
    felter = {"form": form, "side": side, "organisasjon": organisasjon, "konto": konto, "avbryt": avbryt}
    return render(request, "kontoer/skjema.html", felter)
