"""An organisasjonsnummer as people write it."""

from dokumenter.templatetags.orgnr import orgnr


def test_it_groups_the_digits_on_one_line() -> None:
    assert orgnr("312401010") == "312\N{NO-BREAK SPACE}401\N{NO-BREAK SPACE}010"
