"""manage.py tell_pa_nytt: counts every dokument, and says where what the pages tell of a konto is something else."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from dokumenter.services.kontotall import tell_pa_nytt


class Command(BaseCommand):
    """Safe beside a running service and beside itself."""

    help = "Teller dokumentene på hver konto, sier hvor tellerne er feil, og retter dem."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to look only."""
        parser.add_argument("--torrkjor", action="store_true", help="bare tell, endre ingenting")

    def handle(self, *args: Any, **options: Any) -> None:
        """A line for each konto that was wrong."""
        antall = 0
        for konto_id, tall in tell_pa_nytt(rett=not options["torrkjor"]):
            avvik = ", ".join(f"{felt} {verdi:+d}" for felt, verdi in tall._asdict().items() if verdi)
            self.stdout.write(f"{konto_id}: {avvik}")
            antall += 1
        gjort = "er ikke rettet" if options["torrkjor"] else "er rettet"
        self.stdout.write(f"{antall} kontoer hadde feil tall, og {gjort}." if antall else "Alle tallene stemmer.")
