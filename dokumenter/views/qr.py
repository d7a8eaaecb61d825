"""The link to a deling as a QR code, for one who may share it. The same as the link beside it, in another form."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from adapters import klokke
from dokumenter.protokoll.qr import TYPER, qr_kode
from dokumenter.queries.avsender import synlig_deling
from dokumenter.queries.kvittering import lenke_til
from kontoer.errors import IkkeFunnet
from users.http import AuthenticatedHttpRequest, krever_innlogging


@never_cache
@require_safe
@krever_innlogging
def qr(request: AuthenticatedHttpRequest, deling_id: UUID, format_: str) -> HttpResponse:
    """The code as an image that can be saved. What is over, or waits for a second person, has none."""
    deling = synlig_deling(request.user, deling_id)
    if not deling.er_apen(klokke.naa()):
        raise IkkeFunnet
    hoder = {"Content-Disposition": f'attachment; filename="qr-kode.{format_}"'}
    return HttpResponse(qr_kode(lenke_til(deling.pk), format_=format_), content_type=TYPER[format_], headers=hoder)
