"""The quick select shows what Django's own does."""

import pytest
from django import forms
from django.test.html import parse_html

from kontoer.nedtrekk import Nedtrekk

VALG = [("", "Alle"), ("a", "Å & <b>bygg</b>"), ('b"', "To"), (3, "Tre")]


class Skjema(forms.Form):
    vanlig = forms.ChoiceField(choices=VALG)
    rask = forms.ChoiceField(choices=VALG, widget=Nedtrekk(attrs={"data-ett": "<"}))


@pytest.mark.parametrize("valgt", [None, "", "a", 'b"', "3", "ukjent"])
def test_it_writes_the_markup_of_djangos_own(valgt: str | None) -> None:
    attrs = {"class": "ds-input", "id": "id_x", "required": True, "disabled": False}
    widget = (Nedtrekk(choices=VALG), forms.Select(choices=VALG))
    rask, vanlig = (parse_html(en.render("felt", valgt, attrs)) for en in widget)
    assert rask == vanlig


def test_it_is_tied_to_its_field_as_any_control() -> None:
    html = Skjema({"vanlig": "a", "rask": "a"})["rask"].as_widget()
    assert '<select name="rask"' in html or 'name="rask"' in html.split(">")[0]
    assert 'id="id_rask"' in html
    assert 'data-ett="&lt;"' in html
    assert '<option value="a" selected>Å &amp; &lt;b&gt;bygg&lt;/b&gt;</option>' in html
