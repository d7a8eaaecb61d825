"""manage.py pakk_om: everything that master keys protect, put under the newest; and which keys may be thrown away."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from dokumenter.services.ompakking import pakk_om_alt, tell_nokler
from dokumenter.storage.nokler import hovednokler
from hendelser.models import SYSTEM

_HVA = {
    "dokumentnokler": "dokumentenes nøkler",
    "mottakernumre": "mottakernes fødselsnummer",
    "fjernede_mottakernumre": "fjernede mottakeres fødselsnummer",
    "skrevet_i_utkast": "det som er skrevet i utkast",
    "brukernumre": "brukernes fødselsnummer",
}


class Command(BaseCommand):
    """Safe beside a running service and beside itself. Names the ids of keys, never a key."""

    help = "Pakker om nøkler og numre til den nyeste hovednøkkelen, og sier hvilke nøkler som kan fjernes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to look only, and how much at a time."""
        parser.add_argument("--torrkjor", action="store_true", help="bare tell, endre ingenting")
        parser.add_argument(
            "--bolk", type=minst_en, default=200, help="hvor mange rader som endres i hver transaksjon (200)"
        )

    def handle(self, *, torrkjor: bool, bolk: int, **_: object) -> None:
        """Raises CommandError (exit 1) when it was to put everything under the newest key and something is left."""
        self.stdout.write(f"Nyeste hovednøkkel: {hovednokler().aktiv}")
        if not torrkjor:
            for navn, resultat in pakk_om_alt(av=SYSTEM, bolk=bolk).items():
                self.stdout.write(f"Pakket om {_HVA[navn]}: {resultat.gjort}")
                for pk in resultat.feilet:
                    self.stderr.write(f"Kan ikke åpnes, og er urørt ({_HVA[navn]}): {pk}")
        i_bruk = self._vis_telling()
        self._vis_hva_som_kan_fjernes(i_bruk)
        igjen = sum(antall for nokkel_id, antall in i_bruk.items() if nokkel_id != hovednokler().aktiv)
        if igjen and not torrkjor:
            raise CommandError(f"{igjen} er ikke under den nyeste nøkkelen. Ikke fjern noen nøkkel som er i bruk.")

    def _vis_telling(self) -> Counter[str]:
        i_alt = Counter[str]()
        for navn, antall in tell_nokler().items():
            under = ", ".join(f"{antall[nokkel_id]} under {nokkel_id}" for nokkel_id in sorted(antall)) or "ingen"
            self.stdout.write(f"Nå: {_HVA[navn]}: {under}")
            i_alt += antall
        return i_alt

    def _vis_hva_som_kan_fjernes(self, i_bruk: Counter[str]) -> None:
        kjente = hovednokler().ider
        for nokkel_id in kjente[1:]:
            kan = "brukes fortsatt, behold den" if i_bruk[nokkel_id] else "brukes ikke lenger, og kan fjernes"
            self.stdout.write(f"Hovednøkkel {nokkel_id}: {kan}")
        for nokkel_id in sorted(set(i_bruk) - set(kjente)):
            self.stderr.write(f"Mangler i HOVEDNOKLER, og {i_bruk[nokkel_id]} kan ikke åpnes uten: {nokkel_id}")


def minst_en(verdi: str) -> int:
    """A number of rows, from the command line."""
    if not verdi.isdecimal() or int(verdi) < 1:
        raise ArgumentTypeError("må være et tall, minst 1")
    return int(verdi)
