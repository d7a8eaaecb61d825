"""The form of Legg til fil: the files, and which showing of the form it was. Files are received as a stream."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from dokumenter.forms.deling import FlereFilerInput


class EttersendingForm(forms.Form):
    """The fields that the scripts of the sharing form know of, too."""

    dokumenter = forms.Field(label=gettext_lazy("Dokumenter"), required=False, widget=FlereFilerInput())
    utkast = forms.UUIDField(required=False, widget=forms.HiddenInput)
    skjema = forms.UUIDField(required=False, widget=forms.HiddenInput)
