"""Every domain error has a status, a code of its own and a text for people."""

import pytest

from fiks_deldokument import errors
from users.errors import Feil


def alle_feil(klasse: type[Feil] = Feil) -> list[type[Feil]]:
    """Every domain error there is."""
    return [under for barn in klasse.__subclasses__() for under in (barn, *alle_feil(barn))]


@pytest.mark.parametrize("klasse", [k for k in alle_feil() if not k.__module__.startswith("tests.")])
def test_it_has_a_status_decided_for_every_domain_error(klasse: type[Feil]) -> None:
    assert any(k in errors.STATUS for k in klasse.__mro__), f"{klasse.__name__} mangler i STATUS"


def test_it_gives_every_domain_error_a_code_of_its_own() -> None:
    koder = [klasse.kode for klasse in alle_feil() if "kode" in vars(klasse)]
    assert len(koder) == len(set(koder))


@pytest.mark.parametrize("klasse", list(errors.STATUS))
def test_it_has_a_text_for_people_and_a_real_status(klasse: type[Feil]) -> None:
    assert 400 <= errors.STATUS[klasse] <= 599
    assert str(klasse.__dict__.get("melding", Feil.melding)).endswith(".")


def test_it_answers_500_for_an_error_nobody_has_decided_about() -> None:
    class Ukjent(Feil):
        kode = "ukjent_i_test"

    assert errors.status_for(Ukjent()) == 500
