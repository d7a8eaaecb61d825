"""Everything that master keys protect, put under the newest of them: see `users.services.ompakking` for how.

The bytes in the store are not touched: they are encrypted by the data keys, and those stay the same.
"""

from __future__ import annotations

from collections import Counter

from django.db import transaction

from dokumenter.models import Deling, Dokument, FjernetMottaker, Mottaker
from dokumenter.storage.nokler import NokkelError, hovednokler, nokkel_id
from hendelser.models import HarAktor, Hendelsestype
from hendelser.services import skriv_hendelse
from users import identvern
from users.services.ompakking import Hylle, Ompakking, brukerhylle, pakk_om_hylle, tell_hylle


def alle_hyller() -> list[Hylle]:
    """Every column with something under a master key."""
    return [
        Hylle(
            navn="dokumentnokler",
            rader=Dokument.objects.all(),
            felt="nokkel",
            nokkel_id=nokkel_id,
            pakk_om=lambda pk, verdi: hovednokler().pakk_om(verdi, dokument_id=pk),
            feil=NokkelError,
        ),
        Hylle(
            navn="mottakernumre",
            rader=Mottaker.objects.all(),
            felt="ident_kryptert",
            nokkel_id=identvern.nokkel_id,
            pakk_om=lambda _pk, verdi: identvern.krypter_om(verdi),
            feil=identvern.IdentvernFeil,
        ),
        Hylle(
            navn="fjernede_mottakernumre",
            rader=FjernetMottaker.objects.all(),
            felt="ident_kryptert",
            nokkel_id=identvern.nokkel_id,
            pakk_om=lambda _pk, verdi: identvern.krypter_om(verdi),
            feil=identvern.IdentvernFeil,
        ),
        Hylle(
            navn="skrevet_i_utkast",
            rader=Deling.objects.all(),
            felt="skrevet",
            nokkel_id=identvern.nokkel_id,
            pakk_om=lambda _pk, verdi: identvern.krypter_om(verdi),
            feil=identvern.IdentvernFeil,
        ),
        brukerhylle(),
    ]


def tell_nokler() -> dict[str, Counter[str]]:
    """For each Hylle by name: how many values each master key protects."""
    return {hylle.navn: tell_hylle(hylle=hylle) for hylle in alle_hyller()}


def pakk_om_alt(*, av: HarAktor, bolk: int = 200) -> dict[str, Ompakking]:
    """Put everything under the active master key. Can be stopped, repeated and run by two at once.

    The log gets one event for the run; it tells nothing of a run that was killed, whose rows the next one leaves alone.
    """
    til = hovednokler().aktiv
    resultat = {hylle.navn: pakk_om_hylle(hylle=hylle, til=til, bolk=bolk) for hylle in alle_hyller()}
    antall = {navn: en.gjort for navn, en in resultat.items()}
    if any(antall.values()):
        with transaction.atomic():
            skriv_hendelse(Hendelsestype.HOVEDNOKKEL_BYTTET, av=av, data={"nokkel": til, "antall": antall})
    return resultat
