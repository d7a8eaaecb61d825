"""The demo municipality: organisations, administrators and case workers of a JSON file of test persons."""

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from hendelser.models import SYSTEM
from kontoer import vilkar
from kontoer.models import Administrator, Integrasjon, Organisasjon
from kontoer.queries import kontoer_i
from kontoer.services.administrator import legg_til_administrator
from kontoer.services.integrasjon import NyttPassord, lag_nytt_passord, opprett_integrasjon, sett_integrasjonskontoer
from kontoer.services.konto import opprett_konto
from kontoer.services.organisasjon import opprett_organisasjon, ta_i_bruk
from kontoer.services.tilgang import Rettigheter, legg_til_bruker
from users.services.brukere import finn_eller_opprett_bruker

_KONTOER = ("Barnevern", "Byggesak")
# The test person who is employed and may not share.
_UTEN_RETT = "uten_rett"
# The supplier whose system may use the API.
_FAGSYSTEM = "leverandor"


class Command(BaseCommand):
    """`manage.py last_demo --personer <fil>`; run again, it leaves those that exist as they are."""

    help = "Oppretter kommunene og de ansatte i en fil med testpersoner. Bare for utprøving."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the test persons are."""
        parser.add_argument("--personer", type=Path, required=True, help="JSON-fil med kommuner og personer")
        parser.add_argument(
            "--integrasjon", type=Path, help="lag også et fagsystem i den første kommunen, og skriv id og passord hit"
        )

    @transaction.atomic
    def handle(self, *, personer: Path, integrasjon: Path | None = None, **_: object) -> None:
        """Make what is missing."""
        data = json.loads(Path(personer).read_text(encoding="utf-8"))
        for kommune in data["kommuner"].values():
            if not Organisasjon.objects.filter(orgnr=kommune["orgnr"]).exists():
                _opprett(kommune, data["personer"])
                self.stdout.write(f"Opprettet {kommune['navn']}.")
        if integrasjon is not None and not integrasjon.exists():
            forste = next(iter(data["kommuner"].values()))
            _lag_integrasjon(integrasjon, forste["orgnr"], data["integrasjoner"][_FAGSYSTEM])
            self.stdout.write("Laget nytt passord til fagsystemet.")


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


def _lag_integrasjon(fil: Path, kommunens_orgnr: str, leverandor: dict[str, str]) -> None:
    """A system with access to all kontoer. Its password is in the file only, which nobody but the owner may read."""
    organisasjon = Organisasjon.objects.get(orgnr=kommunens_orgnr)
    administrator = (
        Administrator.objects.filter(organisasjon=organisasjon).select_related("bruker").earliest("id").bruker
    )
    gammel = Integrasjon.objects.filter(
        organisasjon=organisasjon, navn=leverandor["navn"], slettet__isnull=True
    ).first()
    ny: NyttPassord = (
        lag_nytt_passord(integrasjon=gammel, av=administrator)
        if gammel
        else opprett_integrasjon(
            organisasjon=organisasjon,
            navn=leverandor["navn"],
            autorisert_orgnr=leverandor["orgnr"],
            av=administrator,
        )
    )
    kontoer = list(kontoer_i(organisasjon))
    sett_integrasjonskontoer(integrasjon=ny.integrasjon, kontoer=kontoer, av=administrator)
    innhold = {
        "fiksOrganisasjonId": str(organisasjon.id),
        "kontoId": str(kontoer[0].id),
        "integrasjonId": str(ny.integrasjon.id),
        "integrasjonPassord": ny.passord,
        "orgnr": leverandor["orgnr"],
    }
    fil.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fd = os.open(fil, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "w", encoding="utf-8") as ut:
        json.dump(innhold, ut, indent=2)
