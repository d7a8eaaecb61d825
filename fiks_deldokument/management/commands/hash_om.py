"""manage.py hash_om: every person under the newest IDENT_NOKKEL; and whether the old one may be thrown away."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dokumenter.services.omhashing import hash_om_alt, tell_alle_hasher
from fiks_deldokument.management.commands.pakk_om import minst_en
from hendelser.models import SYSTEM
from users.identnokler import les_identnokler
from users.services.omhashing import UKJENT_NOKKEL

_HVA = {
    "brukere": "brukere",
    "mottakere": "mottakere som er personer",
    "fjernede_mottakere": "personer som er fjernet som mottakere",
}


class Command(BaseCommand):
    """Safe beside a running service and beside itself. Names the ids of keys, never a key."""

    help = "Regner hashene av fødselsnumre om til den nyeste IDENT_NOKKEL, og sier om den gamle kan fjernes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to look only, and how much at a time."""
        parser.add_argument("--torrkjor", action="store_true", help="bare tell, endre ingenting")
        parser.add_argument(
            "--bolk", type=minst_en, default=200, help="hvor mange rader som endres i hver transaksjon (200)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError (exit 1) when it was to put everything under the newest key and something is left."""
        ny, *gamle = les_identnokler(settings.IDENT_NOKKEL)
        self.stdout.write(f"Nyeste identnøkkel: {_navn(ny)}")
        if not options["torrkjor"]:
            self._hash_om(options["bolk"])
        i_bruk = self._vis_telling()
        for gammel in gamle:
            self.stdout.write(f"Identnøkkel {_navn(gammel)}: {_dom(i_bruk[gammel])}")
        igjen = i_bruk.total() - i_bruk[ny]
        if igjen and not options["torrkjor"]:
            raise CommandError(f"{igjen} står ikke under den nyeste nøkkelen. Ikke fjern den gamle.")

    def _hash_om(self, bolk: int) -> None:
        for navn, resultat in hash_om_alt(av=SYSTEM, bolk=bolk).items():
            self.stdout.write(f"Regnet om {_HVA[navn]}: {resultat.gjort}")
            for pk in resultat.feilet:
                self.stderr.write(f"Nummeret kan ikke åpnes, og raden er urørt ({_HVA[navn]}): {pk}")
            for pk in resultat.dobbelt:
                self.stderr.write(f"Samme person står der to ganger, og raden er urørt ({_HVA[navn]}): {pk}")

    def _vis_telling(self) -> Counter[str]:
        i_alt = Counter[str]()
        for navn, antall in tell_alle_hasher().items():
            under = ", ".join(f"{antall[nokkel_id]} under {_navn(nokkel_id)}" for nokkel_id in sorted(antall))
            self.stdout.write(f"Nå: {_HVA[navn]}: {under or 'ingen'}")
            i_alt += antall
        if i_alt[UKJENT_NOKKEL]:
            self.stderr.write(f"{i_alt[UKJENT_NOKKEL]} står under en nøkkel som ikke er i IDENT_NOKKEL")
        return i_alt


def _navn(nokkel_id: str) -> str:
    return "ukjent nøkkel" if nokkel_id == UKJENT_NOKKEL else nokkel_id or "uten id"


def _dom(antall: int) -> str:
    if antall:
        return "brukes fortsatt, behold den"
    return (
        f"brukes ikke lenger. Den kan fjernes når det er {settings.OKT_LENGST_MINUTTER} minutter siden alle prosessene"
        " ble startet med den nye først"
    )
