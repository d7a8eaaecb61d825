"""The form of one who asks for more time."""

from dokumenter.forms.mer_tid import MerTidForm


def test_it_takes_no_reason_at_all() -> None:
    form = MerTidForm({"grunn": "  "})
    assert form.is_valid()
    assert form.cleaned_data["grunn"] == ""


def test_it_counts_a_line_end_as_one_character_as_the_browser_does() -> None:
    form = MerTidForm({"grunn": "a\r\n" * 250})
    assert form.is_valid()
    assert form.cleaned_data["grunn"] == ("a\n" * 250).strip()


def test_it_refuses_more_than_five_hundred_characters() -> None:
    form = MerTidForm({"grunn": "a" * 501})
    assert not form.is_valid()
    assert form.errors["grunn"] == ["Grunnen er for lang. Skriv høyst 500 tegn."]
