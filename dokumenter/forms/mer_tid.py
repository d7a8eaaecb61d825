"""The form of one who asks for more time. Shape only; the rules are in `services.tidsonske`."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from dokumenter.models.tidsonske import LENGSTE_GRUNN


class _Fritekst(forms.CharField):
    """Plain text in lines, whose ends count as one character each, as they do in the browser."""

    def to_python(self, value: object) -> str:
        tekst = super().to_python(value) or ""
        return tekst.replace("\r\n", "\n")


class MerTidForm(forms.Form):
    """Why, if the recipient wants to say."""

    grunn = _Fritekst(
        label=gettext_lazy("Hvorfor trenger du mer tid?"),
        help_text=gettext_lazy("Avsenderen kan lese det. Ikke skriv fødselsnummer."),
        required=False,
        max_length=LENGSTE_GRUNN,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"max_length": gettext_lazy("Grunnen er for lang. Skriv høyst %(limit_value)d tegn.")},
    )
