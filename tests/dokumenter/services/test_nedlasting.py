"""Delivery: only to those it is for, only while it is open, only the right bytes, and always on record."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from dokumenter.errors import DelingAvsluttet, DokumentIkkeKlart, DokumentSkadet, DokumentSlettet
from dokumenter.models import Deling, Dokument
from dokumenter.services import nedlasting
from dokumenter.services.nedlasting import hent_dokument, les_dokument, lever_dokument
from dokumenter.services.sletting import avslutt_deling, slett_dokument
from hendelser.models import Hendelse, Hendelsestype
from kontoer.errors import IkkeFunnet
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast
from users.models import User

MIB = 1024 * 1024
_INNHOLD = bytes(range(256)) * (3 * MIB // 256)


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    return lag_deling(konto, kari, mottaker, innhold=_INNHOLD)


def hent(deling: Deling, av: User) -> Dokument:
    return hent_dokument(deling_id=deling.pk, dokument_id=deling.dokumenter.get().pk, av=av, okt="okt")


def test_it_delivers_to_a_recipient_and_says_so(deling: Deling, mottaker: User) -> None:
    dokument = hent(deling, mottaker)
    assert b"".join(lever_dokument(dokument=dokument, start=0, slutt=3 * MIB, av=mottaker)) == _INNHOLD
    hendelse = Hendelse.objects.get(type=Hendelsestype.DOKUMENT_HENTET)
    assert (hendelse.aktor_id, hendelse.dokument_id) == (mottaker.pk, dokument.pk)
    assert hendelse.data == {"fra": 0, "til": 3 * MIB, "fullfort": True}


def test_it_hides_dokument_from_everyone_else(
    deling: Deling, kari: User, ola: User, per: User, admin: User, fremmed: User
) -> None:
    for annen in (kari, ola, per, admin, fremmed):
        with pytest.raises(IkkeFunnet):
            hent(deling, annen)


def test_it_hides_dokument_in_a_draft_and_under_another_deling(
    deling: Deling, konto: Konto, kari: User, mottaker: User
) -> None:
    annen = lag_deling(konto, kari, mottaker)
    with pytest.raises(IkkeFunnet):
        hent_dokument(deling_id=annen.pk, dokument_id=deling.dokumenter.get().pk, av=mottaker, okt="okt")
    Deling.objects.filter(pk=deling.pk).update(tilstand=Deling.Tilstand.UTKAST)
    with pytest.raises(IkkeFunnet):
        hent(deling, mottaker)


def test_it_hides_what_was_thrown_away_before_it_was_shared(deling: Deling, mottaker: User) -> None:
    naa = timezone.now()
    Deling.objects.filter(pk=deling.pk).update(
        tilstand=Deling.Tilstand.SLETTET, slutt=Deling.Slutt.FORKASTET, avsluttet=naa, delt=None
    )
    with pytest.raises(IkkeFunnet):
        hent(deling, mottaker)


def test_it_stops_at_the_very_moment(deling: Deling, mottaker: User) -> None:
    Deling.objects.filter(pk=deling.pk).update(tilgjengelig_til=timezone.now())
    with pytest.raises(DelingAvsluttet):
        hent(deling, mottaker)


def test_it_waits_for_the_check_and_refuses_the_deleted(deling: Deling, kari: User, mottaker: User) -> None:
    Dokument.objects.update(tilstand=Dokument.Tilstand.KONTROLLERES)
    with pytest.raises(DokumentIkkeKlart):
        hent(deling, mottaker)
    slett_dokument(dokument=deling.dokumenter.get(), av=kari)
    with pytest.raises(DokumentSlettet):
        hent(deling, mottaker)


def test_it_stops_a_running_delivery_that_is_recalled(
    deling: Deling, kari: User, mottaker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nedlasting, "_SPOR_IGJEN_SEKUNDER", 0.0)
    leveranse = lever_dokument(dokument=hent(deling, mottaker), start=0, slutt=3 * MIB, av=mottaker)
    assert next(leveranse) == _INNHOLD[:MIB]
    avslutt_deling(deling=deling, slutt=Deling.Slutt.TRUKKET, av=kari)
    with pytest.raises(DelingAvsluttet):
        next(leveranse)
    hendelse = Hendelse.objects.get(type=Hendelsestype.DOKUMENT_HENTET)
    assert hendelse.data == {"fra": 0, "til": MIB, "fullfort": False}


def test_it_stops_a_running_delivery_when_time_is_out_without_asking_the_database(
    deling: Deling, mottaker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    leveranse = lever_dokument(dokument=hent(deling, mottaker), start=0, slutt=3 * MIB, av=mottaker)
    next(leveranse)
    assert deling.tilgjengelig_til is not None
    etter = deling.tilgjengelig_til + timedelta(microseconds=1)
    monkeypatch.setattr("dokumenter.services.nedlasting.klokke.naa", lambda: etter)
    with pytest.raises(DelingAvsluttet):
        next(leveranse)


def test_it_records_how_far_a_client_got_before_it_left(deling: Deling, mottaker: User) -> None:
    leveranse = lever_dokument(dokument=hent(deling, mottaker), start=MIB, slutt=3 * MIB, av=mottaker)
    next(leveranse)
    next(leveranse)
    leveranse.close()  # type: ignore[attr-defined]
    assert Hendelse.objects.get(type=Hendelsestype.DOKUMENT_HENTET).data == {
        "fra": MIB,
        "til": 2 * MIB,
        "fullfort": False,
    }


def test_it_records_the_beginning_before_a_byte_leaves_and_once(deling: Deling, mottaker: User) -> None:
    for _ in range(2):
        lever_dokument(dokument=hent(deling, mottaker), start=0, slutt=10, av=mottaker)
    assert Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_HENTES).count() == 1


def test_it_honours_a_sender_who_wants_no_record(deling: Deling, mottaker: User) -> None:
    Dokument.objects.update(logg_nedlasting=False)
    list(lever_dokument(dokument=hent(deling, mottaker), start=0, slutt=10, av=mottaker))
    assert not Hendelse.objects.filter(type__in=[Hendelsestype.DOKUMENT_HENTES, Hendelsestype.DOKUMENT_HENTET]).exists()


@pytest.mark.parametrize("skade", ["snudd", "byttet", "borte"])
def test_it_never_gives_wrong_bytes(
    deling: Deling, konto: Konto, kari: User, mottaker: User, tmp_path: Path, skade: str
) -> None:
    fil = tmp_path / "dokumenter" / deling.dokumenter.get().blokker.get().navn
    fil.chmod(0o600)
    if skade == "snudd":
        byte = bytearray(fil.read_bytes())
        byte[5] ^= 128
        fil.write_bytes(byte)
    elif skade == "byttet":
        annen = lag_dokument(lag_utkast(konto, kari), _INNHOLD)
        fil.write_bytes((tmp_path / "dokumenter" / annen.blokker.get().navn).read_bytes())
    else:
        fil.unlink()
    with pytest.raises(DokumentSkadet):
        lever_dokument(dokument=hent(deling, mottaker), start=0, slutt=100, av=mottaker)
    assert not Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_HENTES).exists()


def test_it_reads_any_range_over_many_blocks(konto: Konto, kari: User) -> None:
    from tests.dokumenter.services.test_opplasting import skriv, start

    dokument = start(lag_utkast(konto, kari), 1000).dokument
    helt = bytes(i % 251 for i in range(1000))
    for fra in range(0, 1000, 100):
        dokument = skriv(dokument, helt[fra : fra + 100])
    for fra, til in ((0, 1000), (0, 1), (99, 101), (100, 200), (150, 850), (999, 1000)):
        assert b"".join(les_dokument(dokument=dokument, start=fra, slutt=til)) == helt[fra:til]
