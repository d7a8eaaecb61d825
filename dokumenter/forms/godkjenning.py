"""The form of a no. Shape only; the rules are in `services.godkjenning`."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dokumenter.services.godkjenning import LENGSTE_GRUNN


class AvvisForm(forms.Form):
    """Why, for the one who shared; may be empty."""

    grunn = forms.CharField(
        label=_("Hvorfor"),
        help_text=_("Alle som kan dele fra kontoen, ser dette. Mottakerne ser det aldri. Skriv ikke fødselsnummer."),
        required=False,
        max_length=LENGSTE_GRUNN,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"max_length": _("Det du skrev, er for langt. Skriv høyst 500 tegn.")},
    )
