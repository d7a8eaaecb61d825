"""The demo municipality: organisations, administrators and case workers of a JSON file of test persons."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from kontoer.models import Administrator, Konto, Kontotilgang, Organisasjon
from users.identvern import hash_ident, krypter_ident
from users.models import User

_KONTOER = ("Barnevern", "Byggesak")


class Command(BaseCommand):
    """`manage.py last_demo --personer <fil>`; can be run again, and then changes nothing that people have changed."""

    help = "Oppretter kommunene og de ansatte i en fil med testpersoner. Bare for utprøving."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the test persons are."""
        parser.add_argument("--personer", type=Path, required=True, help="JSON-fil med kommuner og personer")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing."""
        data = json.loads(Path(options["personer"]).read_text(encoding="utf-8"))
        brukere = {key: _bruker(person) for key, person in data["personer"].items()}
        for kommune in data["kommuner"].values():
            if Organisasjon.objects.filter(orgnr=kommune["orgnr"]).exists():
                continue
            administratorer = [brukere[key] for key in kommune["administratorer"]]
            organisasjon = Organisasjon.objects.create(
                orgnr=kommune["orgnr"],
                navn=kommune["navn"],
                tatt_i_bruk=timezone.now(),
                tatt_i_bruk_av=administratorer[0],
            )
            for administrator in administratorer:
                Administrator.objects.create(organisasjon=organisasjon, bruker=administrator)
            for navn in _KONTOER:
                konto = Konto.objects.create(organisasjon=organisasjon, navn=navn)
                for key in kommune["ansatte"]:
                    rett = key != "uten_rett"
                    Kontotilgang.objects.create(konto=konto, bruker=brukere[key], kan_dele=rett, kan_laste_opp=rett)


def _bruker(person: dict[str, str]) -> User:
    bruker, _ny = User.objects.get_or_create(
        fnr_hash=hash_ident(person["fnr"]),
        defaults={"navn": person["navn"], "fnr_kryptert": krypter_ident(person["fnr"])},
    )
    return bruker
