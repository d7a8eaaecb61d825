"""Where sessions lie: Django's own table and its own form, asked for at every request with ready-written SQL."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField

from adapters import klokke
from adapters.prepared import Parameter, Prepared

_SESJON = Prepared(
    lambda: Session.objects.filter(
        session_key=Parameter("nokkel", CharField()), expire_date__gt=Parameter("naa", DateTimeField())
    )
)


class SessionStore(db.SessionStore):
    """Django's. The name is part of how a session is signed: with another, every login would end."""

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """Django's, counted from the database's time: another node with a right clock must see the same end."""
        return super().get_expiry_date(**{"modification": klokke.naa()} | kwargs)

    @classmethod
    def clear_expired(cls) -> None:
        """Django's, by the database's time."""
        cls.get_model_class().objects.filter(expire_date__lt=klokke.naa()).delete()

    def load(self) -> dict[str, Any]:
        """What is in the session; nothing, and no session, when there is none or it has gone out of date."""
        sesjon = _SESJON.first(nokkel=self.session_key, naa=klokke.naa())
        if sesjon is None:
            self._session_key = None
            return {}
        return self.decode(sesjon.session_data)
