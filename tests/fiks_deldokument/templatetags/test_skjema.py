"""The form includes: what a screen reader needs is there without any JavaScript."""

from django import forms
from django.template.loader import render_to_string


class ProveForm(forms.Form):
    navn = forms.CharField(label="Navn", help_text="Minst to tegn")
    merknad = forms.CharField(label="Merknad", required=False)
    niva = forms.ChoiceField(label="Nivå", choices=[("3", "tre"), ("4", "fire")], widget=forms.RadioSelect)
    enig = forms.BooleanField(label="Enig")
    skjult = forms.CharField(widget=forms.HiddenInput)


def _felt(form: forms.Form, navn: str) -> str:
    return " ".join(render_to_string("deler/felt.html", {"felt": form[navn]}).split())


def test_it_ties_explanation_and_error_to_the_control() -> None:
    html = _felt(ProveForm({}), "navn")
    assert '<label class="ds-label" for="id_navn">Navn</label>' in html
    assert 'aria-describedby="id_navn_helptext id_navn_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="ds-input"' in html
    assert 'id="id_navn_helptext">Minst to tegn' in html
    assert 'id="id_navn_error">Feltet er påkrevet.' in html


def test_it_says_which_fields_are_optional() -> None:
    assert "(valgfritt)" in _felt(ProveForm(), "merknad")
    assert "(valgfritt)" not in _felt(ProveForm(), "navn")


def test_it_puts_a_group_in_a_fieldset() -> None:
    html = _felt(ProveForm({}), "niva")
    assert '<fieldset class="ds-fieldset" aria-describedby="id_niva_error">' in html
    assert '<label class="ds-label" for="id_niva_1">fire</label>' in html
    assert html.count('class="ds-input"') == 2


def test_it_puts_a_check_box_before_its_label() -> None:
    html = _felt(ProveForm(), "enig")
    assert html.index("<input") < html.index("<label")


def test_it_sums_up_errors_with_links_to_the_fields() -> None:
    html = render_to_string("deler/feiloppsummering.html", {"skjema": ProveForm({"navn": "Ane"})})
    assert 'href="#id_navn"' not in html
    assert 'href="#id_niva_0"' in html
    assert 'href="#id_enig"' in html
    assert 'href="#id_skjult"' not in html


def test_it_is_silent_when_nothing_is_wrong() -> None:
    assert not render_to_string("deler/feiloppsummering.html", {"skjema": ProveForm()}).strip()
