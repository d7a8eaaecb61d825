"""Everything that IDENT_NOKKEL hashes, put under the key in use: see `users.services.omhashing` for how.

What only lives for a login (which session belongs to which of ID-porten's) is left to run out: nobody keeps the text
it was made of.
"""

from __future__ import annotations

from collections import Counter

from django.db import transaction

from dokumenter.models import FjernetMottaker, Mottaker
from hendelser.models import HarAktor, Hendelsestype
from hendelser.services import skriv_hendelse
from users.services.omhashing import Hashhylle, Omhashing, brukerhasher, hash_om_hylle, tell_hasher


def alle_hashhyller() -> list[Hashhylle]:
    """Every column of hashes that persons are found by."""
    return [
        brukerhasher(),
        *(
            Hashhylle(navn, rader.filter(type=Mottaker.Type.PERSON), "oppslag", "ident_kryptert")
            for navn, rader in (
                ("mottakere", Mottaker.objects.all()),
                ("fjernede_mottakere", FjernetMottaker.objects.all()),
            )
        ),
    ]


def tell_alle_hasher() -> dict[str, Counter[str]]:
    """For each Hashhylle by name: how many rows stand under each key."""
    return {hylle.navn: tell_hasher(hylle=hylle) for hylle in alle_hashhyller()}


def hash_om_alt(*, av: HarAktor, bolk: int = 200) -> dict[str, Omhashing]:
    """Put everything under the key in use. Can be stopped, repeated and run by two at once.

    The log gets one event for the run; it tells nothing of a run that was killed, whose rows the next one leaves alone.
    """
    resultat = {hylle.navn: hash_om_hylle(hylle=hylle, bolk=bolk) for hylle in alle_hashhyller()}
    antall = {navn: en.gjort for navn, en in resultat.items()}
    if any(antall.values()):
        with transaction.atomic():
            skriv_hendelse(Hendelsestype.IDENTNOKKEL_BYTTET, av=av, data={"antall": antall})
    return resultat
