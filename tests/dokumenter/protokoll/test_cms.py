from __future__ import annotations

import io
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dokumenter.protokoll.cms import DekryptertStrom, UgyldigCmsError
from tests.dokumenter.sertifikat import krypter, mottaker, nokkelpar

STROM = ("-stream",)
OAEP = ("-keyopt", "rsa_padding_mode:oaep")
OAEP_SHA256 = (*OAEP, "-keyopt", "rsa_oaep_md:sha256")


class Drypp:
    """A source that gives fewer bytes than it is asked for."""

    def __init__(self, innhold: bytes, bit: int) -> None:
        self._inn = io.BytesIO(innhold)
        self._bit = bit

    def read(self, storrelse: int, /) -> bytes:
        return self._inn.read(min(storrelse, self._bit))


def les(kryptert: bytes, *, nr: int = 1, bit: int = 10**9, om_gangen: int = 1 << 20) -> bytes:
    strom = DekryptertStrom(Drypp(kryptert, bit), mottaker(nr))
    ut = b"".join(iter(lambda: strom.read(om_gangen), b""))
    assert strom.lest == len(kryptert)
    return ut


@pytest.mark.parametrize("valg", [STROM, (), ("-stream", *OAEP), OAEP_SHA256, ("-stream", "-keyid")])
@pytest.mark.parametrize("storrelse", [1, 15, 16, 17, 4095, 4096, 100_003])
def test_it_decrypts_what_openssl_encrypts(valg: tuple[str, ...], storrelse: int, tmp_path: Path) -> None:
    innhold = os.urandom(storrelse)
    assert les(krypter(tmp_path, innhold, *valg)) == innhold


@pytest.mark.parametrize(("bit", "om_gangen"), [(1, 7), (3, 1000), (17, 16), (5000, 333)])
def test_it_does_not_matter_how_the_bytes_come_or_are_asked_for(bit: int, om_gangen: int, tmp_path: Path) -> None:
    innhold = os.urandom(20_000)
    assert les(krypter(tmp_path, innhold, *STROM), bit=bit, om_gangen=om_gangen) == innhold


def test_it_gives_full_reads_until_the_end(tmp_path: Path) -> None:
    strom = DekryptertStrom(Drypp(krypter(tmp_path, b"x" * 100_000, *STROM), 999), mottaker())
    lengder = [len(bit) for bit in iter(lambda: strom.read(30_000), b"")]
    assert lengder == [30_000, 30_000, 30_000, 10_000]


def test_it_refuses_what_is_for_somebody_else(tmp_path: Path) -> None:
    with pytest.raises(UgyldigCmsError):
        les(krypter(tmp_path, b"hemmelig", *STROM), nr=2)


def test_it_finds_its_own_key_among_several_recipients(tmp_path: Path) -> None:
    (tmp_path / "annen.pem").write_text(nokkelpar(2)[1])
    kryptert = krypter(tmp_path, b"til begge", "-stream", "-recip", "annen.pem")
    assert les(kryptert) == les(kryptert, nr=2) == b"til begge"


@pytest.mark.parametrize("valg", [("-aes128",), ("-aes192",), ("-aes-256-gcm",)])
def test_it_takes_no_other_cipher(valg: tuple[str, ...], tmp_path: Path) -> None:
    try:
        kryptert = krypter(tmp_path, b"x" * 100, *valg)
    except subprocess.CalledProcessError:  # an openssl without it: what it would have written is AuthEnvelopedData
        kryptert = b"\x30\x80\x06\x0b*\x86H\x86\xf7\r\x01\t\x10\x01\x17\xa0\x80"
    with pytest.raises(UgyldigCmsError):
        les(kryptert)


@pytest.mark.parametrize("valg", [STROM, ()])
def test_it_refuses_every_prefix_and_anything_after(valg: tuple[str, ...], tmp_path: Path) -> None:
    kryptert = krypter(tmp_path, b"innhold" * 30, *valg)
    for lengde in range(len(kryptert)):
        with pytest.raises(UgyldigCmsError):
            les(kryptert[:lengde])
    with pytest.raises(UgyldigCmsError):
        les(kryptert + b"\0")


def test_it_gives_nothing_of_the_last_block_when_the_key_was_wrong(tmp_path: Path) -> None:
    """A changed key decrypts to noise; the end says so, however the noise looks."""
    kryptert = bytearray(krypter(tmp_path, b"x" * 64, *STROM))
    start = bytes(kryptert).index(b"\x04\x82\x01\x00") + 4
    for nr in range(8):
        endret = bytearray(kryptert)
        endret[start + 40 + nr] ^= 1
        with pytest.raises(UgyldigCmsError):
            les(bytes(endret))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plass=st.floats(0, 1, exclude_max=True), verdi=st.integers(0, 255), kutt=st.integers(0, 40))
def test_it_never_fails_in_another_way(plass: float, verdi: int, kutt: int, tmp_path: Path) -> None:
    fil = tmp_path / "kryptert"
    if not fil.exists():
        fil.write_bytes(krypter(tmp_path, b"innhold" * 10, *STROM))
    kryptert = bytearray(fil.read_bytes())
    kryptert[int(plass * len(kryptert))] = verdi
    del kryptert[len(kryptert) - kutt :]
    try:
        ut = les(bytes(kryptert))
    except UgyldigCmsError:
        return
    # CBC has no seal: a bit inside may change the content, and never its length by more than the padding.
    assert 0 < len(ut) <= 80


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_it_refuses_noise(innhold: bytes) -> None:
    with pytest.raises(UgyldigCmsError):
        les(innhold)
    with pytest.raises(UgyldigCmsError):
        les(b"\x30\x80\x06\x09*\x86H\x86\xf7\r\x01\x07\x03\xa0\x80\x30\x80\x02\x01\x00" + innhold)
