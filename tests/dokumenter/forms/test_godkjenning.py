"""The form of a no."""

import pytest

from dokumenter.forms.godkjenning import AvvisForm


@pytest.mark.parametrize(("grunn", "gyldig"), [("", True), ("Feil fil", True), ("x" * 500, True), ("x" * 501, False)])
def test_it_takes_a_reason_that_is_not_too_long(grunn: str, gyldig: bool) -> None:
    assert AvvisForm({"grunn": grunn}).is_valid() == gyldig
