"""Files into a deling that is shared already.

They are uploaded to a draft of the person's own, by the same doors and with the same rules as any draft, so until they
are shared nobody else can know of them. To share them is to move them: one transaction that locks the deling and then
the draft, so what ends or is recalled at the same moment gets nothing more, and two who add do not pass the limit
together. What a dokument's bytes are sealed with is its own id, not its deling's.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from adapters import klokke
from dokumenter.models import Deling, Dokument, Ettersending
from dokumenter.queries.avsender import filer_i
from dokumenter.queries.ettersending import ettersending_for
from dokumenter.services.deling import mangler_ved_filene, opprett_utkast
from dokumenter.services.mottakere import las_apen
from hendelser.models import Hendelsestype
from hendelser.services import ny_hendelse, skriv_mange_hendelser
from kontoer.errors import UgyldigVerdi
from kontoer.tilgang import krev_kan_dele
from users.models import User


def begynn_ettersending(*, deling: Deling, av: User) -> Deling:
    """The person's draft of files for the deling; begun if there is none.

    Raises what `krev_kan_dele` raises, DelingAvsluttet.
    """
    krev_kan_dele(av, deling.konto)
    with transaction.atomic():
        las_apen(deling=deling)
        ettersending = ettersending_for(deling, av)
        if ettersending is None:
            utkast = opprett_utkast(konto=deling.konto, av=av)
            ettersending = Ettersending.objects.create(deling=deling, utkast=utkast, av=av)
    return ettersending.utkast


def del_ettersending(*, deling: Deling, av: User, skjema: UUID) -> int:
    """Make the files of the person's draft part of what is shared; how many. 0: this very form has done it already.

    Raises what `krev_kan_dele` raises, UgyldigVerdi (felt dokumenter), DelingAvsluttet.
    """
    krev_kan_dele(av, deling.konto)
    with transaction.atomic():
        las_apen(deling=deling)
        ettersending = ettersending_for(deling, av)
        if ettersending is not None and ettersending.skjema == skjema:
            return 0
        utkast = Deling.objects.select_for_update().get(pk=ettersending.utkast_id) if ettersending else None
        if mangler := mangler_ved_filene(deling=utkast) or _for_mange(deling, utkast):
            raise UgyldigVerdi(mangler, felt="dokumenter")
        Ettersending.objects.filter(utkast=utkast).update(skjema=skjema)
        ider = list(Dokument.objects.filter(deling=utkast).igjen().order_by("pk").values_list("pk", flat=True))
        _flytt(ider, deling, av)
    return len(ider)


def _for_mange(deling: Deling, utkast: Deling | None) -> str:
    maks, delt = settings.DELING_MAKS_DOKUMENTER, filer_i(deling).count()
    if utkast is None or delt + filer_i(utkast).count() <= maks:
        return ""
    tekst = _("En deling kan ha høyst %(maks)d filer, og denne har %(antall)d. Fjern noen, eller lag en ny deling.")
    return tekst % {"maks": maks, "antall": delt}


def _flytt(ider: list[UUID], deling: Deling, av: User) -> None:
    eksponering = Dokument.Eksponering.DELT
    Dokument.objects.filter(pk__in=ider).update(deling=deling, eksponering=eksponering, lagt_til=klokke.naa())
    steder = (deling.sted._replace(dokument_id=id_) for id_ in ider)
    skriv_mange_hendelser(ny_hendelse(Hendelsestype.DOKUMENT_LAGT_TIL, av=av, gjelder=sted) for sted in steder)
