"""Innsyn: a person's own view of what was shared, opened, fetched and done; as a page, as JSON and as CSV."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from adapters import klokke
from dokumenter.queries.innsyn import Innsynsdeling, Innsynslinje, alt_innsyn_for, innsyn_for
from dokumenter.queries.sider import tolk_nokkel
from kontoer.csvfil import csvlinjer, csvsvar, strom
from users.http import AuthenticatedHttpRequest, gir_fil, krever_innlogging
from users.niva import har_niva


@never_cache
@require_safe
@krever_innlogging
def innsyn(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    """A page of it, newest deling first."""
    nokkel = tolk_nokkel(request.GET.get("etter", ""))
    side = innsyn_for(request.user, naa=klokke.naa(), etter=nokkel, har_niva=partial(har_niva, request))
    felter = {"delinger": side.delinger, "neste": side.neste, "nokkel": nokkel}
    return render(request, "dokumenter/innsyn.html", felter)


@never_cache
@require_safe
@gir_fil
@krever_innlogging
def innsyn_json(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    """All of it, for a machine."""
    return strom("innsyn.json", _json(_alt(request), klokke.naa()), "application/json")


@never_cache
@require_safe
@gir_fil
@krever_innlogging
def innsyn_csv(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    """All of it, for a spreadsheet."""
    overskrifter = [
        _("Delt"),
        _("Fra"),
        _("Konto"),
        _("Tittel"),
        _("Kan hentes til"),
        _("Avsluttet"),
        _("Deling"),
        _("Tidspunkt"),
        _("Hva"),
        _("Hvem"),
        _("Dokument"),
        _("Detaljer"),
    ]
    rader = ([*_om_deling(en).values(), *_om_linje(linje).values()] for en in _alt(request) for linje in en.linjer)
    return csvsvar("innsyn.csv", csvlinjer(overskrifter, rader))


def _alt(request: AuthenticatedHttpRequest) -> Iterator[Innsynsdeling]:
    return alt_innsyn_for(request.user, naa=klokke.naa(), har_niva=partial(har_niva, request))


def _json(delinger: Iterator[Innsynsdeling], naa: datetime) -> Iterator[str]:
    """One object, written a deling at a time."""
    yield f'{{"laget": {json.dumps(_tid(naa))}, "delinger": ['
    for nr, en in enumerate(delinger):
        post: dict[str, Any] = _om_deling(en) | {"hendelser": [_om_linje(linje) for linje in en.linjer]}
        yield (",\n" if nr else "\n") + json.dumps(post, ensure_ascii=False)
    yield "\n]}\n"


def _om_deling(en: Innsynsdeling) -> dict[str, str]:
    deling, slutt = en.deling, en.slutt
    return {
        "delt": _tid(deling.delt),
        "fra": deling.konto.organisasjon.navn,
        "konto": deling.konto.navn if en.vis else "",
        "tittel": deling.tittel if en.vis and slutt is None else "",
        "kan_hentes_til": _tid(deling.tilgjengelig_til) if slutt is None else "",
        "avsluttet": f"{_tid(slutt[1])} ({slutt[0].label})" if slutt else "",
        "deling": str(deling.pk),
    }


def _om_linje(linje: Innsynslinje) -> dict[str, str]:
    return {
        "tidspunkt": _tid(linje.tidspunkt),
        "hva": linje.hva,
        "hvem": linje.hvem,
        "dokument": linje.dokumentnavn,
        "detaljer": linje.detaljer,
    }


def _tid(tidspunkt: datetime | None) -> str:
    return timezone.localtime(tidspunkt).isoformat(timespec="seconds") if tidspunkt else ""
