"""Write the description of the API to a file, for those who read the repository."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand
from ninja.responses import NinjaJSONEncoder

from fiks_deldokument.api import api


def openapi_tekst() -> str:
    """What /api/openapi.json says, indented."""
    skjema = api.get_openapi_schema(path_prefix="")
    return json.dumps(skjema, cls=NinjaJSONEncoder, indent=2, ensure_ascii=False) + "\n"


class Command(BaseCommand):
    """`manage.py skriv_openapi docs/openapi.json`."""

    help = "Skriver beskrivelsen av API-et (OpenAPI 3.1) til en fil."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("fil", type=Path, help="for eksempel docs/openapi.json")

    def handle(self, *, fil: Path, **_: object) -> None:
        """Write it whole."""
        fil.write_text(openapi_tekst(), encoding="utf-8")
        self.stdout.write(f"Skrev {fil}.")
