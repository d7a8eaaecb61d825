"""All the files as one, while it runs: each file's receipt, and what stops it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from dokumenter.models import Deling, Dokument
from dokumenter.queries.leveranser import mottakerrader
from dokumenter.services import nedlasting
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.sletting import slett_dokument
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from tests.dokumenter.views.nedlasting.lag import alle_i, bitene_i, hent, lag_flere, leveranser
from users.models import User

MIB = 1024**2
STORT = bytes(range(256)) * (3 * MIB // 256)


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """A small file, one of three pieces, and a small one."""
    return lag_flere(konto, kari, ("", "a.txt", b"foran"), ("", "b.bin", STORT), ("", "c.txt", b"bak"))


def filen(deling: Deling, navn: str) -> Dokument:
    return deling.dokumenter.get(dokumentnavn=navn)


def levert(dokument: Dokument) -> list[tuple[object, ...]]:
    """From, to and whether it was all that was asked for, of each delivery of a file."""
    hentet = Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_HENTET, dokument_id=dokument.pk).order_by("pk")
    return [(en.data["fra"], en.data["til"], en.data["fullfort"]) for en in hentet]


def les_til(biter: object, slutt: bytes) -> bytes:
    """What comes until a piece ends so."""
    fatt = b""
    while not fatt.endswith(slutt):
        fatt += next(biter)  # type: ignore[call-overload]
    return fatt


def test_it_gives_each_file_its_receipt(mottakers: Client, deling: Deling) -> None:
    assert hent(mottakers, alle_i(deling))[0] == 200
    assert levert(filen(deling, "a.txt")) == [(0, 5, True)]
    assert levert(filen(deling, "b.bin")) == [(0, 3 * MIB, True)]
    assert levert(filen(deling, "c.txt")) == [(0, 3, True)]
    assert Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_HENTES).count() == 3
    [rad] = mottakerrader(deling, list(deling.dokumenter.all()))
    assert rad.har_hentet_alt


def test_it_sums_up_what_is_got_in_parts(mottakers: Client, konto: Konto, kari: User, mottaker: User) -> None:
    deling = lag_flere(konto, kari, ("", "a", b"foran"), ("", "b", b"midt i"), ("", "c", b"bak"))
    lengde = int(mottakers.head(alle_i(deling)).headers["Content-Length"])
    bit, dokumenter = 7, list(deling.dokumenter.all())
    for start in range(0, lengde, bit):
        [rad] = mottakerrader(deling, dokumenter)
        assert rad.hentet < 3 or start > lengde - 200
        assert hent(mottakers, alle_i(deling), range=f"bytes={start}-{start + bit - 1}")[0] == 206
    [rad] = mottakerrader(deling, dokumenter)
    assert rad.har_hentet_alt


def test_it_counts_nothing_of_a_file_before_it_is_sent(mottakers: Client, deling: Deling) -> None:
    svar = mottakers.get(alle_i(deling))
    les_til(bitene_i(svar), STORT[:MIB])
    assert levert(filen(deling, "a.txt")) == [(0, 5, True)]
    assert levert(filen(deling, "b.bin")) == levert(filen(deling, "c.txt")) == []
    begynt = Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_HENTES)
    assert set(begynt.values_list("dokument_id", flat=True)) == {filen(deling, navn).pk for navn in ("a.txt", "b.bin")}
    svar.close()
    # The piece that was on its way out is not counted.
    assert levert(filen(deling, "b.bin")) == [(0, 0, False)]
    assert levert(filen(deling, "c.txt")) == []


def test_it_writes_no_receipt_for_what_lies_outside_the_range(mottakers: Client, deling: Deling) -> None:
    assert hent(mottakers, alle_i(deling), range="bytes=0-20")[0] == 206
    assert hent(mottakers, alle_i(deling), range="bytes=-22")[0] == 206
    assert leveranser() == []


def test_it_honours_a_sender_who_wants_no_record(mottakers: Client, deling: Deling) -> None:
    deling.dokumenter.filter(dokumentnavn="b.bin").update(logg_nedlasting=False)
    assert hent(mottakers, alle_i(deling))[0] == 200
    assert [levert(filen(deling, navn)) for navn in ("a.txt", "b.bin", "c.txt")] == [[(0, 5, True)], [], [(0, 3, True)]]


def slett_den_neste(deling: Deling, kari: User) -> None:
    slett_dokument(dokument=filen(deling, "c.txt"), av=kari)


def sperr_den_neste(deling: Deling, kari: User) -> None:
    deling.dokumenter.filter(dokumentnavn="c.txt").update(tilstand=Dokument.Tilstand.SPERRET)


def bytt_den_neste(deling: Deling, kari: User) -> None:
    deling.dokumenter.filter(dokumentnavn="c.txt").update(crc32=1)


@pytest.mark.parametrize("hendelse", [slett_den_neste, sperr_den_neste, bytt_den_neste])
def test_it_breaks_off_where_a_file_begins_that_is_no_longer_there(
    mottakers: Client, deling: Deling, kari: User, hendelse: Callable[[Deling, User], None]
) -> None:
    biter = bitene_i(mottakers.get(alle_i(deling)))
    les_til(biter, STORT[:MIB])
    hendelse(deling, kari)
    resten: list[bytes] = []
    with pytest.raises(ConnectionResetError):
        resten.extend(biter)
    assert b"bak" not in resten
    assert levert(filen(deling, "b.bin")) == [(0, 3 * MIB, True)]
    assert levert(filen(deling, "c.txt")) == []


def slett_denne(deling: Deling, kari: User) -> None:
    slett_dokument(dokument=filen(deling, "b.bin"), av=kari)


def trekk(deling: Deling, kari: User) -> None:
    trekk_tilbake(deling=deling, av=kari)


def fjern_mottaker(deling: Deling, kari: User) -> None:
    deling.mottakere.all().delete()


def slett_konto(deling: Deling, kari: User) -> None:
    Konto.objects.update(slettet=timezone.now())


def utlop(deling: Deling, kari: User) -> None:
    Deling.objects.update(tilgjengelig_til=timezone.now())


def logg_ut(deling: Deling, kari: User) -> None:
    User.objects.exclude(pk=kari.pk).update(is_active=False)


_STOPPER = [slett_denne, trekk, fjern_mottaker, slett_konto, utlop, logg_ut]


@pytest.mark.parametrize("slutt", _STOPPER)
def test_it_stops_inside_a_file_when_it_may_not_go_on(
    mottakers: Client,
    deling: Deling,
    kari: User,
    slutt: Callable[[Deling, User], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(nedlasting, "_SPOR_IGJEN_SEKUNDER", -1.0)
    biter = bitene_i(mottakers.get(alle_i(deling)))
    les_til(biter, STORT[:MIB])
    slutt(deling, kari)
    with pytest.raises(ConnectionResetError):
        list(biter)
    assert levert(filen(deling, "b.bin")) == [(0, MIB, False)]


@pytest.mark.parametrize("slutt", _STOPPER[1:])
def test_it_stops_between_two_files_when_it_may_not_go_on(
    mottakers: Client,
    deling: Deling,
    kari: User,
    slutt: Callable[[Deling, User], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(nedlasting, "_SPOR_IGJEN_SEKUNDER", -1.0)
    biter = bitene_i(mottakers.get(alle_i(deling)))
    les_til(biter, b"foran")
    slutt(deling, kari)
    with pytest.raises(ConnectionResetError):
        list(biter)
    assert levert(filen(deling, "a.txt")) == [(0, 5, True)]
    assert levert(filen(deling, "b.bin")) == []


def test_it_asks_over_all_the_files_and_not_anew_for_each(
    mottakers: Client, konto: Konto, kari: User, mottaker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else many small files would never be asked about: each is over before its time has come."""
    monkeypatch.setattr(nedlasting, "MAKS_BLOKK_BYTES", 10)
    deling = lag_flere(konto, kari, *(("", f"{nr}", b"innhold") for nr in range(20)))
    biter = bitene_i(mottakers.get(alle_i(deling)))
    les_til(biter, b"innhold")
    deling.mottakere.all().delete()
    with pytest.raises(ConnectionResetError):
        list(biter)
    assert len(leveranser()) == 1


def test_it_goes_on_for_one_who_may(mottakers: Client, deling: Deling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nedlasting, "_SPOR_IGJEN_SEKUNDER", -1.0)
    assert hent(mottakers, alle_i(deling))[0] == 200
    assert [en["fullfort"] for en in leveranser()] == [True] * 3


@pytest.mark.parametrize(("navn", "brutt"), [("a.txt", False), ("b.bin", True), ("c.txt", True)])
def test_it_never_gives_wrong_bytes_when_the_store_is_damaged(
    mottakers: Client, deling: Deling, tmp_path: Path, navn: str, brutt: bool
) -> None:
    fil = tmp_path / "dokumenter" / filen(deling, navn).blokker.get().navn
    innhold = bytearray(fil.read_bytes())
    innhold[5] ^= 1
    fil.chmod(0o600)
    fil.write_bytes(innhold)
    if brutt:
        with pytest.raises(ConnectionResetError):
            hent(mottakers, alle_i(deling))
    else:
        assert hent(mottakers, alle_i(deling))[0] == 500
    assert levert(filen(deling, navn)) == []
