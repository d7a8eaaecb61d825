"""The form that hands delinger over. Shape only; the rules are in `services.overtakelse`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kontoer.models import Kontotilgang
from kontoer.nedtrekk import Nedtrekk


class OverdraForm(forms.Form):
    """Which, and to whom. `alle` is a button: then what is ticked does not matter."""

    eier = forms.TypedChoiceField(
        label=_("Ny eier"),
        coerce=UUID,
        empty_value=None,
        widget=Nedtrekk,
        error_messages={
            "required": _("Velg hvem som skal overta."),
            "invalid_choice": _("Velg en som kan dele fra kontoen."),
        },
    )

    def __init__(self, *args: Any, eiere: Iterable[Kontotilgang], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        felt = self.fields["eier"]
        assert isinstance(felt, forms.TypedChoiceField)  # noqa: S101  # for the type checker
        self.navn = {str(tilgang.bruker_id): tilgang.navn for tilgang in eiere}
        felt.choices = [("", _("Velg person")), *self.navn.items()]

    @property
    def valgte(self) -> list[UUID]:
        """What is ticked; anything that is no id is left out."""
        data = self.data.getlist("deling") if hasattr(self.data, "getlist") else []
        return [UUID(tekst) for tekst in data if _er_uuid(tekst)]

    @property
    def alle(self) -> bool:
        """Was it the button for all of them?"""
        return "alle" in self.data

    def clean(self) -> None:
        """Something must be chosen."""
        if not self.alle and not self.valgte:
            raise forms.ValidationError(_("Kryss av for minst én deling."))


def _er_uuid(tekst: str) -> bool:
    try:
        UUID(tekst)
    except ValueError:
        return False
    return True
