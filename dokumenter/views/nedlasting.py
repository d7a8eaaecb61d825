"""The door to a dokument's bytes: HEAD, GET and one Range (RFC 9110), always as an attachment."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from dokumenter.filsvar import arkivsvar, filsvar
from dokumenter.services.alle_filer import hent_alle_filer
from dokumenter.services.nedlasting import hent_dokument
from dokumenter.views.henter import Legitimert, krever_henter
from users.http import gir_fil, krev_hoyere_niva


@require_safe
@gir_fil
@krever_henter
def last_ned(request: HttpRequest, henter: Legitimert, deling_id: UUID, dokument_id: UUID) -> HttpResponseBase:
    """One dokument, whole or a part, for one of those it is shared with."""
    adgang = henter.adgang()
    dokument = hent_dokument(
        deling_id=deling_id, dokument_id=dokument_id, av=henter.bruker, okt=henter.okt, adgang=adgang
    )
    if henter.niva < dokument.deling.sikkerhetsniva:
        return krev_hoyere_niva(request, dokument.deling.sikkerhetsniva)
    henter.noter(request, dokument)
    return filsvar(request, dokument, av=henter.bruker, krev=adgang, fortsatt=henter.fortsatt)


@require_safe
@gir_fil
@krever_henter
def last_ned_alle(request: HttpRequest, henter: Legitimert, deling_id: UUID) -> HttpResponseBase:
    """All the files of a deling as one archive, whole or a part, for one of those it is shared with."""
    adgang = henter.adgang()
    deling, filer = hent_alle_filer(deling_id=deling_id, adgang=adgang)
    if henter.niva < deling.sikkerhetsniva:
        return krev_hoyere_niva(request, deling.sikkerhetsniva)
    henter.noter(request, deling)
    return arkivsvar(
        request,
        deling,
        filer,
        av=henter.bruker,
        krev=adgang,
        fortsatt=henter.fortsatt,
        innhold=request.GET.get("innhold"),
    )
