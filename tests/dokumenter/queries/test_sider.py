"""The key of a page."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumenter.models import Deling
from dokumenter.queries.sider import ANTALL, Nokkel, eldre_enn, side_av, tolk_nokkel
from kontoer.models import Konto
from users.models import User

DELT = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "tekst",
    [
        "",
        "1",
        "1~i dag~x",
        "1~2026-12-01~x",
        "0~2026-12-01T12:00:00~" + "0" * 32,
        f"1~9999-12-31T23:59:59-12:00~{UUID(int=7)}",
        f"1~0001-01-01T00:00+12:00~{UUID(int=7)}",
    ],
)
def test_it_takes_a_wrong_key_for_the_first_page(tekst: str) -> None:
    assert tolk_nokkel(tekst) is None


@given(
    st.text(max_size=80)
    | st.builds(
        "{}~{}~{}".format, st.integers(0, 2), st.datetimes(timezones=st.timezones()).map(datetime.isoformat), st.uuids()
    )
)
def test_it_never_fails_on_what_is_typed_in_the_address(tekst: str) -> None:
    nokkel = tolk_nokkel(tekst)
    assert nokkel is None or nokkel.delt.astimezone(UTC) == nokkel.delt.astimezone()


def test_it_reads_the_key_it_wrote() -> None:
    id_ = UUID(int=7)
    assert tolk_nokkel(f"1~{DELT.isoformat()}~{id_}") == Nokkel(True, DELT, id_)


def test_it_goes_on_among_rows_with_the_same_moment(konto: Konto, kari: User) -> None:
    for _nr in range(ANTALL * 2 + 3):
        Deling.objects.create(konto=konto, delt_av_bruker=kari, tilstand=Deling.Tilstand.DELT, delt=DELT)
    Deling.objects.create(
        konto=konto, delt_av_bruker=kari, tilstand=Deling.Tilstand.DELT, delt=DELT - timedelta(days=1)
    )
    alle = Deling.objects.order_by("-delt", "-id")
    sett, side = [], side_av(alle)
    sett += side.delinger
    while side.neste is not None:
        nokkel = tolk_nokkel(side.neste)
        assert nokkel is not None
        side = side_av(alle.filter(eldre_enn(nokkel)))
        sett += side.delinger
    assert sett == list(alle)
