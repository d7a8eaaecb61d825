"""A database that goes away in the very moment of a commit: nobody knows whether it got through."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection


def la_commit_briste(monkeypatch: pytest.MonkeyPatch, *, kom_fram: bool) -> None:
    """The next commit fails, after (`kom_fram`) or before the database has done it; those after it work."""
    bekreft = connection.commit

    def brutt() -> None:
        monkeypatch.undo()
        if kom_fram:
            bekreft()
        raise DatabaseError("server closed the connection unexpectedly")

    monkeypatch.setattr(connection, "commit", brutt)
