"""A broken connection is tried again for a while; everything else is told at once."""

from __future__ import annotations

import time

import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, transaction

from adapters.igjen import prov_igjen

pytestmark = pytest.mark.django_db(transaction=True)


class Brutt:
    """Fails so many times, in this way, and then answers."""

    def __init__(self, feil: Exception, ganger: int) -> None:
        self.feil, self.igjen = feil, ganger

    def __call__(self) -> str:
        """Ask."""
        if self.igjen:
            self.igjen -= 1
            raise self.feil
        return "svar"


@pytest.mark.parametrize("feil", [OperationalError("borte"), InterfaceError("lukket"), DatabaseError("halvt svar")])
def test_it_asks_again_on_a_new_connection(feil: Exception) -> None:
    assert prov_igjen(Brutt(feil, 2)) == "svar"


def test_it_gives_up_when_the_time_is_out() -> None:
    startet = time.monotonic()
    with pytest.raises(OperationalError):
        prov_igjen(Brutt(OperationalError("borte"), 1000), sekunder=0.5)
    assert 0.5 <= time.monotonic() - startet < 2


def test_it_does_not_ask_again_about_what_is_wrong() -> None:
    brutt = Brutt(IntegrityError("finnes alt"), 2)
    with pytest.raises(IntegrityError):
        prov_igjen(brutt)
    assert brutt.igjen == 1


def test_it_does_not_go_on_in_a_transaction_that_is_lost() -> None:
    brutt = Brutt(OperationalError("borte"), 2)
    with pytest.raises(OperationalError), transaction.atomic():
        prov_igjen(brutt)
    assert brutt.igjen == 1
