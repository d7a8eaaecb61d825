"""BER from a stream: the same however it is cut, and bounded whatever it says."""

from __future__ import annotations

import io

import pytest
from asn1crypto import core
from hypothesis import given
from hypothesis import strategies as st

from dokumenter.protokoll.asn1_ber import BerLeser, UgyldigCmsError

TALL, STRENG, SEKVENS = 0x02, 0x04, 0x30


class Dryppende:
    """Gives so and so many bytes at each read."""

    def __init__(self, innhold: bytes, biter: list[int]) -> None:
        self._strom = io.BytesIO(innhold)
        self._biter = biter

    def read(self, storrelse: int, /) -> bytes:
        """As few as the next cut says."""
        return self._strom.read(min(storrelse, self._biter.pop(0) if self._biter else storrelse))


def les(innhold: bytes) -> BerLeser:
    """A reader of these bytes."""
    return BerLeser(io.BytesIO(innhold))


@given(st.integers(min_value=0, max_value=2**63), st.lists(st.integers(min_value=1, max_value=5)))
def test_it_reads_a_length_as_asn1crypto_writes_it_wherever_it_is_cut(lengde: int, biter: list[int]) -> None:
    tall = lengde.to_bytes(max(1, (lengde.bit_length() + 7) // 8), "big")
    kodet = bytes([lengde]) if lengde < 128 else bytes([0x80 + len(tall)]) + tall
    leser = BerLeser(Dryppende(kodet + b"resten", biter))
    assert (leser.lengde(), leser.posisjon, leser.eksakt(6)) == (lengde, len(kodet), b"resten")


@given(st.lists(st.binary(max_size=300), max_size=6), st.lists(st.integers(min_value=1, max_value=7)))
def test_it_gives_the_elements_of_a_container_one_by_one(verdier: list[bytes], biter: list[int]) -> None:
    kodet = core.SequenceOf(verdier, spec=core.OctetString).dump() if verdier else b"\x30\x00"
    leser = BerLeser(Dryppende(kodet, biter))
    beholder = leser.apne(SEKVENS)
    funnet = []
    while (merke := leser.neste(beholder)) is not None:
        funnet.append(core.OctetString.load(leser.helt(merke)).native)
    leser.krev_slutt()
    assert funnet == verdier


def test_it_makes_indefinite_lengths_definite() -> None:
    ubestemt = b"\x24\x80" + b"\x04\x02ab" + b"\x04\x01c" + b"\x00\x00"
    leser = les(ubestemt)
    assert leser.helt(leser.byte()) == b"\x24\x07\x04\x02ab\x04\x01c"


@pytest.mark.parametrize(
    "innhold",
    [
        b"",  # nothing at all
        b"\x30",  # no length
        b"\x30\x82\x01",  # a length cut off
        b"\x30\x89" + b"\x01" * 9,  # a length longer than any file
        b"\x30\x80\x00\x01",  # an end mark that is none
        b"\x31\x00",  # another tag
    ],
)
def test_it_refuses_what_is_no_container(innhold: bytes) -> None:
    leser = les(innhold)
    with pytest.raises(UgyldigCmsError):
        leser.lukk(leser.apne(SEKVENS))


@pytest.mark.parametrize(
    "rest",
    [
        b"\x83\x10\x00\x01" + b"x" * 10,  # larger than a header may be
        b"\x05abc",  # ends before its time
        b"\x80\x00\x00",  # indefinite, but not constructed
    ],
)
def test_it_refuses_an_element_that_is_not_small_and_whole(rest: bytes) -> None:
    with pytest.raises(UgyldigCmsError):
        les(rest).helt(STRENG)


def test_it_refuses_a_tag_of_several_bytes() -> None:
    with pytest.raises(UgyldigCmsError):
        les(b"\x01a").helt(0x1F)


def test_it_refuses_to_go_deeper_than_anybody_writes() -> None:
    with pytest.raises(UgyldigCmsError):
        les(b"\x80" + b"\x24\x80" * 1000).helt(0x24)


def test_it_refuses_an_element_that_reaches_beyond_its_container() -> None:
    leser = les(b"\x30\x03\x02\x02\x01\x01")
    beholder = leser.apne(SEKVENS)
    merke = leser.neste(beholder)
    assert merke == TALL
    leser.helt(merke)
    with pytest.raises(UgyldigCmsError):
        leser.neste(beholder)


def test_it_refuses_what_comes_after_the_end() -> None:
    with pytest.raises(UgyldigCmsError):
        les(b"mer").krev_slutt()
