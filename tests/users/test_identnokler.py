"""One key, or two while one takes over."""

import base64

import pytest
from pytest_django.fixtures import Settings

from users.identnokler import UTEN_ID, les_identnokler
from users.identvern import hash_ident, hasher_av, hasher_for, krypter_ident

EN, TO = (base64.b64encode(bokstav * 32).decode() for bokstav in (b"e", b"t"))


def test_it_reads_one_key_without_an_id_as_it_always_has() -> None:
    assert les_identnokler(EN) == {UTEN_ID: b"e" * 32}


@pytest.mark.parametrize("tekst", [f"ny:{TO},{EN}", f" ny:{TO} , {EN} "])
def test_it_reads_the_new_key_first_beside_one_that_never_had_an_id(tekst: str) -> None:
    assert list(les_identnokler(tekst).items()) == [("ny", b"t" * 32), (UTEN_ID, b"e" * 32)]


@pytest.mark.parametrize(
    ("tekst", "grunn"),
    [
        ("", "minst 32 byte"),
        ("ikke base64!", "base64"),
        (base64.b64encode(b"kort").decode(), "minst 32 byte"),
        (f"{EN},{TO}", "id"),
        (f"a:{EN},a:{TO}", "samme id"),
        (f"å:{EN}", "id:base64"),
        (f"a:{EN},b:{EN}", "den samme"),
        (f"a:{EN},b:{TO},{base64.b64encode(b'3' * 32).decode()}", "høyst 2"),
    ],
)
def test_it_refuses_what_it_cannot_use_without_repeating_it(tekst: str, grunn: str) -> None:
    with pytest.raises(ValueError, match=grunn) as feil:
        les_identnokler(tekst)
    assert EN not in str(feil.value)
    assert feil.value.__cause__ is None


def test_it_hashes_under_the_first_and_looks_under_both(settings: Settings) -> None:
    hasher = []
    for nokkel in (TO, EN):
        settings.IDENT_NOKKEL = nokkel
        hasher.append(hash_ident("01010112345"))
    settings.IDENT_NOKKEL = f"ny:{TO},{EN}"
    assert hasher_for("01010112345") == tuple(hasher)
    assert hash_ident("01010112345") == hasher[0]


def test_it_knows_a_row_by_what_it_holds_when_the_number_cannot_be_opened(settings: Settings) -> None:
    settings.IDENT_NOKKEL = f"ny:{TO},{EN}"
    assert hasher_av(b"odelagt", "lagret") == ("lagret",)
    assert hasher_av(None, "lagret") == ("lagret",)
    assert hasher_av(krypter_ident("01010112345"), "lagret") == hasher_for("01010112345")


def test_it_opens_no_number_while_there_is_one_key(settings: Settings) -> None:
    settings.IDENT_NOKKEL = EN
    assert hasher_av(krypter_ident("01010112345"), "lagret") == ("lagret",)
