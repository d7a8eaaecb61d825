"""Reading a form as a stream: what is in it comes out, in whatever pieces it arrives, and a broken one is an error."""

import io
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumenter.errors import KodetDel, SkjemaAvbrutt, SkjemaForStort
from dokumenter.protokoll.skjemastrom import Skjemastrom

GRENSE = "----grense7f3a"


class _Bitvis(io.BytesIO):
    """Gives at most `bit` bytes at a time, as a slow network does."""

    brutt = False

    def __init__(self, data: bytes, bit: int) -> None:
        super().__init__(data)
        self._bit = bit

    def read(self, storrelse: int | None = -1, /) -> bytes:
        return super().read(min(storrelse or self._bit, self._bit))


def _felt(navn: str, verdi: str) -> bytes:
    return f'--{GRENSE}\r\nContent-Disposition: form-data; name="{navn}"\r\n\r\n{verdi}\r\n'.encode()


def _fil(navn: str, innhold: bytes, felt: str = "dokumenter") -> bytes:
    hode = f'--{GRENSE}\r\nContent-Disposition: form-data; name="{felt}"; filename="{navn}"\r\n'
    return hode.encode() + b"Content-Type: application/pdf\r\n\r\n" + innhold + b"\r\n"


def _strom(kropp: bytes, bit: int = 1_000_000, maks: int = 10_000_000) -> Skjemastrom:
    return Skjemastrom(_Bitvis(kropp + f"--{GRENSE}--\r\n".encode(), bit), grense=GRENSE, maks=maks)


@given(
    innhold=st.lists(st.binary(max_size=300) | st.just(f"\r\n--{GRENSE[:-1]}x".encode()), max_size=4),
    bit=st.integers(min_value=1, max_value=400),
    lesebit=st.integers(min_value=1, max_value=400),
)
def test_it_gives_every_byte_back_however_the_body_is_cut(innhold: list[bytes], bit: int, lesebit: int) -> None:
    strom = _strom(b"".join(_fil(f"{nr}.pdf", data) for nr, data in enumerate(innhold)), bit)
    lest = [(fil.navn, b"".join(iter(partial(fil.read, lesebit), b""))) for fil in strom.filer()]
    assert lest == [(f"{nr}.pdf", data) for nr, data in enumerate(innhold)]


def test_it_knows_the_fields_before_any_byte_of_a_file_and_the_rest_at_the_end() -> None:
    strom = _strom(_felt("konto", "1") + _fil("æøå.pdf", b"x" * 100) + _felt("handling", "kontroller"), bit=64)
    assert strom.les_felter().dict() == {"konto": "1"}
    assert [(fil.felt, fil.navn, fil.mimetype) for fil in strom.filer()] == [
        ("dokumenter", "æøå.pdf", "application/pdf")
    ]
    assert strom.felter.dict() == {"konto": "1", "handling": "kontroller"}


def test_it_passes_over_a_file_field_that_was_left_empty() -> None:
    strom = _strom(_fil("", b"") + _felt("handling", "kontroller"))
    assert list(strom.filer()) == []
    assert strom.felter["handling"] == "kontroller"


def test_it_reads_as_much_as_is_asked_for_at_a_time() -> None:
    fil = next(_strom(_fil("a", b"x" * 1000), bit=7).filer())
    assert [len(fil.read(300)) for _ in range(5)] == [300, 300, 300, 100, 0]


@pytest.mark.parametrize("antall", [0, 40, 150, 260])
def test_it_refuses_a_body_that_ends_too_early(antall: int) -> None:
    kropp = (_felt("konto", "1") + _fil("a.pdf", b"x" * 200))[:antall]
    strom = Skjemastrom(_Bitvis(kropp, 1000), grense=GRENSE, maks=10_000)
    with pytest.raises(SkjemaAvbrutt):
        list(strom.filer())


def test_it_refuses_a_whole_form_in_a_body_that_was_broken_off_after_it() -> None:
    inndata = _Bitvis(_fil("a.pdf", b"x" * 200) + f"--{GRENSE}--\r\n".encode(), 1000)
    inndata.brutt = True
    strom = Skjemastrom(inndata, grense=GRENSE, maks=10_000)
    with pytest.raises(SkjemaAvbrutt):
        list(strom.filer())


def test_it_asks_for_no_more_than_is_missing_so_that_pieces_pass_uncopied() -> None:
    fil = next(_strom(_fil("a", bytes(3 * 1024**2)), maks=10**7).filer())
    assert [len(fil.read(1024**2)) for _ in range(4)] == [1024**2, 1024**2, 1024**2, 0]


def test_it_refuses_more_than_the_limit_without_reading_it_all() -> None:
    strom = _strom(_felt("konto", "1") + _fil("a.pdf", b"x" * 5_000), bit=100, maks=1_000)
    assert strom.les_felter()["konto"] == "1"
    with pytest.raises(SkjemaForStort):
        list(strom.filer())


def test_it_refuses_a_field_that_is_a_file_in_disguise() -> None:
    with pytest.raises(SkjemaForStort):
        _strom(_felt("mottakere", "1" * 1_100_000)).les_felter()


def test_it_drops_the_rest_up_to_a_bound() -> None:
    inndata = _Bitvis(b"x" * 1000, 100)
    Skjemastrom(inndata, grense=GRENSE, maks=10).hopp_over(inntil=300)
    assert len(inndata.read(1000)) == 100
    assert inndata.tell() == 400


def _kodet(del_: bytes, koding: str) -> bytes:
    skille, _, resten = del_.partition(b"\r\n")
    return skille + f"\r\nContent-Transfer-Encoding: {koding}\r\n".encode() + resten


@pytest.mark.parametrize("koding", ["7bit", "8bit", "binary", "Binary"])
def test_it_takes_content_that_is_as_it_is(koding: str) -> None:
    strom = _strom(_kodet(_felt("konto", "1"), koding) + _kodet(_fil("a.pdf", b"abc"), koding))
    assert strom.les_felter().dict() == {"konto": "1"}
    assert [fil.read(10) for fil in strom.filer()] == [b"abc"]


@pytest.mark.parametrize("koding", ["base64", "quoted-printable", "BASE64", "x-noe", "binary base64"])
def test_it_gives_nothing_of_what_is_coded_and_all_of_the_next(koding: str) -> None:
    strom = _strom(_kodet(_fil("a.pdf", b"YWJj"), koding) + _fil("b.pdf", b"abc"))
    filer = strom.filer()
    forste = next(filer)
    with pytest.raises(KodetDel, match="kodet_del"):
        forste.read(10)
    assert [fil.read(10) for fil in filer] == [b"abc"]
    with pytest.raises(KodetDel):
        _strom(_kodet(_felt("konto", "MQ=="), koding)).les_felter()
