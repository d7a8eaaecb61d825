"""The sharing form's fields."""

import pytest

from dokumenter.forms.deling import DelForm
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


def test_it_says_how_long_a_list_of_mottakere_may_be_and_reads_no_longer_one(kari: User) -> None:
    form = _form(kari, mottakere="x" * 20_001)
    assert [feil for feil in form.errors["mottakere"] if "høyst 20 000 tegn" in feil] == form.errors["mottakere"]
    assert form.mottakerliste is None


def test_it_counts_a_line_end_as_the_browser_does(kari: User) -> None:
    tekst = "\r\n".join([EN_PERSON.verdi] * 1600)
    assert len(tekst) > 20_000 > len(tekst.replace("\r\n", "\n"))
    form = _form(kari, mottakere=tekst)
    assert "mottakere" not in form.errors
    assert form.cleaned_data["mottakere"].gyldige == (EN_PERSON,)


def test_it_says_that_a_duration_is_too_long_to_be_one(kari: User) -> None:
    assert "for langt" in _form(kari, tilgjengelig_i="1" * 61).errors["tilgjengelig_i"][0]
