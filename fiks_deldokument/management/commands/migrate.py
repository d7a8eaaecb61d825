"""Django's `migrate`, polite to those who use the tables meanwhile.

A change of a table needs a lock that is held for a moment. But it stands in line for it behind whoever has the table in
use, and everybody else stands in line behind the change: a report that takes a minute then stops the service for a
minute. So it waits a second at most, steps out of the line, and tries again.
"""

from __future__ import annotations

import time
from typing import Any

from django.core.management.commands import migrate
from django.db import OperationalError, connections

_VENT_PA_LAS = "1s"
_MELLOM_SEKUNDER = 2.0
_LAS_IKKE_LEDIG = "55P03"  # PostgreSQL: lock_not_available


class Command(migrate.Command):
    """`manage.py migrate`."""

    def handle(self, *args: Any, **options: Any) -> None:
        """As Django's. Every migration is a transaction, or can be begun again, so one that gave up changed nothing."""
        forbindelse = connections[options["database"]]
        if forbindelse.vendor != "postgresql":
            super().handle(*args, **options)
            return
        while True:
            with forbindelse.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{_VENT_PA_LAS}'")
            try:
                super().handle(*args, **options)
                return
            except OperationalError as feil:
                if getattr(feil.__cause__, "pgcode", None) != _LAS_IKKE_LEDIG:
                    raise
                self.stdout.write("En tabell er i bruk akkurat nå. Venter og prøver igjen; avbryt med Ctrl-C.")
                self.stdout.flush()
                time.sleep(_MELLOM_SEKUNDER)
