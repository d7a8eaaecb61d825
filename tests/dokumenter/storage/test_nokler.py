import base64
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from dokumenter.storage.nokler import Hovednokler, NokkelError, hovednokler, lag_datanokkel, nokkel_id

DOKUMENT = UUID("7d444840-9dc0-11d1-b245-5ffdce74fad2")


def tekst(**nokler: int) -> str:
    """`a=1, b=2` as a setting: the key of a is 32 bytes of 1."""
    return ",".join(f"{navn}:{base64.b64encode(bytes([verdi]) * 32).decode()}" for navn, verdi in nokler.items())


GAMMEL, BEGGE, NY = (Hovednokler.fra_tekst(tekst(**nokler)) for nokler in ({"a": 1}, {"b": 2, "a": 1}, {"b": 2}))


def test_it_unwraps_what_it_wrapped() -> None:
    datanokkel = lag_datanokkel()
    innpakket = GAMMEL.pakk_inn(datanokkel, dokument_id=DOKUMENT)
    assert datanokkel not in innpakket
    assert GAMMEL.pakk_ut(memoryview(innpakket), dokument_id=DOKUMENT) == datanokkel


def test_it_makes_new_keys_and_never_wraps_alike() -> None:
    assert lag_datanokkel() != lag_datanokkel()
    assert len(lag_datanokkel()) == 32
    en, to = (GAMMEL.pakk_inn(bytes(32), dokument_id=DOKUMENT) for _ in range(2))
    assert en != to


def test_it_rotates_without_losing_a_key() -> None:
    datanokkel = lag_datanokkel()
    gammel = GAMMEL.pakk_inn(datanokkel, dokument_id=DOKUMENT)
    assert nokkel_id(gammel) == GAMMEL.aktiv == "a"
    ny = BEGGE.pakk_om(gammel, dokument_id=DOKUMENT)
    assert nokkel_id(ny) == BEGGE.aktiv == "b"
    assert BEGGE.ider == ["b", "a"]
    assert NY.pakk_ut(ny, dokument_id=DOKUMENT) == datanokkel


def test_it_refuses_a_key_of_an_unknown_master() -> None:
    with pytest.raises(NokkelError):
        NY.pakk_ut(GAMMEL.pakk_inn(bytes(32), dokument_id=DOKUMENT), dokument_id=DOKUMENT)


def test_it_refuses_the_key_of_another_dokument() -> None:
    with pytest.raises(NokkelError):
        GAMMEL.pakk_ut(GAMMEL.pakk_inn(bytes(32), dokument_id=DOKUMENT), dokument_id=uuid4())


def test_it_refuses_a_master_key_that_only_shares_the_id() -> None:
    annen = Hovednokler.fra_tekst(tekst(a=3))
    with pytest.raises(NokkelError):
        annen.pakk_ut(GAMMEL.pakk_inn(bytes(32), dokument_id=DOKUMENT), dokument_id=DOKUMENT)


@given(st.data())
def test_it_refuses_any_changed_bit(data: st.DataObject) -> None:
    innpakket = bytearray(BEGGE.pakk_inn(bytes(32), dokument_id=DOKUMENT))
    bit = data.draw(st.integers(0, len(innpakket) * 8 - 1))
    innpakket[bit // 8] ^= 1 << bit % 8
    with pytest.raises(NokkelError):
        BEGGE.pakk_ut(bytes(innpakket), dokument_id=DOKUMENT)


@given(st.binary(max_size=100))
def test_it_refuses_what_is_no_wrapped_key(tull: bytes) -> None:
    for handling in (nokkel_id, lambda verdi: BEGGE.pakk_ut(verdi, dokument_id=DOKUMENT)):
        with pytest.raises(NokkelError):
            handling(b"\x00" + tull)
    with pytest.raises(NokkelError):
        BEGGE.pakk_ut(tull, dokument_id=DOKUMENT)


@pytest.mark.parametrize("antall", [0, 16, 31, 33])
def test_it_wraps_only_keys_of_32_bytes(antall: int) -> None:
    with pytest.raises(ValueError, match="32 byte"):
        GAMMEL.pakk_inn(bytes(antall), dokument_id=DOKUMENT)


def test_it_refuses_a_bad_setting_without_repeating_it() -> None:
    with pytest.raises(ValueError, match=r"Hovednøkkel nummer 2") as feil:
        Hovednokler.fra_tekst(tekst(a=1) + ",b:aGVtbWVsaWc=")
    assert "aGVt" not in str(feil.value)


def test_it_shows_no_key() -> None:
    assert repr(BEGGE) == "Hovednokler(aktiv='b')"


def test_it_reads_the_setting(settings: Settings) -> None:
    settings.HOVEDNOKLER = tekst(ny=4, a=1)
    assert hovednokler().aktiv == "ny"
    assert hovednokler() is hovednokler()
