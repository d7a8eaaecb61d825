"""Digests of RFC 9530: read strictly, and compared with what came."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumenter.errors import FeilKontrollsum
from dokumenter.protokoll.kontrollsum import Summert, krev_kontrollsummer, les_kontrollsummer
from kontoer.errors import UgyldigVerdi


def digest(innhold: bytes, algoritme: str = "sha-256") -> str:
    sum_ = hashlib.new(algoritme.replace("-", ""), innhold).digest()
    return f"{algoritme}=:{base64.b64encode(sum_).decode()}:"


class _Inndata(io.BytesIO):
    brutt = False


@given(st.binary(max_size=200), st.sampled_from(["sha-256", "sha-512"]), st.integers(1, 50))
def test_it_knows_what_was_sent_from_anything_else(innhold: bytes, algoritme: str, bit: int) -> None:
    hoder = {"Content-Digest": digest(innhold, algoritme), "Repr-Digest": f"md5=:AAAA:, {digest(innhold, algoritme)}"}
    summer = les_kontrollsummer(hoder.get)
    kilde = Summert(_Inndata(innhold), summer)
    while kilde.read(bit):
        pass
    assert (len(summer), kilde.brutt) == (2, False)
    for en in summer:
        en.krev_treff()
    with pytest.raises(FeilKontrollsum) as feil:
        krev_kontrollsummer(hoder.get, innhold + b"!")
    assert str(feil.value.melding).startswith("Content-Digest: ")


@pytest.mark.parametrize("verdi", [None, "", "md5=:AAAA:", "unixsum=:AA==:;q=1", "sha=:x:".replace("x", "AAAA")])
def test_it_compares_nothing_that_it_does_not_know(verdi: str | None) -> None:
    assert les_kontrollsummer({"Repr-Digest": verdi}.get) == []


@pytest.mark.parametrize(
    "verdi",
    [
        "sha-256",
        "sha-256=abc",
        "sha-256=:AAAA:",
        "sha-256=::",
        "sha-256=:a:",
        digest(b"", "sha-512").replace("512", "256"),
        digest(b"").upper(),
        digest(b"")[:-1],
        digest(b"") + ",",
        f'"{digest(b"")}"',
        "SHA-256=" + digest(b"")[9:-1],
    ],
)
def test_it_refuses_what_cannot_be_read(verdi: str) -> None:
    with pytest.raises(UgyldigVerdi) as feil:
        les_kontrollsummer({"Repr-Digest": verdi}.get)
    assert feil.value.felt == "Repr-Digest"


@given(st.text(max_size=80) | st.from_regex(r"(sha-256|md5)=:?[A-Za-z0-9+/=]*:?(, )?", fullmatch=True))
def test_it_reads_anything_or_says_that_it_cannot(verdi: str) -> None:
    funnet: object = "nei"
    with contextlib.suppress(UgyldigVerdi):
        funnet = les_kontrollsummer({"Content-Digest": verdi}.get)
    assert funnet == "nei" or isinstance(funnet, list)
