"""manage.py helsesjekk: a whole synthetic share-fetch-delete, for cron or Kubernetes. Exit 1 when it does not work."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dokumenter.services.helsesjekk import HelsesjekkFeil, kjor_helsesjekk
from fiks_deldokument import helsesjekk


class Command(BaseCommand):
    """Feeds `deldokument_helsesjekk_…`; see docs/drift.md."""

    help = "Deler, henter og sletter et dokument på en skjult konto, og feiler når noe av det ikke virker."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError (exit 1) with what went wrong, by its kind: a text could hold what nobody should read."""
        try:
            sekunder = kjor_helsesjekk()
        except HelsesjekkFeil as feil:
            raise CommandError(f"Helsesjekken feilet: {feil}") from feil
        except Exception as feil:  # the outer edge
            raise CommandError(f"Helsesjekken feilet: {type(feil).__name__}") from feil
        helsesjekk.noter(sekunder=sekunder)
        self.stdout.write(f"Delt, hentet og slettet på {sekunder:.2f} sekunder.")
