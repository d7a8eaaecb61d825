"""clamd's protocol, against a daemon that answers what it is told to, also in the middle and never."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.circuit import CircuitBreaker
from adapters.clamav import MAX_BYTES, Clamav, ClamavError, Finding, Outcome
from tests.clamd import FOR_LANG, OK, Demon, kjorende_clamd


@pytest.fixture(params=["tcp", "sokkel"])
def demon(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Demon]:
    """One on loopback, and one on a Unix socket."""
    with kjorende_clamd(str(tmp_path / "clamd.sokkel") if request.param == "sokkel" else "") as demon:
        yield demon


def skann(klient: Clamav, *biter: bytes, size: int | None = None) -> Finding:
    with klient.begin(sum(map(len, biter)) if size is None else size) as strom:
        for bit in biter:
            strom.feed(bit)
        return strom.finding()


def test_it_sends_every_byte_in_pieces_with_their_length(demon: Demon) -> None:
    stor = bytes(range(256)) * 4096
    assert skann(Clamav(address=demon.adresse), b"en", stor, b"to") == Finding(Outcome.CLEAN)
    assert demon.mottatt[0] == b"zINSTREAM"
    assert b"".join(demon.mottatt[1:]) == b"en" + stor + b"to"
    assert max(map(len, demon.mottatt)) <= 256 * 1024


@pytest.mark.parametrize(
    ("svar", "dom", "navn"),
    [
        (OK, Outcome.CLEAN, ""),
        (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", Outcome.INFECTED, "Win.Test.EICAR_HDB-1"),
        (b"stream: Heuristics.Encrypted.Zip FOUND\0", Outcome.ENCRYPTED, "Heuristics.Encrypted.Zip"),
        (b"stream: Heuristics.Encrypted.PDF FOUND\0", Outcome.ENCRYPTED, "Heuristics.Encrypted.PDF"),
        (
            b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0",
            Outcome.TOO_LARGE,
            "Heuristics.Limits.Exceeded.MaxFileSize",
        ),
        (FOR_LANG, Outcome.TOO_LARGE, ""),
    ],
)
def test_it_understands_what_clamd_says(demon: Demon, svar: bytes, dom: Outcome, navn: str) -> None:
    demon.svar = svar
    assert skann(Clamav(address=demon.adresse), b"innhold") == Finding(dom, navn)


@pytest.mark.parametrize(
    ("svar", "kode"),
    [
        (b"", "connection"),
        (b"stream: OK", "nonsense"),
        (b"OK\0", "nonsense"),
        (b"stream: OK, nesten\0", "nonsense"),
        (b"\xff\xfe\0", "nonsense"),
        (b"x" * 10_000, "nonsense"),
        (b"stream: Can't allocate memory ERROR\0", "scanner_error"),
        (b"UNKNOWN COMMAND\0", "nonsense"),
    ],
)
def test_it_gives_no_verdict_on_anything_else(demon: Demon, svar: bytes, kode: str) -> None:
    demon.svar = svar
    with pytest.raises(ClamavError) as feil:
        skann(Clamav(address=demon.adresse), b"innhold")
    assert (feil.value.code, feil.value.permanent) == (kode, False)


def test_it_hears_in_the_middle_that_the_stream_is_too_long(demon: Demon) -> None:
    demon.svar, demon.etter = FOR_LANG, 1_000_000
    bit = b"\0" * 1_000_000
    assert skann(Clamav(address=demon.adresse), *[bit] * 20) == Finding(Outcome.TOO_LARGE)


def test_it_does_not_believe_that_all_is_well_before_the_end(demon: Demon) -> None:
    demon.svar, demon.etter = OK, 1_000_000
    with pytest.raises(ClamavError):
        skann(Clamav(address=demon.adresse), *[b"\0" * 1_000_000] * 20)


@pytest.mark.parametrize("size", [6, 8])
def test_it_gives_no_verdict_on_another_number_of_bytes(demon: Demon, size: int) -> None:
    with pytest.raises(ClamavError) as feil:
        skann(Clamav(address=demon.adresse), b"innhold", size=size)
    assert feil.value.code == "incomplete"


@pytest.mark.parametrize(("grense", "size"), [(10, 11), (MAX_BYTES + 1000, MAX_BYTES + 1)])
def test_it_never_asks_about_what_clamd_would_skip(grense: int, size: int) -> None:
    klient = Clamav(address="127.0.0.1:1", max_bytes=grense)
    with klient.begin(size) as strom:
        strom.feed(b"en bit")
        assert strom.finding().outcome == Outcome.TOO_LARGE


def test_it_waits_no_longer_than_its_limit(demon: Demon) -> None:
    demon.vent = 30.0
    startet = time.monotonic()
    with pytest.raises(ClamavError) as feil:
        skann(Clamav(address=demon.adresse, limit=lambda _size: 0.4), b"innhold")
    assert feil.value.code == "timeout"
    assert time.monotonic() - startet < 3


def test_it_waits_no_longer_for_one_that_stops_reading(demon: Demon) -> None:
    demon.vent, demon.etter = 30.0, 0
    with pytest.raises(ClamavError) as feil:
        skann(Clamav(address=demon.adresse, limit=lambda _size: 0.5), *[b"\0" * 1_000_000] * 30)
    assert feil.value.code == "timeout"


@pytest.mark.parametrize(
    ("svar", "dato"),
    [
        (b"ClamAV 1.4.6/27400/Thu Nov 26 08:30:00 2026\0", datetime(2026, 11, 26, 8, 30, tzinfo=UTC)),
        (b"ClamAV 1.4.6\0", None),
        (b"ClamAV 1.4.6/27400/i gaar\0", None),
    ],
)
def test_it_tells_how_old_the_signatures_are(demon: Demon, svar: bytes, dato: datetime | None) -> None:
    demon.versjon = svar
    assert Clamav(address=demon.adresse).signatures() == dato
    assert demon.mottatt == [b"zVERSION"]


def test_it_sees_that_the_scanner_owns_up_to_what_it_skips(demon: Demon) -> None:
    klient = Clamav(address=demon.adresse, max_bytes=1)
    klient.prove()
    demon.aerlig = False
    klient.prove()  # seen a moment ago
    with pytest.raises(ClamavError) as feil:
        Clamav(address=demon.adresse).prove()
    assert (feil.value.code, feil.value.permanent) == ("skips_encrypted", True)


def test_it_takes_only_a_clamav_for_a_scanner(demon: Demon) -> None:
    demon.versjon = b"PONG\0"
    with pytest.raises(ClamavError) as feil:
        Clamav(address=demon.adresse).signatures()
    assert feil.value.code == "nonsense"


@pytest.mark.parametrize(
    ("adresse", "kode", "varig"),
    [
        ("", "not_configured", True),
        ("clamav", "address", True),
        ("127.0.0.1:1", "connection", False),
        ("/finnes/ikke/clamd.sokkel", "connection", False),
    ],
)
def test_it_says_whether_a_person_must_change_something(adresse: str, kode: str, varig: bool) -> None:
    with pytest.raises(ClamavError) as feil:
        Clamav(address=adresse).begin(1)
    assert (feil.value.code, feil.value.permanent) == (kode, varig)


def test_it_does_not_wait_for_one_that_was_away_a_moment_ago() -> None:
    klient = Clamav(address="127.0.0.1:1", circuit=CircuitBreaker(threshold=1, pause=60))
    koder = []
    for _gang in range(2):
        with pytest.raises(ClamavError) as feil:
            klient.begin(1)
        koder.append(feil.value.code)
    assert koder == ["connection", "circuit_open"]
