"""manage.py driftsmelding: a text on every page, until a moment or until it is taken away."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from adapters import klokke
from dokumenter.varighet import UgyldigVarighetError, tolk_varighet
from fiks_deldokument import driftsmelding


class Command(BaseCommand):
    """Needs no start anew, and no database."""

    help = "Viser en tekst på alle sider, for eksempel om planlagt arbeid. Uten tekst: sier hva som vises nå."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The text, and how long."""
        parser.add_argument("tekst", nargs="?", default="", help=f"høyst {driftsmelding.LENGST} tegn")
        parser.add_argument("--til", default="", help='når den skal bort, for eksempel "24.12.2026 kl. 06.00"')
        parser.add_argument("--fjern", action="store_true", help="ta bort det som er satt med kommandoen")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError for a text that is too long, and a moment that is past or no moment."""
        tekst = " ".join(options["tekst"].split())
        if options["fjern"]:
            driftsmelding.fjern()
        elif tekst:
            self._sett(tekst, options["til"])
        vises = driftsmelding.gjeldende()
        self.stdout.write(f"Vises nå: {vises}" if vises else "Ingen driftsmelding vises.")
        if options["fjern"] and settings.DRIFTSMELDING:
            self.stdout.write("Den står i innstillingen DRIFTSMELDING, og må tas bort der.")

    def _sett(self, tekst: str, til: str) -> None:
        if len(tekst) > driftsmelding.LENGST:
            raise CommandError(f"Teksten kan ha høyst {driftsmelding.LENGST} tegn.")
        naa = klokke.naa()
        try:
            slutt = tolk_varighet(til, naa=naa) if til else None
        except UgyldigVarighetError as feil:
            raise CommandError(f"--til: {feil}") from None
        if slutt is not None and slutt <= naa:
            raise CommandError("--til er passert.")
        driftsmelding.sett(tekst=tekst, til=slutt)
