"""manage.py gjenopprett: after the database was restored from a copy, and before anybody may use it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from adapters import klokke
from dokumenter.services.avstemming import Avstemming, avstem
from dokumenter.services.gjenoppretting import ALT, LUKKET, UKJENT, Gjenoppretting, gjenopprett
from dokumenter.storage.gravsteiner import DELING, DOKUMENT, FRIST, KONTO, MOTTAKER
from dokumenter.storage.lager import LagerError
from fiks_deldokument.avvik import skriv_avvik

_HVA = {
    KONTO: "Kontoer",
    DELING: "Delinger",
    DOKUMENT: "Dokumenter",
    MOTTAKER: "Mottakere som er fjernet",
    FRIST: "Kortere frister",
}


class Command(BaseCommand):
    """Idempotent. Exit 1 while the database may not be used."""

    help = "Stenger i en gjenopprettet database alt som ble stengt etter at kopien ble tatt, og sier hva som mangler."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to look only, and whether to go on without tombstones that cannot be read."""
        parser.add_argument("--torrkjor", action="store_true", help="bare vis, endre ingenting")
        parser.add_argument(
            "--godta-ugyldige",
            action="store_true",
            help="ta databasen i bruk selv om noen gravsteiner ikke kan leses; det de sier, blir ikke stengt",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError (exit 1) when the store is away, or tombstones cannot be trusted."""
        naa = klokke.naa()
        try:
            funn = gjenopprett(naa=naa, torrkjor=options["torrkjor"], godta_ugyldige=options["godta_ugyldige"])
            self._vis(funn)
            avvik: Avstemming = avstem(naa=naa, torrkjor=True)
        except LagerError as feil:
            raise CommandError(f"Lageret kan ikke brukes: {feil}") from feil
        skriv_avvik(self, avvik)
        if options["torrkjor"]:
            self.stdout.write("Tørrkjøring: ingenting er endret.")
        elif not funn.fullfort:
            raise CommandError(
                "Databasen kan ikke tas i bruk: noen gravsteiner kan ikke leses. Står en gammel hovednøkkel ikke i "
                "HOVEDNOKLER, så sett den inn og kjør på nytt. Er de falske eller ødelagt, bruk --godta-ugyldige."
            )
        else:
            self.stdout.write("Databasen kan tas i bruk.")

    def _vis(self, funn: Gjenoppretting) -> None:
        self.stdout.write(f"Gravsteiner i lageret som er nyere enn databasen: {funn.gravsteiner}")
        for art, navn in _HVA.items():
            lukket, alt, ukjent = (funn.antall[art, utfall] for utfall in (LUKKET, ALT, UKJENT))
            self.stdout.write(f"{navn}: {lukket} stengt nå, {alt} var det fra før, {ukjent} finnes ikke i databasen")
        self.stdout.write(f"Delinger som var ute på tid: {funn.utlopte} avsluttet")
        for navn, grunn in funn.ugyldige.items():
            self.stderr.write(f"Kan ikke brukes: {navn} {grunn}")
        if funn.hull:
            self.stderr.write(
                f"{funn.hull} numre mangler i rekken av gravsteiner. Enten ble de aldri skrevet, eller noen har "
                "fjernet dem fra lageret. Det de sa, er ikke stengt."
            )
