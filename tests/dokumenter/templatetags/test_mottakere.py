"""Mottakere in words: nobody's whole number."""

from dokumenter.models import Mottaker
from dokumenter.templatetags.mottakere import vist_mottaker, vist_nummer
from kontoer.models import Konto
from tests.dokumenter.lag import EN_PERSON, EN_VIRKSOMHET, lag_deling
from users.models import User


def test_it_shows_what_is_typed_and_what_is_stored_in_the_same_words(konto: Konto, kari: User) -> None:
    deling = lag_deling(konto, kari, EN_PERSON, EN_VIRKSOMHET)
    person, virksomhet = deling.mottakere.all()
    assert vist_mottaker(person) == vist_nummer(EN_PERSON) == f"{EN_PERSON.verdi[:6]}***** (person)"
    assert vist_mottaker(virksomhet) == vist_nummer(EN_VIRKSOMHET)
    assert vist_nummer(EN_VIRKSOMHET).replace("\N{NO-BREAK SPACE}", "") == f"{EN_VIRKSOMHET.verdi} (virksomhet)"


def test_it_names_other_kinds_by_their_kind() -> None:
    assert vist_mottaker(Mottaker(type=Mottaker.Type.INTEGRASJON, oppslag="x")) == "integrasjon"
