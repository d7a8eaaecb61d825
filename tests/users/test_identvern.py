"""Identity numbers at rest."""

import base64

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from users.identvern import IdentvernFeil, dekrypter_ident, hash_ident, krypter_ident, masker_fodselsnummer

tall = st.text(alphabet="0123456789", min_size=11, max_size=11)


def hovednokkel(navn: str, bokstav: bytes) -> str:
    return f"{navn}:{base64.b64encode(bokstav * 32).decode()}"


@given(st.text(max_size=200))
def test_it_gives_back_what_it_hid_and_never_the_same_ciphertext(tekst: str) -> None:
    en, to = krypter_ident(tekst), krypter_ident(tekst)
    assert dekrypter_ident(en) == dekrypter_ident(to) == tekst
    assert en != to


@given(nummer=tall, data=st.data())
def test_it_refuses_any_changed_byte_and_any_cut(nummer: str, data: st.DataObject) -> None:
    kryptert = krypter_ident(nummer)
    assert nummer.encode() not in kryptert
    plass = data.draw(st.integers(0, len(kryptert) - 1))
    endret = bytearray(kryptert)
    endret[plass] ^= data.draw(st.integers(1, 255))
    for galt in (bytes(endret), kryptert[:plass], kryptert + b"x"):
        with pytest.raises(IdentvernFeil):
            dekrypter_ident(galt)


@given(tall, tall)
def test_it_hashes_one_number_to_one_text(en: str, to: str) -> None:
    assert (hash_ident(en) == hash_ident(to)) is (en == to)
    assert len(hash_ident(en)) == 64
    assert en not in hash_ident(en)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(nummer=tall)
def test_it_opens_old_values_after_a_change_of_master_key(settings: Settings, nummer: str) -> None:
    gammel, ny = hovednokkel("gammel", b"g"), hovednokkel("ny", b"n")
    settings.HOVEDNOKLER = gammel
    kryptert = krypter_ident(nummer)
    settings.HOVEDNOKLER = f"{ny}, {gammel}"
    assert dekrypter_ident(kryptert) == nummer
    nyere = krypter_ident(nummer)
    settings.HOVEDNOKLER = ny
    assert dekrypter_ident(nyere) == nummer
    with pytest.raises(IdentvernFeil):
        dekrypter_ident(kryptert)


@pytest.mark.parametrize("galt", ["", "a", "a:!", "a:YQ==", "{god},{god}"])
def test_it_hides_nothing_with_a_master_key_that_documents_would_refuse(settings: Settings, galt: str) -> None:
    settings.HOVEDNOKLER = galt.format(god=hovednokkel("a", b"a"))
    with pytest.raises(ValueError, match="Hovednøkkel nummer"):
        krypter_ident("12345678901")


def test_it_hashes_otherwise_with_another_key(settings: Settings) -> None:
    for_ = hash_ident("12345678901")
    settings.IDENT_NOKKEL = base64.b64encode(b"9" * 32).decode()
    assert hash_ident("12345678901") != for_


@given(tall)
def test_it_shows_only_the_first_six_digits(nummer: str) -> None:
    assert masker_fodselsnummer(nummer) == f"{nummer[:6]}*****"
