"""App configuration: sets up logging and registers the system checks."""

from django.apps import AppConfig


class FiksDeldokumentConfig(AppConfig):
    """The wiring package as an app, so that its checks and templates are found."""

    name = "fiks_deldokument"

    def ready(self) -> None:
        """Set up the log and register the checks."""
        from fiks_deldokument import checks, logg

        logg.sett_opp()
        checks.registrer()
