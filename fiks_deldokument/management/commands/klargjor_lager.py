"""Mark the document store as ours, once, when it is new."""

from django.core.management.base import BaseCommand, CommandError

from dokumenter.storage.lager import LagerError, dokumentlager


class Command(BaseCommand):
    """`manage.py klargjor_lager`."""

    help = "Skriver vaktposten i et nytt dokumentlager. Uten den nekter tjenesten å bruke lageret."

    def handle(self, *args: object, **options: object) -> None:
        """Idempotent. Raises CommandError when the store cannot be written."""
        lager = dokumentlager()
        try:
            lager.prepare()
            lager.ready()
        except LagerError as feil:
            raise CommandError(f"Lageret kan ikke brukes: {feil}") from feil
        self.stdout.write("Dokumentlageret er klart.")
