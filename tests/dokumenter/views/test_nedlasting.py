"""The range door: who may fetch, what of it, with which headers, and what is written about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.db.models.sql.compiler import SQLCompiler
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Blokk, Deling, Dokument
from dokumenter.services.deling import forkast_utkast
from dokumenter.services.sletting import avslutt_deling, slett_dokument
from dokumenter.storage.krypto import KryptoError
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast
from users.models import User
from users.niva import ACR_FOR_NIVA, BETYDELIG

INNHOLD = bytes(range(256)) * 4
HELE = len(INNHOLD)


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """One dokument of 1024 bytes, shared with the recipient."""
    return lag_deling(konto, kari, mottaker, innhold=INNHOLD)


@pytest.fixture
def url(deling: Deling) -> str:
    return url_til(deling.dokumenter.get())


@pytest.fixture
def mottakers(mottaker: User, nettleser_for: Callable[[User | None], Client]) -> Client:
    return nettleser_for(mottaker)


def url_til(dokument: Dokument) -> str:
    return f"/d/{dokument.deling_id}/{dokument.pk}"


def hent(klient: Client, url: str, **hoder: str) -> tuple[int, bytes, dict[str, str]]:
    """Status, body and headers of a GET, read to its end."""
    svar = klient.get(url, headers={navn.replace("_", "-"): verdi for navn, verdi in hoder.items()})
    innhold = svar.getvalue()
    svar.close()
    return svar.status_code, innhold, dict(svar.headers)


def bitene_i(svar: Any) -> Iterator[bytes]:
    """What a running download gives, as the server takes it."""
    return iter(svar.streaming_content)


def leveranser() -> list[dict[str, object]]:
    return list(
        Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_HENTET).order_by("pk").values_list("data", flat=True)
    )


# --- How much work ----------------------------------------------------------------------------------------------


def test_it_asks_little_for_one_more_range(
    mottakers: Client, url: str, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers that fetch in small ranges ask hundreds of times; the access is still decided anew each time."""
    forste = [hent(mottakers, url, range="bytes=0-9")[:2] for _ in range(2)]  # the second learns what is on record
    skrevet: list[str] = []
    skriv = SQLCompiler.as_sql

    def tell(kompilator: SQLCompiler, *args: Any, **kwargs: Any) -> Any:
        skrevet.append(str(kompilator.query.model))
        return skriv(kompilator, *args, **kwargs)

    monkeypatch.setattr(SQLCompiler, "as_sql", tell)
    with django_assert_num_queries(5) as sporsmal:  # session, user, dokument, recipient; and the log
        neste = hent(mottakers, url, range="bytes=10-19")[:2]
    assert [*forste, neste] == [(206, INNHOLD[:10])] * 2 + [(206, INNHOLD[10:20])]
    assert [en["sql"].split()[0] for en in sporsmal.captured_queries] == ["SELECT"] * 4 + ["INSERT"]
    # All four were written out before: to write them costs the ORM more than the database needs to answer.
    assert skrevet == []


# --- Who --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hvem", "status"),
    [("mottaker", 200), ("kari", 404), ("ola", 404), ("admin", 404), ("per", 404), ("fremmed", 404), (None, 302)],
)
def test_it_gives_the_dokument_to_its_recipients_only(
    request: pytest.FixtureRequest,
    url: str,
    nettleser_for: Callable[[User | None], Client],
    hvem: str | None,
    status: int,
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem) if hvem else None)
    for svar in (hent(klient, url), hent(klient, url, range="bytes=0-3")):
        assert svar[0] == (206 if status == 200 and "Content-Range" in svar[2] else status)
        assert (INNHOLD[:4] in svar[1]) == (status == 200)
    assert klient.head(url).status_code == status
    assert Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_HENTET).count() == (2 if status == 200 else 0)


def test_it_gives_each_recipient_only_what_is_theirs(
    konto: Konto, kari: User, mottaker: User, fremmed: User, nettleser_for: Callable[[User | None], Client]
) -> None:
    deres = {bruker: lag_deling(konto, kari, bruker).dokumenter.get() for bruker in (mottaker, fremmed)}
    for bruker in deres:
        for eier, dokument in deres.items():
            assert hent(nettleser_for(bruker), url_til(dokument))[0] == (200 if eier == bruker else 404)


def test_it_finds_a_dokument_in_its_own_deling_only(
    mottakers: Client, konto: Konto, kari: User, mottaker: User
) -> None:
    en, to = (lag_deling(konto, kari, mottaker) for _ in range(2))
    assert hent(mottakers, f"/d/{en.pk}/{to.dokumenter.get().pk}")[0] == 404


def test_it_answers_the_same_for_what_is_not_yours_and_what_does_not_exist(
    url: str, fremmed: User, nettleser_for: Callable[[User | None], Client]
) -> None:
    klient = nettleser_for(fremmed)
    annet = url[:3] + "0" * 8 + url[11:]
    svar = [hent(klient, sti) for sti in (url, annet)]
    assert [status for status, _, _ in svar] == [404, 404]
    # What may differ is what was asked for, and the CSRF token of the logout form.
    sider = {
        re.sub(r'value="\w{64}"', "", side.decode().replace(sti, ""))
        for (_, side, _), sti in zip(svar, (url, annet), strict=True)
    }
    assert len(sider) == 1


def test_it_sends_nobody_to_login_and_back(url: str) -> None:
    svar = Client().get(url)
    assert svar.status_code == 302
    assert unquote(svar.headers["Location"]).endswith(f"next={url}")


def test_it_demands_a_higher_level_of_login_when_the_deling_does(mottakers: Client, deling: Deling, url: str) -> None:
    okt = mottakers.session
    okt["acr"] = ACR_FOR_NIVA[BETYDELIG]
    okt.save()
    assert hent(mottakers, url)[0] == 200
    Deling.objects.filter(pk=deling.pk).update(sikkerhetsniva=4)
    for svar in (mottakers.get(url), mottakers.head(url), mottakers.get(url, headers={"range": "bytes=0-0"})):
        assert svar.status_code == 302
        assert "niva=4" in svar.headers["Location"]


@pytest.mark.parametrize("metode", ["post", "put", "patch", "delete"])
def test_it_only_reads(mottakers: Client, url: str, metode: str) -> None:
    assert getattr(mottakers, metode)(url).status_code == 405


# --- When -------------------------------------------------------------------------------------------------------


def test_it_waits_until_the_dokument_is_checked(mottakers: Client, deling: Deling, url: str) -> None:
    deling.dokumenter.update(tilstand=Dokument.Tilstand.KONTROLLERES)
    assert hent(mottakers, url)[0] == 409
    deling.dokumenter.update(tilstand=Dokument.Tilstand.SPERRET)
    assert hent(mottakers, url)[0] == 409
    assert leveranser() == []


def test_it_is_out_of_reach_at_the_very_moment_it_expires(mottakers: Client, deling: Deling, url: str) -> None:
    Deling.objects.filter(pk=deling.pk).update(tilgjengelig_til=timezone.now())
    assert (hent(mottakers, url)[0], mottakers.head(url).status_code) == (410, 410)


@pytest.mark.parametrize("slutt", [Deling.Slutt.TRUKKET, Deling.Slutt.SLETTET])
def test_it_is_out_of_reach_when_the_deling_is_ended(
    mottakers: Client, deling: Deling, url: str, kari: User, slutt: Deling.Slutt
) -> None:
    avslutt_deling(deling=deling, slutt=slutt, av=kari)
    assert hent(mottakers, url)[0] == 410


def test_it_is_out_of_reach_when_it_is_deleted_or_its_konto_is(
    mottakers: Client, deling: Deling, url: str, kari: User, konto: Konto
) -> None:
    slett_dokument(dokument=deling.dokumenter.get(), av=kari)
    assert hent(mottakers, url)[0] == 410
    Konto.objects.filter(pk=konto.pk).update(slettet=timezone.now())
    assert hent(mottakers, url)[0] == 410


def test_it_hides_drafts_from_all(
    konto: Konto, kari: User, mottakers: Client, nettleser_for: Callable[[User | None], Client]
) -> None:
    utkast = lag_utkast(konto, kari)
    url = url_til(lag_dokument(utkast))
    assert {hent(klient, url)[0] for klient in (mottakers, nettleser_for(kari))} == {404}
    forkast_utkast(deling=utkast, av=kari)
    assert hent(mottakers, url)[0] == 404


# --- What -------------------------------------------------------------------------------------------------------


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


# --- Damage -----------------------------------------------------------------------------------------------------


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


# --- Receipts ---------------------------------------------------------------------------------------------------


def test_it_logs_once_who_fetches_and_each_delivery_with_its_bytes(
    mottakers: Client, url: str, deling: Deling, mottaker: User
) -> None:
    hent(mottakers, url)
    hent(mottakers, url, range="bytes=100-199")
    begynt = Hendelse.objects.get(type=Hendelsestype.DOKUMENT_HENTES)
    assert (begynt.deling_id, begynt.dokument_id) == (deling.pk, deling.dokumenter.get().pk)
    assert begynt.aktor_id == mottaker.pk
    assert leveranser() == [
        {"fra": 0, "til": HELE, "fullfort": True},
        {"fra": 100, "til": 200, "fullfort": True},
    ]


def test_it_logs_each_persons_beginning(
    konto: Konto, kari: User, mottaker: User, fremmed: User, nettleser_for: Callable[[User | None], Client]
) -> None:
    url = url_til(lag_deling(konto, kari, mottaker, fremmed).dokumenter.get())
    for bruker in (mottaker, fremmed, mottaker):
        hent(nettleser_for(bruker), url)
    hvem = Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_HENTES).values_list("aktor_id", flat=True)
    assert sorted(map(str, hvem)) == sorted([str(mottaker.pk), str(fremmed.pk)])


def test_it_logs_what_was_delivered_when_the_client_goes_away(
    mottakers: Client, konto: Konto, kari: User, mottaker: User
) -> None:
    url = url_til(lag_deling(konto, kari, mottaker, innhold=b"a" * 3_000_000).dokumenter.get())
    svar = mottakers.get(url)
    biter = bitene_i(svar)
    next(biter)
    next(biter)
    svar.close()
    assert leveranser() == [{"fra": 0, "til": 1024**2, "fullfort": False}]


@pytest.mark.parametrize("hvordan", ["trukket", "utlopt", "slettet"])
def test_it_stops_a_running_download_when_the_deling_ends(
    mottakers: Client, konto: Konto, kari: User, mottaker: User, monkeypatch: pytest.MonkeyPatch, hvordan: str
) -> None:
    monkeypatch.setattr("dokumenter.services.nedlasting._SPOR_IGJEN_SEKUNDER", 0)
    deling = lag_deling(konto, kari, mottaker, innhold=b"a" * 5_000_000)
    dokument = deling.dokumenter.get()
    svar = mottakers.get(url_til(dokument))
    biter = bitene_i(svar)
    next(biter)
    if hvordan == "trukket":
        avslutt_deling(deling=deling, slutt=Deling.Slutt.TRUKKET, av=kari)
    elif hvordan == "utlopt":
        Deling.objects.filter(pk=deling.pk).update(tilgjengelig_til=timezone.now() - timedelta(seconds=1))
    else:
        slett_dokument(dokument=dokument, av=kari)
    with pytest.raises(ConnectionResetError):
        list(biter)
    svar.close()
    assert leveranser() == [{"fra": 0, "til": 1024**2, "fullfort": False}]
