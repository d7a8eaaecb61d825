"""The field of Legg til mottaker: read as on the sharing form."""

from __future__ import annotations

from dokumenter.forms.deling import DelForm
from dokumenter.forms.mottakere import MottakereForm
from tests.dokumenter.lag import EN_PERSON, EN_VIRKSOMHET


def test_it_reads_numbers_as_the_sharing_form_does() -> None:
    form = MottakereForm({"mottakere": f"{EN_PERSON.verdi[:6]} {EN_PERSON.verdi[6:]}; {EN_VIRKSOMHET.verdi}"})
    assert form.is_valid()
    assert form.cleaned_data["mottakere"].gyldige == (EN_PERSON, EN_VIRKSOMHET)
    assert form.fields["mottakere"].label == DelForm.declared_fields["mottakere"].label


def test_it_names_what_is_wrong_by_place_and_never_in_full() -> None:
    form = MottakereForm({"mottakere": " ".join(["12345678901"] * 7)})
    assert not form.is_valid()
    feil = str(form.errors["mottakere"])
    assert ("Mottaker nummer 1 (123456*****)" in feil, "2 til er feil" in feil) == (True, True)
    assert "12345678901" not in feil
