"""The form field for a day, written as days are written here: a picker would follow the language of the browser."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hendelser.nummervern import ligner_fodselsnummer
from users.dato import UgyldigDatoError, tolk_dato


class DatoField(forms.Field):
    """Cleans to a date, or None for nothing."""

    def __init__(self, **kwargs: Any) -> None:
        felt = forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"}, format="%d.%m.%Y")
        feil = {"invalid": _("Skriv datoen som dag.måned.år, for eksempel 24.12.2026.")}
        super().__init__(widget=felt, error_messages=feil, help_text=_("dd.mm.åååå"), **kwargs)

    def to_python(self, value: object) -> date | None:
        """The day."""
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            dag = tolk_dato(str(value))
        except UgyldigDatoError as feil:
            raise forms.ValidationError(str(feil), code="invalid") from feil
        if dag is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return dag

    def bound_data(self, data: object, initial: object) -> object:
        """As the field shows a day, however it was written; never somebody's number, put in the wrong place."""
        with suppress(UgyldigDatoError):
            if dag := tolk_dato(str(data or "")):
                return dag
        return "" if ligner_fodselsnummer(str(data or "")) else data
