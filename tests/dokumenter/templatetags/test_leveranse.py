"""Deliveries in words."""

from datetime import UTC, datetime

import pytest

from dokumenter.queries.dekning import Leveranse
from dokumenter.templatetags.leveranse import hentet

NAA = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("til", "tekst"),
    [(None, "ikke hentet"), (0, "nedlasting begynt"), (43, "delvis hentet (43 %)"), (100, "hentet")],
)
def test_it_says_how_far_it_came(til: int | None, tekst: str) -> None:
    leveranse = Leveranse(100)
    if til is not None:
        leveranse.legg_til(0, til, NAA)
    assert hentet(leveranse) == tekst
