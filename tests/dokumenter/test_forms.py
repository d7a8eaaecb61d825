"""The sharing form's fields."""

import pytest

from dokumenter.forms import DelForm
from kontoer.models import Konto, Kontotilgang
from tests.dokumenter.lag import EN_PERSON
from users.models import User


def _form(bruker: User, **felter: str) -> DelForm:
    return DelForm(felter, bruker=bruker)


def test_it_reads_the_whole_form(kari: User, konto: Konto) -> None:
    form = _form(kari, konto=str(konto.pk), mottakere=EN_PERSON.verdi, tilgjengelig_i="14")
    assert form.is_valid()
    assert form.cleaned_data["mottakere"].gyldige == (EN_PERSON,)
    assert form.valgt_konto() == konto


def test_it_chooses_the_only_konto(kari: User, konto: Konto) -> None:
    form = DelForm(bruker=kari)
    assert (form.valgt_konto(), form["konto"].value()) == (konto, konto.pk)


def test_it_chooses_none_of_several(kari: User, konto: Konto) -> None:
    Kontotilgang.objects.create(konto=Konto.objects.create(organisasjon=konto.organisasjon, navn="B"), bruker=kari)
    assert DelForm(bruker=kari).valgt_konto() is None
    assert _form(kari, konto="tull").valgt_konto() is None


@pytest.mark.parametrize("felt", ["konto", "mottakere", "tilgjengelig_i"])
def test_it_requires_each_field(kari: User, felt: str) -> None:
    assert felt in _form(kari).errors


def test_it_takes_errors_that_others_found(kari: User) -> None:
    form = _form(kari)
    form.meld_feil("dokumenter", "Filen er tom.", "")
    form.meld_feil("noe_annet", "Noe er galt.")
    assert form.errors["dokumenter"] == ["Filen er tom."]
    assert form.non_field_errors() == ["Noe er galt."]
    form.vis_bare_feil_i("dokumenter")
    assert list(form.errors) == ["dokumenter"]
