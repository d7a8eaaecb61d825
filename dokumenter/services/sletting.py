"""Deletion. First, in one transaction, the keys: from then on every copy of the bytes is noise, backups too.
Then, by tasks that may die and run again at any point, the objects (`fjerning`). Metadata and log remain.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.expressions import Combinable

from adapters import klokke
from adapters.dytt import dytt
from dokumenter.models import Deling, Dokument
from dokumenter.services.gravsteiner import gravlegg
from dokumenter.tilgang import krev_kan_forvalte
from hendelser.models import SYSTEM, HarAktor, Hendelsestype
from hendelser.services import ny_hendelse, skriv_mange_hendelser

_HENDELSE_FOR_SLUTT = {
    Deling.Slutt.UTLOPT: Hendelsestype.DELING_UTLOPT,
    Deling.Slutt.TRUKKET: Hendelsestype.DELING_TRUKKET,
    Deling.Slutt.SLETTET: Hendelsestype.DELING_SLETTET,
    Deling.Slutt.KONTO_SLETTET: Hendelsestype.DELING_SLETTET,
    Deling.Slutt.FORKASTET: Hendelsestype.UTKAST_FORKASTET,
}
# Why a key is destroyed, where it is not for the end of its deling: the one dokument is taken out of it.
_TATT_UT = Dokument.Eksponering.FJERNET
_BOLK = 500


def slett_dokument(*, dokument: Dokument, av: HarAktor) -> bool:
    """Put one dokument out of reach for good. False if it already was. Raises IkkeFunnet or ManglerRett."""
    krev_kan_forvalte(av, dokument.deling)
    with transaction.atomic():
        # Whoever shares counts the files with this lock: either the file is gone by then, or the deling is shared.
        Deling.objects.select_for_update().get(pk=dokument.deling_id)
        return bool(_odelegg_nokler([dokument.deling], dokument.id, grunn=_TATT_UT, av=av))


def avslutt_deling(*, deling: Deling, slutt: Deling.Slutt, av: HarAktor) -> bool:
    """End a deling: out of reach at once, and the keys of all its dokumenter destroyed in the same transaction.

    False if it had already ended. Raises IkkeFunnet or ManglerRett.
    """
    krev_kan_forvalte(av, deling)
    levende = Deling.objects.levende().filter(pk=deling.pk)
    # It may have changed since it was read: shared, if it was a draft.
    if slutt == Deling.Slutt.FORKASTET:
        levende = levende.er_i(Deling.Tilstand.UTKAST)
    with transaction.atomic():
        endring = _endring(slutt, klokke.naa())
        if not levende.update(**endring):
            return False
        for felt, verdi in endring.items():
            setattr(deling, felt, verdi)
        _fullfor([deling], slutt, av=av)
    return True


def avslutt_laste(*, delinger: Sequence[Deling], slutt: Deling.Slutt, tidspunkt: datetime | None, av: HarAktor) -> None:
    """End delinger that the caller has locked and found living, in the caller's transaction; their konto is at hand.

    `tidspunkt`: when they ended; None is when their own time was out. Does not wait for a dokument that somebody is
    at: DatabaseError, and the sweep comes again.
    """
    endring = _endring(slutt, F("tilgjengelig_til") if tidspunkt is None else tidspunkt)
    Deling.objects.filter(pk__in=[deling.pk for deling in delinger]).update(**endring)
    for deling in delinger:
        deling.slutt = slutt
    _fullfor(delinger, slutt, av=av, vent=False)


def _endring(slutt: Deling.Slutt, avsluttet: datetime | Combinable) -> dict[str, object]:
    tilstand = Deling.Tilstand.TRUKKET if slutt == Deling.Slutt.TRUKKET else Deling.Tilstand.SLETTET
    return {"tilstand": tilstand, "slutt": slutt, "avsluttet": avsluttet, "skrevet": None}


def _fullfor(delinger: Sequence[Deling], slutt: Deling.Slutt, *, av: HarAktor, vent: bool = True) -> None:
    type_, data = _HENDELSE_FOR_SLUTT[slutt], {"slutt": slutt.value}
    skriv_mange_hendelser(ny_hendelse(type_, av=av, gjelder=deling, data=data) for deling in delinger)
    _odelegg_nokler(delinger, grunn=slutt, av=av, vent=vent)


def _odelegg_nokler(
    delinger: Sequence[Deling],
    *bare: UUID,
    grunn: Deling.Slutt | Dokument.Eksponering,
    av: HarAktor,
    vent: bool = True,
) -> int:
    """Destroy the keys of the delinger's dokumenter (or only of those named). Must run inside a transaction.

    The one place where keys are destroyed. What is named is taken out of what is shared; what ends with its deling was
    part of it to the end. By hand somebody waits, and a task is told of it at once; a sweep (`vent` is false) leaves
    the objects to the next one, for a message for each would be more work than the deletion.
    """
    dokumenter = Dokument.objects.filter(deling__in=[deling.pk for deling in delinger]).igjen()
    if bare:
        dokumenter = dokumenter.filter(pk__in=bare)
    laste = dokumenter.select_for_update(nowait=not vent).order_by("pk").values_list("pk", "deling_id")
    deling_for = dict(laste)
    ider, naa, var_delt = list(deling_for), klokke.naa(), 0
    for start in range(0, len(ider), _BOLK):
        bolk = Dokument.objects.filter(pk__in=ider[start : start + _BOLK])
        bolk.update(tilstand=Dokument.Tilstand.SLETTES, nokkel=None, nokkel_odelagt=naa, opplasting_hash="")
        if grunn == _TATT_UT:
            var_delt += bolk.delte().update(eksponering=Dokument.Eksponering.FJERNET)
    if grunn != _TATT_UT:
        gravlegg(delinger=delinger, av=av)
    elif var_delt or av is not SYSTEM:
        # What the system throws away of a draft was never out, and a restored draft loses it again by itself.
        gravlegg(dokumenter=ider, av=av)
    steder = {deling.pk: deling.sted for deling in delinger}
    skriv_mange_hendelser(
        ny_hendelse(Hendelsestype.DOKUMENT_SLETTES, av=av, gjelder=steder[deling_id]._replace(dokument_id=id_))
        for id_, deling_id in deling_for.items()
    )
    if vent and ider:
        dytt("dokumenter.fjern_objekter", *map(str, ider))
    return len(ider)
