"""What of it is given, with which headers; and never wrong bytes, whatever has become of the store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.test import Client

from dokumenter.models import Blokk, Deling
from dokumenter.storage.krypto import KryptoError
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from tests.dokumenter.views.nedlasting.lag import HELE, INNHOLD, hent, leveranser, url_til
from users.models import User


@pytest.mark.parametrize(
    ("range_", "status", "fra", "til"),
    [
        ("bytes=0-0", 206, 0, 1),
        ("bytes=0-1023", 206, 0, HELE),
        ("bytes=0-", 206, 0, HELE),
        ("bytes=100-199", 206, 100, 200),
        ("bytes=1023-", 206, 1023, HELE),
        ("bytes=1000-9999", 206, 1000, HELE),
        ("bytes=-1", 206, 1023, HELE),
        ("bytes=-100", 206, 924, HELE),
        ("bytes=-9999", 206, 0, HELE),
        ("bytes=1024-", 416, 0, 0),
        ("bytes=9999-10000", 416, 0, 0),
        ("bytes=-0", 416, 0, 0),
        ("bytes=0-1,5-6", 200, 0, HELE),
        ("bytes=5-4", 200, 0, HELE),
        ("bytes=x", 200, 0, HELE),
        ("linjer=0-1", 200, 0, HELE),
    ],
)
def test_it_gives_the_range_asked_for(
    mottakers: Client, url: str, range_: str, status: int, fra: int, til: int
) -> None:
    svar, innhold, hoder = hent(mottakers, url, range=range_)
    assert svar == status
    assert hoder["Accept-Ranges"] == "bytes"
    if status == 416:
        assert hoder["Content-Range"] == f"bytes */{HELE}"
        assert innhold == b""
        return
    assert innhold == INNHOLD[fra:til]
    assert hoder["Content-Length"] == str(til - fra)
    assert hoder.get("Content-Range") == (f"bytes {fra}-{til - 1}/{HELE}" if status == 206 else None)


def test_it_gives_ranges_across_blocks_and_segments(
    mottakers: Client, konto: Konto, kari: User, mottaker: User
) -> None:
    innhold = b"".join(nr.to_bytes(4, "big") for nr in range(600_000))  # 2.4 MB: three segments
    url = url_til(lag_deling(konto, kari, mottaker, innhold=innhold).dokumenter.get())
    mib = 1024**2
    for fra, til in ((mib - 1, mib + 1), (mib, 2 * mib), (5, 2 * mib + 5), (2 * mib - 1, len(innhold))):
        assert hent(mottakers, url, range=f"bytes={fra}-{til - 1}")[1] == innhold[fra:til]
    assert hent(mottakers, url)[1] == innhold


def test_it_minds_if_range_if_match_and_if_none_match(mottakers: Client, url: str) -> None:
    etag = hent(mottakers, url)[2]["ETag"]
    bit = {"range": "bytes=0-3"}
    assert hent(mottakers, url, **bit, if_range=etag)[0] == 206
    for annen in (f"W/{etag}", '"noe-annet"', "Sat, 21 Nov 2026 12:00:00 GMT", "tull"):
        assert hent(mottakers, url, **bit, if_range=annen)[:2] == (200, INNHOLD)
    for kjent in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        svar = hent(mottakers, url, if_none_match=kjent)
        assert (svar[0], svar[1], svar[2]["ETag"]) == (304, b"", etag)
    assert hent(mottakers, url, if_none_match='"noe-annet"')[0] == 200
    assert hent(mottakers, url, if_match='"noe-annet"')[:2] == (412, b"")
    assert hent(mottakers, url, if_match=etag)[0] == 200


def test_it_answers_head_as_get_without_the_bytes(mottakers: Client, url: str) -> None:
    svar = mottakers.head(url, headers={"range": "bytes=0-3"})
    assert (svar.status_code, svar.content, svar.headers["Content-Length"]) == (200, b"", str(HELE))
    assert {navn: svar.headers[navn] for navn in ("ETag", "Content-Type", "Content-Disposition", "Accept-Ranges")}
    assert not Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_HENTES).exists()


@pytest.mark.parametrize("range_", [None, "bytes=0-3", "bytes=9999-"])
def test_it_never_lets_a_browser_run_guess_or_keep_it(mottakers: Client, url: str, range_: str | None) -> None:
    hoder = hent(mottakers, url, **({"range": range_} if range_ else {}))[2]
    assert hoder["Content-Disposition"] == 'attachment; filename="vedtak.pdf"'
    assert hoder["X-Content-Type-Options"] == "nosniff"
    assert hoder["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert hoder["Cache-Control"] == "private, no-store"
    assert hoder["Content-Type"] == "application/pdf"
    assert hoder["ETag"].startswith('"')


@pytest.mark.parametrize(
    "navn",
    [
        "Vedtak om skjønn – æøå.pdf",
        "Čoahkkáigeassu.pdf",
        "قرار.pdf",
        "решение.pdf",
        "決定書 最終版.pdf",
        "👩‍👩‍👧 familie.pdf",
        "sitat\"og'apostrof;.pdf",
        "100 % ferdig = 50 & mer.pdf",
    ],
)
def test_it_keeps_names_in_any_script(mottakers: Client, deling: Deling, url: str, navn: str) -> None:
    deling.dokumenter.update(dokumentnavn=navn)
    verdi = hent(mottakers, url)[2]["Content-Disposition"]
    assert verdi.startswith("attachment; filename")
    assert verdi.isascii()
    assert "\n" not in verdi
    uttrykt = unquote(verdi.partition("filename*=utf-8''")[2]) or verdi.partition('filename="')[2].rstrip('"')
    assert uttrykt.replace("\\", "") == navn.replace('"', "_")


def test_it_has_another_etag_for_another_dokument(mottakers: Client, konto: Konto, kari: User, mottaker: User) -> None:
    urler = [url_til(lag_deling(konto, kari, mottaker).dokumenter.get()) for _ in range(2)]
    assert len({hent(mottakers, url)[2]["ETag"] for url in urler}) == 2


def vend(fil: Path, annen: Path) -> None:
    innhold = bytearray(fil.read_bytes())
    innhold[len(innhold) // 2] ^= 1
    fil.write_bytes(innhold)


def bytt(fil: Path, annen: Path) -> None:
    fil.write_bytes(annen.read_bytes())


def kutt(fil: Path, annen: Path) -> None:
    fil.write_bytes(fil.read_bytes()[:-7])


def fjern(fil: Path, annen: Path) -> None:
    fil.unlink()


@pytest.mark.parametrize("skade", [vend, bytt, kutt, fjern])
def test_it_gives_an_error_and_never_wrong_bytes_when_the_store_is_damaged(
    mottakers: Client, konto: Konto, kari: User, mottaker: User, tmp_path: Path, skade: Callable[[Path, Path], None]
) -> None:
    en, to = (lag_deling(konto, kari, mottaker, innhold=INNHOLD).dokumenter.get() for _ in range(2))
    filer = [tmp_path / "dokumenter" / dokument.blokker.get().navn for dokument in (en, to)]
    skade(filer[0], filer[1])
    for hoder in ({}, {"range": "bytes=0-3"}, {"range": "bytes=-3"}):
        status, innhold, _ = hent(mottakers, url_til(en), **hoder)
        assert status == 500
        assert INNHOLD[:4] not in innhold
    assert hent(mottakers, url_til(to))[:2] == (200, INNHOLD)


def test_it_breaks_off_when_damage_shows_later(mottakers: Client, konto: Konto, kari: User, mottaker: User) -> None:
    deling = lag_deling(konto, kari, mottaker, innhold=b"a" * 3_000_000)
    dokument = deling.dokumenter.get()
    Blokk.objects.filter(dokument=dokument).update(storrelse=2_000_000)
    with pytest.raises(KryptoError):
        hent(mottakers, url_til(dokument))
    assert leveranser()[0]["fullfort"] is False
