"""**Kvittering** of a deling, to keep in the municipality's archive: for those who may see the deling as senders."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dokumenter.protokoll.filnavn import innholdsdisposisjon
from dokumenter.queries.avsender import synlig_deling
from dokumenter.services.arkivkvittering import kvittering_som_pdf, kvittering_som_zip
from kontoer.errors import IkkeFunnet
from users.http import AuthenticatedHttpRequest, krever_innlogging

_FORMER: dict[str, tuple[str, Callable[..., bytes]]] = {
    "pdf": ("application/pdf", kvittering_som_pdf),
    "zip": ("application/zip", kvittering_som_zip),
}


@never_cache
@require_POST
@krever_innlogging
def arkivkvittering(request: AuthenticatedHttpRequest, deling_id: UUID, form: str) -> HttpResponseBase:
    """The receipt as a file. POST, since it is made and logged each time: no link checker and no prefetch asks for it.

    Raises what `synlig_deling` raises, and IkkeFunnet for a draft or another form.
    """
    deling = synlig_deling(request.user, deling_id)
    if deling.delt is None or form not in _FORMER:
        raise IkkeFunnet
    type_, lag = _FORMER[form]
    svar = HttpResponse(lag(deling=deling, av=request.user), content_type=type_)
    svar["Content-Disposition"] = innholdsdisposisjon(f"kvittering-{str(deling.pk)[:8]}.{form}")
    return svar
