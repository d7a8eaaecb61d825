"""manage.py avstem: database and store compared, both ways; what beat does every night, by hand."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from adapters import klokke
from dokumenter.services.avstemming import avstem
from dokumenter.storage.lager import LagerError
from fiks_deldokument.avvik import skriv_avvik

_STANSET = {
    "foreldet_database": "Databasen er en gammel kopi. Kjør gjenopprett først.",
    "nylig_gjenopprettet": "Databasen er gjenopprettet den siste uken, og en bedre kopi kan kjenne objektene.",
    "for_mange": "Det er flere enn grensen, og da er det likere til at databasen eller lageret er feil.",
}


class Command(BaseCommand):
    """Safe beside a running service. Exit 1 when there was something to remove and it was not done."""

    help = "Finner dokumenter uten innhold og innhold uten dokument, og fjerner det siste når det er gammelt og lite."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to look only, and how many may go."""
        parser.add_argument("--torrkjor", action="store_true", help="bare vis, fjern ingenting")
        parser.add_argument("--maks", type=int, help="fjern inntil så mange, uansett hva innstillingene sier")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError (exit 1) when the store is away, or nothing was removed though there was something."""
        try:
            funn = avstem(naa=klokke.naa(), torrkjor=options["torrkjor"], maks=options["maks"])
        except LagerError as feil:
            raise CommandError(f"Lageret kan ikke brukes: {feil}") from feil
        skriv_avvik(self, funn)
        if funn.stanset:
            raise CommandError(
                f"Ingenting er fjernet. {_STANSET[funn.stanset]} Se over, og bruk --maks hvis de likevel skal bort."
            )
        self.stdout.write("Tørrkjøring: ingenting er endret." if options["torrkjor"] else f"Fjernet: {funn.fjernet}")
