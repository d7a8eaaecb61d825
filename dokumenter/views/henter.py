"""Who fetches a file: one who is logged in, or a command that brings a hentenøkkel in place of a session.

For every door to a deling's bytes. A key comes in the header `Authorization`, never in an address. A request that
brings one has no session: none is read, made or prolonged, and no cookie is set.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from typing import Concatenate, ParamSpec, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase

from dokumenter.errors import ForMangeForsok
from dokumenter.models import Hentenokkel
from dokumenter.services.hentenokkel import finn_hentenokkel, krev_nokkel_virker, merk_brukt
from dokumenter.services.virksomhetstilgang import Adgang
from dokumenter.views.okt import fortsatt_innlogget, okt_i
from hendelser.models import HarSted
from users.http import AuthenticatedHttpRequest, krever_innlogging
from users.kilde import kilde_til
from users.models import User
from users.niva import niva_for_acr

P = ParamSpec("P")
_BEARER = "bearer"


@dataclass(frozen=True)
class Legitimert:
    """One who may be asked about: by which login or key (`okt`), how surely known, and what is asked along the way."""

    bruker: User
    okt: str
    niva: int
    fortsatt: Callable[[], None]
    nokkel: Hentenokkel | None = None

    def adgang(self) -> Adgang:
        """Whether the person may open a deling, asked once for the request."""
        return Adgang(av=self.bruker, okt=self.okt)

    def noter(self, request: HttpRequest, gjelder: HarSted) -> None:
        """That it was asked for with a key, once it is known that it is given. A session's use is in the deliveries."""
        if self.nokkel is not None:
            merk_brukt(nokkel=self.nokkel, gjelder=gjelder, bare_hoder=request.method == "HEAD")


def krever_henter(
    view: Callable[Concatenate[HttpRequest, Legitimert, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """As `krever_innlogging`, but takes a hentenøkkel for the deling in the address (`deling_id`) as well, and tells
    the view which it was.

    The view's own errors are then short texts for a program, and what is wrong with a key is 401, whatever it is.
    """

    def med_okt(request: AuthenticatedHttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        niva = niva_for_acr(request.session.get("acr"))
        henter = Legitimert(request.user, okt_i(request), niva, fortsatt_innlogget(request))
        return view(request, henter, *args, **kwargs)

    @wraps(view)
    def innpakket(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        ordning, _skille, nokkel = request.headers.get("Authorization", "").partition(" ")
        if ordning.lower() != _BEARER:
            return krever_innlogging(med_okt)(request, *args, **kwargs)
        henter = _med_nokkel(request, nokkel.strip(), cast(UUID, kwargs["deling_id"]))
        return view(request, henter, *args, **kwargs)

    return innpakket


def _med_nokkel(request: HttpRequest, nokkel: str, deling_id: UUID) -> Legitimert:
    """Raises UgyldigHentenokkel, ForMangeForsok. Errors of this request are no pages from here on."""
    hoder = {"Cache-Control": "private, no-store"}
    request.feilsvar_hoder = hoder | {"WWW-Authenticate": "Bearer"}  # type: ignore[attr-defined]
    try:
        rad = finn_hentenokkel(nokkel=nokkel, deling_id=deling_id, kilde=kilde_til(request))
    except ForMangeForsok as feil:
        request.feilsvar_hoder = hoder | {"Retry-After": str(feil.vent_sekunder)}  # type: ignore[attr-defined]
        raise
    request.feilsvar_hoder = hoder  # type: ignore[attr-defined]
    return Legitimert(rad.bruker, f"hentenokkel/{rad.pk}", rad.niva, partial(krev_nokkel_virker, nokkel=rad), rad)
