"""All the files as one: what is in it, with which headers, and any part of it."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils.translation import override

from dokumenter.models import Deling, Dokument
from dokumenter.services.sletting import slett_dokument
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from tests.dokumenter.views.nedlasting.lag import alle_i, hent, lag_flere
from users.models import User

FILER = [
    ("", "Vedtak æøå.pdf", b"vedtaket"),
    ("Bilag/2026", "kart.png", b"kartet er lengre"),
    ("", "vedtak ÆØÅ.pdf", b"et annet"),
]
NAVN = ["Vedtak æøå.pdf", "Bilag/2026/kart.png", "vedtak ÆØÅ (2).pdf"]


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    return lag_flere(konto, kari, *FILER)


@pytest.fixture
def url(deling: Deling) -> str:
    return alle_i(deling)


def innholdet(arkiv: bytes) -> dict[str, bytes]:
    """What is in an archive, which is whole."""
    with zipfile.ZipFile(io.BytesIO(arkiv)) as lest:
        assert lest.testzip() is None
        return {navn: lest.read(navn) for navn in lest.namelist()}


def test_it_holds_every_file_in_its_folder_under_a_name_of_its_own(mottakers: Client, url: str) -> None:
    status, arkiv, hoder = hent(mottakers, url)
    assert status == 200
    assert innholdet(arkiv) == dict(zip(NAVN, (innhold for _, _, innhold in FILER), strict=True))
    assert hoder["Content-Length"] == str(len(arkiv))


def test_it_never_lets_a_browser_run_guess_or_keep_it(mottakers: Client, deling: Deling, url: str) -> None:
    for range_ in ({}, {"range": "bytes=0-3"}, {"range": "bytes=9999999-"}):
        hoder = hent(mottakers, url, **range_)[2]
        navn = f"dokumenter-{deling.pk.hex[:8]}.zip"
        assert hoder["Content-Disposition"] == f'attachment; filename="{navn}"'
        assert hoder["X-Content-Type-Options"] == "nosniff"
        assert hoder["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert hoder["Cache-Control"] == "private, no-store"
        assert hoder["Content-Type"] == "application/zip"
        assert hoder["Accept-Ranges"] == "bytes"


def test_it_gives_the_rest_from_any_byte(mottakers: Client, url: str) -> None:
    helt = hent(mottakers, url)[1]
    for start in range(len(helt)):
        status, resten, hoder = hent(mottakers, url, range=f"bytes={start}-")
        assert (status, resten) == (206, helt[start:])
        assert hoder["Content-Range"] == f"bytes {start}-{len(helt) - 1}/{len(helt)}"


@pytest.mark.parametrize(
    ("range_", "status", "fra", "til"),
    [
        ("bytes=0-0", 206, 0, 1),
        ("bytes=100-199", 206, 100, 200),
        ("bytes=100-999999", 206, 100, None),
        ("bytes=-100", 206, -100, None),
        ("bytes=-999999", 206, 0, None),
        ("bytes=999999-", 416, 0, 0),
        ("bytes=-0", 416, 0, 0),
        ("bytes=0-1,5-6", 200, 0, None),
        ("bytes=x", 200, 0, None),
    ],
)
def test_it_gives_the_range_asked_for(
    mottakers: Client, url: str, range_: str, status: int, fra: int, til: int | None
) -> None:
    helt = hent(mottakers, url)[1]
    assert hent(mottakers, url, range=range_)[:2] == (status, helt[fra:til])


def test_it_answers_head_as_get_without_the_bytes(mottakers: Client, url: str) -> None:
    hoder = hent(mottakers, url)[2]
    Hendelse.objects.all()._raw_delete("default")
    svar = mottakers.head(url, headers={"range": "bytes=0-3"})
    assert (svar.status_code, svar.content) == (200, b"")
    for navn in ("ETag", "Content-Type", "Content-Disposition", "Accept-Ranges", "Content-Length"):
        assert svar.headers[navn] == hoder[navn]
    assert not Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_HENTES).exists()


def test_it_minds_if_range_if_match_and_if_none_match(mottakers: Client, url: str) -> None:
    _, helt, hoder = hent(mottakers, url)
    etag, bit = hoder["ETag"], {"range": "bytes=0-3"}
    assert hent(mottakers, url, **bit, if_range=etag)[:2] == (206, helt[:4])
    assert hent(mottakers, url, **bit, if_range=f"W/{etag}")[:2] == (200, helt)
    assert hent(mottakers, url, if_none_match=etag)[:2] == (304, b"")
    assert hent(mottakers, url, if_match='"noe-annet"')[:2] == (412, b"")


def test_it_is_the_same_bytes_every_time_in_every_language(mottakers: Client, url: str) -> None:
    Dokument.objects.update(opprettet=datetime(2026, 7, 1, 10, 0, 0, tzinfo=UTC))
    svar = set()
    for sprak in ("nb", "nn", "en"):
        with override(sprak):
            _, arkiv, hoder = hent(mottakers, url, accept_language=sprak)
            svar.add((arkiv, hoder["ETag"]))
    assert len(svar) == 1
    with zipfile.ZipFile(io.BytesIO(svar.pop()[0])) as lest:
        assert lest.infolist()[0].date_time == (2026, 7, 1, 12, 0, 0)


def test_it_has_another_etag_as_soon_as_anything_in_it_is_another(
    mottakers: Client, konto: Konto, kari: User, deling: Deling, url: str
) -> None:
    etager = [hent(mottakers, url)[2]["ETag"]]
    deling.dokumenter.filter(mappe="").update(mappe="Nytt")
    etager.append(hent(mottakers, url)[2]["ETag"])
    forste = deling.dokumenter.order_by("opprettet").first()
    assert forste is not None
    slett_dokument(dokument=forste, av=kari)
    etager.append(hent(mottakers, url)[2]["ETag"])
    etager.append(hent(mottakers, alle_i(lag_flere(konto, kari, *FILER)))[2]["ETag"])
    assert len(set(etager)) == 4


def test_it_gives_all_anew_to_one_who_goes_on_with_what_no_longer_is(
    mottakers: Client, kari: User, deling: Deling, url: str
) -> None:
    """Some clients go on without If-Range. The page's own address says which archive it was."""
    _, for_dette, hoder = hent(mottakers, url)
    adresse = f"{url}?innhold={hoder['ETag'].strip(chr(34))}"
    assert hent(mottakers, adresse, range="bytes=9-")[:2] == (206, for_dette[9:])
    siste = deling.dokumenter.order_by("opprettet").last()
    assert siste is not None
    slett_dokument(dokument=siste, av=kari)
    status, na, _ = hent(mottakers, adresse, range="bytes=9-")
    assert status == 200
    assert list(innholdet(na)) == NAVN[:2]
    assert hent(mottakers, f"{url}?innhold=%22tull", range="bytes=9-")[:2] == (200, na)


def test_it_leaves_out_what_is_blocked_and_what_is_deleted(mottakers: Client, kari: User, deling: Deling) -> None:
    Dokument.objects.filter(dokumentnavn=FILER[1][1]).update(tilstand=Dokument.Tilstand.SPERRET)
    assert list(innholdet(hent(mottakers, alle_i(deling))[1])) == [NAVN[0], NAVN[2]]
    slett_dokument(dokument=deling.dokumenter.get(dokumentnavn=FILER[0][1]), av=kari)
    assert list(innholdet(hent(mottakers, alle_i(deling))[1])) == ["vedtak ÆØÅ.pdf"]


def test_it_waits_until_all_are_checked_and_says_so_when_nothing_is_left(
    mottakers: Client, kari: User, deling: Deling, url: str
) -> None:
    Dokument.objects.filter(dokumentnavn=FILER[1][1]).update(tilstand=Dokument.Tilstand.KONTROLLERES)
    svar = mottakers.get(url)
    assert svar.status_code == 409
    assert "Noen av dokumentene kontrolleres ennå" in svar.content.decode()
    deling.dokumenter.update(tilstand=Dokument.Tilstand.SPERRET)
    assert hent(mottakers, url)[0] == 403
    for dokument in deling.dokumenter.all():
        slett_dokument(dokument=dokument, av=kari)
    assert hent(mottakers, url)[0] == 410
    assert not Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_HENTES).exists()


def test_it_waits_for_a_file_whose_sum_is_not_known(mottakers: Client, deling: Deling, url: str) -> None:
    deling.dokumenter.filter(mappe="").update(crc32=None)
    assert hent(mottakers, url)[0] == 409
