"""The demo municipality: organisations, administrators and case workers of a JSON file of test persons."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from hendelser.models import SYSTEM
from kontoer import vilkar
from kontoer.models import Organisasjon
from kontoer.services.administrator import legg_til_administrator
from kontoer.services.konto import opprett_konto
from kontoer.services.organisasjon import opprett_organisasjon, ta_i_bruk
from kontoer.services.tilgang import Rettigheter, legg_til_bruker
from users.services.brukere import finn_eller_opprett_bruker

_KONTOER = ("Barnevern", "Byggesak")
# The test person who is employed and may not share.
_UTEN_RETT = "uten_rett"


class Command(BaseCommand):
    """`manage.py last_demo --personer <fil>`; run again, it leaves those that exist as they are."""

    help = "Oppretter kommunene og de ansatte i en fil med testpersoner. Bare for utprøving."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the test persons are."""
        parser.add_argument("--personer", type=Path, required=True, help="JSON-fil med kommuner og personer")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing."""
        data = json.loads(Path(options["personer"]).read_text(encoding="utf-8"))
        for kommune in data["kommuner"].values():
            if not Organisasjon.objects.filter(orgnr=kommune["orgnr"]).exists():
                _opprett(kommune, data["personer"])
                self.stdout.write(f"Opprettet {kommune['navn']}.")


def _opprett(kommune: dict[str, Any], personer: dict[str, dict[str, str]]) -> None:
    forste, *flere = (personer[key] for key in kommune["administratorer"])
    organisasjon = opprett_organisasjon(
        orgnr=kommune["orgnr"],
        navn=kommune["navn"],
        administrator_fnr=forste["fnr"],
        administrator_navn=forste["navn"],
        av=SYSTEM,
    )
    administrator = finn_eller_opprett_bruker(fnr=forste["fnr"])
    organisasjon = ta_i_bruk(organisasjon=organisasjon, vilkar_versjon=vilkar.VERSJON, av=administrator)
    for person in flere:
        legg_til_administrator(organisasjon=organisasjon, fnr=person["fnr"], navn=person["navn"], av=administrator)
    for navn in _KONTOER:
        konto = opprett_konto(organisasjon=organisasjon, navn=navn, av=administrator)
        for key in kommune["ansatte"]:
            rett = key != _UTEN_RETT
            legg_til_bruker(
                konto=konto,
                fnr=personer[key]["fnr"],
                navn=personer[key]["navn"],
                rettigheter=Rettigheter(kan_dele=rett, kan_laste_opp=rett),
                av=administrator,
            )
