"""The filters that pages use for what `dokumenter.tekst` says."""

from datetime import UTC, datetime

import pytest
from django.template import engines

MOMENT = datetime(2026, 12, 18, 22, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("filter_", "verdi", "tekst"),
    [
        ("dato_i_ord", MOMENT, "fredag 18. desember 2026 kl. 23.59 (norsk tid)"),
        ("dag_i_ord", MOMENT, "fredag 18. desember 2026"),
        ("kort_tid", MOMENT, "18. des. 2026 kl. 23.59"),
        ("storrelse", 1536, "1,5\N{NO-BREAK SPACE}kB"),
        ("orgnr", "312401010", "312\N{NO-BREAK SPACE}401\N{NO-BREAK SPACE}010"),
        ("filtype", "vedtak.pdf", "PDF-fil"),
    ],
)
def test_it_gives_each_text_to_the_pages(filter_: str, verdi: object, tekst: str) -> None:
    mal = engines["django"].from_string("{% load tekst %}{{ verdi|" + filter_ + " }}")
    assert mal.render({"verdi": verdi}) == tekst
