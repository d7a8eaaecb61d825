"""manage.py opprett_organisasjon: an organisation and its first administrator, who then makes the rest in the pages."""

from __future__ import annotations

import sys

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hendelser.models import SYSTEM
from kontoer.errors import UgyldigVerdi
from kontoer.services.organisasjon import opprett_organisasjon
from users.numre import bare_nummeret

_STDIN = "-"


class Command(BaseCommand):
    """Never writes the administrator's number anywhere, whatever goes wrong."""

    help = "Oppretter en organisasjon og dens første administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--orgnr", required=True, help="organisasjonsnummer, 9 sifre")
        parser.add_argument("--navn", required=True, help="navnet på organisasjonen")
        parser.add_argument(
            "--administrator",
            default=_STDIN,
            metavar='"<fnr> <navn>"',
            help="fødselsnummer og navn; utelatt eller - leser dem fra standard inn, utenom skallets historikk",
        )

    def handle(self, *, orgnr: str, navn: str, administrator: str, **_: object) -> None:
        fnr, administrators_navn = self._administrator(administrator)
        try:
            organisasjon = opprett_organisasjon(
                orgnr=orgnr,
                navn=navn,
                administrator_fnr=fnr,
                administrator_navn=administrators_navn,
                av=SYSTEM,
            )
        except UgyldigVerdi as feil:
            raise CommandError(str(feil.melding)) from None
        self.stdout.write(f"Opprettet {organisasjon.navn} ({organisasjon.orgnr}) med id {organisasjon.id}.")

    def _administrator(self, verdi: str) -> tuple[str, str]:
        """The number's digits (it may be written "ddmmyy nnnnn") and the name after it."""
        if verdi == _STDIN:
            if sys.stdin.isatty():
                self.stderr.write("Skriv fødselsnummer og navn på administratoren, og trykk Enter:")
            verdi = sys.stdin.readline()
        ord_ = verdi.split()
        sifre = next((antall for antall, ett in enumerate(ord_) if not bare_nummeret(ett).isdigit()), len(ord_))
        if not sifre or sifre == len(ord_):
            raise CommandError('Oppgi administratoren som "<fødselsnummer> <navn>".')
        return "".join(ord_[:sifre]), " ".join(ord_[sifre:])
