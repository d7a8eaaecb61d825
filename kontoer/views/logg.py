"""The organisation's log: on a page, and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hendelser.models import Hendelse
from hendelser.queries import Loggfilter, Loggside, hendelser_i, side_for, sider_av
from kontoer.csvfil import csv_linjer
from kontoer.loggfilter import LoggfilterForm
from kontoer.logglinjer import Logglinje, logglinjer
from kontoer.views.oppslag import min_organisasjon
from users.http import AuthenticatedHttpRequest, krever_innlogging

PER_SIDE = 50
_PER_BOLK = 500


@krever_innlogging
@never_cache
@require_safe
def logg(request: AuthenticatedHttpRequest, organisasjon_id: UUID) -> HttpResponseBase:
    """The log, newest first, narrowed by the form, one page at a time."""
    organisasjon = min_organisasjon(request, organisasjon_id)
    form = LoggfilterForm(request.GET, organisasjon=organisasjon)
    side = Loggside([], None)
    if form.is_valid():
        side = side_for(hendelser_i(organisasjon.id, form.filter), _nokkel(request), PER_SIDE)
    felter = {
        "organisasjon": organisasjon,
        "form": form,
        "linjer": logglinjer(organisasjon.id, side.hendelser),
        "neste": side.neste,
        "filter": form.adresse,
        "er_forste_side": "for" not in request.GET,
    }
    return render(request, "kontoer/logg.html", felter)


@krever_innlogging
@never_cache
@require_safe
def logg_csv(request: AuthenticatedHttpRequest, organisasjon_id: UUID) -> HttpResponseBase:
    """All that the filter lets through, as a file for a spreadsheet, streamed. A wrong filter is shown on the page."""
    organisasjon = min_organisasjon(request, organisasjon_id)
    form = LoggfilterForm(request.GET, organisasjon=organisasjon)
    if not form.is_valid():
        return redirect(f"{request.path.removesuffix('.csv')}/?{request.GET.urlencode()}")
    return StreamingHttpResponse(
        _csv(organisasjon.id, form.filter),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="logg.csv"'},
    )


def _csv(organisasjon_id: UUID, filter_: Loggfilter) -> Iterator[str]:
    overskrifter = [_("Tidspunkt"), _("Hendelse"), _("Hvem"), _("Konto"), _("Deling"), _("Dokument"), _("Detaljer")]
    deler = hendelser_i(organisasjon_id, filter_)
    linjer = (linje for hendelser in sider_av(deler, _PER_BOLK) for linje in logglinjer(organisasjon_id, hendelser))
    return csv_linjer(overskrifter, (_celler(linje, linje.hendelse) for linje in linjer))


def _celler(linje: Logglinje, hendelse: Hendelse) -> list[str]:
    tidspunkt = timezone.localtime(hendelse.tidspunkt).isoformat(timespec="seconds")
    ider = [str(id_ or "") for id_ in (hendelse.deling_id, hendelse.dokument_id)]
    return [tidspunkt, linje.hva, linje.hvem, linje.konto, *ider, linje.detaljer]


def _nokkel(request: AuthenticatedHttpRequest) -> int | None:
    """`?for=<id>`; what is no number is the first page."""
    for_id = request.GET.get("for", "")
    return int(for_id) if for_id.isascii() and for_id.isdigit() and len(for_id) < 19 else None  # noqa: PLR2004  # int64
