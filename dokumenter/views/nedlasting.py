"""The door to a dokument's bytes: HEAD, GET and one Range (RFC 9110), always as an attachment."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from dokumenter.filsvar import arkivsvar, filsvar
from dokumenter.services.alle_filer import hent_alle_filer
from dokumenter.services.nedlasting import hent_dokument
from dokumenter.services.virksomhetstilgang import Adgang
from dokumenter.views.okt import fortsatt_innlogget, okt_i
from users.http import AuthenticatedHttpRequest, gir_fil, krev_hoyere_niva, krever_innlogging
from users.niva import har_niva


@require_safe
@gir_fil
@krever_innlogging
def last_ned(request: AuthenticatedHttpRequest, deling_id: UUID, dokument_id: UUID) -> HttpResponseBase:
    """One dokument, whole or a part, for one of those it is shared with."""
    bruker, okt = request.user, okt_i(request)
    adgang = Adgang(av=bruker, okt=okt)
    dokument = hent_dokument(deling_id=deling_id, dokument_id=dokument_id, av=bruker, okt=okt, adgang=adgang)
    if not har_niva(request, dokument.deling.sikkerhetsniva):
        return krev_hoyere_niva(request, dokument.deling.sikkerhetsniva)
    return filsvar(request, dokument, av=bruker, krev=adgang, fortsatt=fortsatt_innlogget(request))


@require_safe
@gir_fil
@krever_innlogging
def last_ned_alle(request: AuthenticatedHttpRequest, deling_id: UUID) -> HttpResponseBase:
    """All the files of a deling as one archive, whole or a part, for one of those it is shared with."""
    bruker = request.user
    adgang = Adgang(av=bruker, okt=okt_i(request))
    deling, filer = hent_alle_filer(deling_id=deling_id, adgang=adgang)
    if not har_niva(request, deling.sikkerhetsniva):
        return krev_hoyere_niva(request, deling.sikkerhetsniva)
    return arkivsvar(
        request,
        deling,
        filer,
        av=bruker,
        krev=adgang,
        fortsatt=fortsatt_innlogget(request),
        innhold=request.GET.get("innhold"),
    )
