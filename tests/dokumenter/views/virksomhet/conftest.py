"""A deling with a business, and the product's clock."""

import time

import pytest

from dokumenter.models import Deling
from kontoer.models import Konto
from tests.altinn import Klokke
from tests.dokumenter.views.virksomhet.lag import lag_til
from users.models import User


@pytest.fixture
def deling(konto: Konto, kari: User) -> Deling:
    """Shared with Prøvebakeriet."""
    return lag_til(konto, kari, "bakeri")


@pytest.fixture
def klokke(monkeypatch: pytest.MonkeyPatch) -> Klokke:
    """The product's clock, in the test's hand."""
    klokke = Klokke(int(time.time()))
    monkeypatch.setattr("users.klokke.naa", klokke)
    return klokke
