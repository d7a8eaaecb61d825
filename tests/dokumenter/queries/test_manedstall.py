"""The months as they are read."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from dokumenter.models import Manedstall
from dokumenter.queries.manedstall import (
    MANEDER,
    Arstall,
    arstall_for,
    manedene_til,
    maneder_til,
    manedstall_for,
    ventetid_i_ord,
)


def _rad(gjelder: UUID, maned: date, delt: int) -> Manedstall:
    return Manedstall.objects.create(
        gjelder=gjelder,
        maned=maned,
        delt=delt,
        hentet=1,
        aldri_hentet=0,
        mottakere=2,
        storrelse=3,
        talt=timezone.now(),
    )


def test_it_shows_thirteen_months_of_norwegian_time() -> None:
    maneder = maneder_til(datetime.fromisoformat("2026-02-28T23:30:00+00:00"))
    assert (len(maneder), maneder[0], maneder[-1]) == (MANEDER, date(2025, 3, 1), date(2026, 3, 1))


def test_it_has_a_row_for_every_month_also_the_empty(db: None) -> None:
    naa, gjelder = timezone.now(), uuid4()
    maneder = maneder_til(naa)
    _rad(gjelder, maneder[3], 5), _rad(uuid4(), maneder[3], 7), _rad(gjelder, maneder[0] - timedelta(days=1), 9)
    rader = manedstall_for(gjelder, naa=naa)
    assert [rad.maned for rad in rader] == maneder
    assert [rad.delt for rad in rader] == [0] * 3 + [5] + [0] * 9


def test_it_sums_up_each_konto(db: None) -> None:
    naa, en, annen = timezone.now(), uuid4(), uuid4()
    maneder = maneder_til(naa)
    rader = [_rad(en, maneder[1], 5), _rad(en, maneder[2], 6), _rad(annen, maneder[2], 1)]
    assert arstall_for([en], naa=naa) == {en: Arstall(11, 2, 0, 4, 6)}
    assert manedene_til([en], naa=naa) == rader[:2]


@pytest.mark.parametrize(
    ("sekunder", "ord_"),
    [
        (None, ""),
        (0, "under en time"),
        (3599, "under en time"),
        (3600, "1 time"),
        (100_000, "28 timer"),
        (172_800, "2 dager"),
        (864_000, "10 dager"),
    ],
)
def test_it_says_how_long_it_took(sekunder: int | None, ord_: str) -> None:
    assert ventetid_i_ord(sekunder) == ord_
