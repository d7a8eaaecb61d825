"""A message as a worker receives it. By itself: only a worker loads what it is made from."""

from __future__ import annotations

from celery.worker.request import Request
from celery.worker.state import revoked

from fiks_deldokument.kotid import databasens


class Komelding(Request):  # type: ignore[misc]  # celery is untyped
    """Celery's, but for what time it is."""

    def maybe_expire(self) -> bool:
        """Whether it came too late. The database is only asked about one that looks so from here."""
        if not self.expires or self.app.now() <= self.expires:
            return False
        naa = databasens()
        if naa is not None and naa <= self.expires:
            return False
        revoked.add(self.id)
        return True
