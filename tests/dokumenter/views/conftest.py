"""What tests of the byte doors share."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from dokumenter.models import Deling
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_utkast
from tests.dokumenter.views.tusklient import TusKlient
from users.models import User


@pytest.fixture
def utkast(konto: Konto, kari: User) -> Deling:
    """A draft of Kari's."""
    return lag_utkast(konto, kari)


@pytest.fixture
def karis(kari: User, nettleser_for: Callable[[User | None], Client]) -> TusKlient:
    """Kari's tus client."""
    return TusKlient(nettleser_for(kari))


@pytest.fixture
def ingens() -> TusKlient:
    """A tus client that nobody is logged in to."""
    return TusKlient(Client())


@pytest.fixture
def url(karis: TusKlient, utkast: Deling) -> str:
    """The capability of a fresh upload of 11 bytes."""
    return str(karis.opprett(utkast).headers["Location"])


@pytest.fixture
def logg() -> Iterator[io.StringIO]:
    """What the log says, after its last filter, as the operator sees it."""
    rot = logging.getLogger()
    ut = io.StringIO()
    handler = logging.StreamHandler(ut)
    handler.setFormatter(next(h.formatter for h in rot.handlers if type(h) is logging.StreamHandler))
    rot.addHandler(handler)
    yield ut
    rot.removeHandler(handler)
