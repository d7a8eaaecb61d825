"""The form of Legg til mottaker: the field of the sharing form, by itself. Which may come in, the service decides."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dokumenter.forms.deling import DelForm
from dokumenter.forms.mottakerliste import Mottakerliste, tolk_mottakere
from users.numre import Nummer


class MottakereForm(forms.Form):
    """Whom to let in. `liste` is None until every number of it can be read."""

    mottakere = deepcopy(DelForm.declared_fields["mottakere"])

    liste: Mottakerliste | None = None

    @property
    def gyldige(self) -> Sequence[Nummer]:
        """The numbers, when all of them can be read."""
        return self.liste.gyldige if self.liste else ()

    def clean_mottakere(self) -> Mottakerliste:
        """The list; an error names each number that is wrong by its place and beginning."""
        liste = tolk_mottakere(self.cleaned_data["mottakere"])
        for feil in liste.feil:
            tekst = _("Mottaker nummer %(nr)d (%(maskert)s): %(grunn)s")
            self.add_error("mottakere", tekst % {"nr": feil.nr, "maskert": feil.maskert, "grunn": feil.grunn})
        if flere := liste.flere_feil:
            tekst = ngettext("%(antall)d til er feil.", "%(antall)d til er feil.", flere)
            self.add_error("mottakere", tekst % {"antall": flere})
        self.liste = None if liste.ugyldige else liste
        return liste
