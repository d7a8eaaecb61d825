"""A dokument shared with the recipient, and who fetches it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from dokumenter.models import Deling
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from tests.dokumenter.views.nedlasting.lag import INNHOLD, url_til
from users.models import User


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """One dokument of 1024 bytes, shared with the recipient."""
    return lag_deling(konto, kari, mottaker, innhold=INNHOLD)


@pytest.fixture
def url(deling: Deling) -> str:
    return url_til(deling.dokumenter.get())


@pytest.fixture
def mottakers(mottaker: User, nettleser_for: Callable[[User | None], Client]) -> Client:
    return nettleser_for(mottaker)
