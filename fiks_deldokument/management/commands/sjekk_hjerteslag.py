"""For health checks of the worker and beat: exit 1 when the heartbeat is old."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from fiks_deldokument import hjerteslag


class Command(BaseCommand):
    """`manage.py sjekk_hjerteslag --maks 120`."""

    help = "Feiler når beat, køen eller worker ikke har gitt livstegn på en stund."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How old is too old, in seconds."""
        parser.add_argument("--maks", type=float, default=120.0, help="eldste tillatte livstegn, i sekunder")

    def handle(self, *, maks: float, **_: object) -> None:
        """Raises CommandError (exit 1) when there is none, or it is too old."""
        alder = hjerteslag.alder()
        if alder is None:
            raise CommandError("Ingen livstegn ennå. Er både worker og beat i gang, og peker de på samme kø?")
        if alder > maks:
            raise CommandError(f"Siste livstegn er {alder:.0f} sekunder gammelt.")
        self.stdout.write(f"Siste livstegn for {alder:.0f} sekunder siden.")
