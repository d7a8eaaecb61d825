"""Hentenøkler, read."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from dokumenter.models import Hentenokkel
from dokumenter.queries.hentenokkel import levende_hentenokler
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User


def test_it_lists_only_ones_own_that_still_open_something(
    konto: Konto, kari: User, mottaker: User, fremmed: User
) -> None:
    deling, naa = lag_deling(konto, kari, mottaker, fremmed), timezone.now()

    def lag(bruker: User, *, timer: float, trukket: bool = False) -> Hentenokkel:
        return Hentenokkel.objects.create(
            deling=deling,
            bruker=bruker,
            nokkel_hash=uuid4().hex,
            niva=4,
            skjema=uuid4(),
            utloper=naa + timedelta(hours=timer),
            trukket=naa if trukket else None,
        )

    eldst, nyest = lag(mottaker, timer=0.5), lag(mottaker, timer=1)
    lag(mottaker, timer=-0.1)
    lag(mottaker, timer=1, trukket=True)
    lag(fremmed, timer=1)
    assert list(levende_hentenokler(deling, mottaker, naa)) == [nyest, eldst]
