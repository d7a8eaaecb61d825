"""The one writer: what is acknowledged is there, what is refused leaves nothing, two writers never mix."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError, connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from dokumenter.errors import (
    DelingIkkeUtkast,
    DokumentForStort,
    DokumentSlettet,
    FeilPosisjon,
    ForMangeBiter,
    OpplastingFerdig,
    OpplastingUkjent,
    OpplastingUtlopt,
    TomtDokument,
)
from dokumenter.models import Deling, Dokument
from dokumenter.protokoll import tus
from dokumenter.queries.blokkart import deler_av
from dokumenter.services import blokkskriver
from dokumenter.services.deling import del_dokument
from dokumenter.services.nedlasting import les_dokument
from dokumenter.services.opplasting import (
    StartetOpplasting,
    avbryt_opplasting,
    finn_opplasting,
    gjenoppta_opplasting,
    motta_fil,
    skriv_bytes,
    start_opplasting,
)
from dokumenter.services.sletting import slett_dokument
from dokumenter.storage.lager import dokumentlager
from hendelser.models import Hendelse, Hendelsestype
from kontoer.errors import IkkeFunnet, ManglerRett, UgyldigVerdi
from kontoer.models import Konto, Kontotilgang
from tests.dokumenter.fabrikk import lag_dokument, lag_utkast
from tests.dokumenter.lag import EN_PERSON, om
from tests.dokumenter.samtidig import mens
from users.models import User


@pytest.fixture
def utkast(konto: Konto, kari: User) -> Deling:
    return lag_utkast(konto, kari)


def start(utkast: Deling, storrelse: int, av: User | None = None) -> StartetOpplasting:
    actor = av or utkast.delt_av_bruker
    assert actor is not None
    return start_opplasting(
        deling=utkast, dokumentnavn="vedtak.pdf", mimetype="application/pdf", storrelse=storrelse, av=actor
    )


def skriv(dokument: Dokument, innhold: bytes, posisjon: int | None = None) -> Dokument:
    fra = dokument.mottatt if posisjon is None else posisjon
    return skriv_bytes(dokument=dokument, posisjon=fra, kilde=io.BytesIO(innhold))


def objekter(dokument: Dokument) -> list[str]:
    return [navn for navn in dokumentlager().list("") if str(dokument.pk) in navn]


def lest(dokument: Dokument) -> bytes:
    return b"".join(les_dokument(dokument=dokument, start=0, slutt=dokument.mottatt))


class Brutt(io.BytesIO):
    """A source that raises once its bytes are read."""

    def read(self, storrelse: int | None = -1, /) -> bytes:
        chunk = super().read(storrelse)
        if not chunk:
            raise ConnectionResetError
        return chunk


def test_it_gives_back_what_was_written(utkast: Deling) -> None:
    dokument = skriv(start(utkast, 11).dokument, "hei på deg".encode())
    assert dokument.tilstand == Dokument.Tilstand.KONTROLLERES
    assert lest(dokument) == "hei på deg".encode()
    assert Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_MOTTATT, dokument_id=dokument.pk).count() == 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(biter=st.lists(st.binary(min_size=1, max_size=3000), min_size=1, max_size=6))
def test_it_gives_back_any_pieces_in_any_sizes(utkast: Deling, biter: list[bytes]) -> None:
    Dokument.objects.filter(deling=utkast).update(tilstand=Dokument.Tilstand.SLETTES, nokkel=None, opplasting_hash="")
    helt = b"".join(biter)
    dokument = start(utkast, len(helt)).dokument
    for bit in biter:
        dokument = skriv(dokument, bit)
    assert lest(dokument) == helt
    assert [(blokk.nr, blokk.storrelse) for blokk in dokument.blokker.all()] == list(enumerate(map(len, biter)))


def test_it_stores_nothing_but_ciphertext(utkast: Deling, tmp_path: Path) -> None:
    hemmelig = b"taushetsbelagt opplysning om et barn " * 3000
    skriv(start(utkast, len(hemmelig)).dokument, hemmelig)
    filer = [fil for fil in (tmp_path / "dokumenter").rglob("*") if fil.is_file()]
    assert sum(fil.stat().st_size for fil in filer) > len(hemmelig)
    for fil in filer:
        assert b"taushetsbelagt" not in fil.read_bytes()
        assert b"opplysning om" not in fil.read_bytes()


def test_it_keeps_what_came_before_the_client_went_away(utkast: Deling) -> None:
    dokument = skriv(start(utkast, 100).dokument, b"x" * 40)
    assert (dokument.mottatt, dokument.tilstand) == (40, Dokument.Tilstand.VENTER)
    assert lest(skriv(dokument, b"y" * 60)) == b"x" * 40 + b"y" * 60


def test_it_leaves_nothing_of_a_block_whose_source_failed(utkast: Deling) -> None:
    dokument = start(utkast, 100).dokument
    with pytest.raises(ConnectionResetError):
        skriv_bytes(dokument=dokument, posisjon=0, kilde=Brutt(b"x" * 40))
    dokument.refresh_from_db()
    assert dokument.mottatt == 0
    assert objekter(dokument) == []


def test_it_refuses_another_position(utkast: Deling) -> None:
    dokument = skriv(start(utkast, 100).dokument, b"x" * 40)
    for posisjon in (0, 39, 41, 100):
        with pytest.raises(FeilPosisjon):
            skriv(dokument, b"y" * 10, posisjon=posisjon)
    assert len(objekter(dokument)) == 1


def test_it_lets_the_first_of_two_writers_win_and_removes_the_others_object(utkast: Deling) -> None:
    forste = start(utkast, 20).dokument
    andre = Dokument.objects.select_related("deling__konto").get(pk=forste.pk)
    forste = skriv(forste, b"a" * 10)
    with pytest.raises(FeilPosisjon):
        skriv(andre, b"b" * 10)
    assert len(objekter(forste)) == 1
    assert lest(skriv(forste, b"a" * 10)) == b"a" * 20


def test_it_refuses_more_bytes_than_announced_and_keeps_the_upload_open(utkast: Deling) -> None:
    dokument = start(utkast, 10).dokument
    with pytest.raises(DokumentForStort):
        skriv(dokument, b"x" * 11)
    dokument.refresh_from_db()
    assert (dokument.mottatt, dokument.tilstand) == (0, Dokument.Tilstand.VENTER)
    assert objekter(dokument) == []


def test_it_commits_nothing_when_the_checksum_is_wrong(utkast: Deling) -> None:
    dokument = start(utkast, 10).dokument
    feil = tus.Sjekksum("sha256", hashlib.sha256(b"noe annet").digest())
    with pytest.raises(tus.FeilSjekksum):
        skriv_bytes(dokument=dokument, posisjon=0, kilde=io.BytesIO(b"x" * 10), sjekksum=feil.regner())
    dokument.refresh_from_db()
    assert dokument.mottatt == 0
    assert objekter(dokument) == []


@pytest.mark.parametrize("hva", ["galt", "brutt"])
def test_it_commits_none_of_the_blocks_of_a_piece_that_cannot_be_seen_to_be_right(
    utkast: Deling, monkeypatch: pytest.MonkeyPatch, hva: str
) -> None:
    """A piece may be larger than a block; and one that breaks off may end just where a block does."""
    monkeypatch.setattr(blokkskriver, "MAKS_BLOKK_BYTES", 4)
    dokument = start(utkast, 20).dokument
    innhold = b"0123456789"
    sum_ = tus.Sjekksum("sha256", hashlib.sha256(innhold).digest())
    kom = {"galt": b"0123456788", "brutt": innhold[:8]}[hva]
    with pytest.raises(tus.FeilSjekksum):
        skriv_bytes(dokument=dokument, posisjon=0, kilde=io.BytesIO(kom), sjekksum=sum_.regner())
    dokument.refresh_from_db()
    assert (dokument.mottatt, dokument.blokker.count(), objekter(dokument)) == (0, 0, [])
    dokument = skriv_bytes(dokument=dokument, posisjon=0, kilde=io.BytesIO(innhold), sjekksum=sum_.regner())
    assert (lest(dokument), [til for _fra, til, _sum in deler_av(dokument)]) == (innhold, [4, 8, 10])


def test_it_commits_when_the_checksum_is_right(utkast: Deling) -> None:
    riktig = tus.Sjekksum("sha256", hashlib.sha256(b"x" * 10).digest())
    dokument = skriv_bytes(
        dokument=start(utkast, 10).dokument, posisjon=0, kilde=io.BytesIO(b"x" * 10), sjekksum=riktig.regner()
    )
    assert lest(dokument) == b"x" * 10


def test_it_leaves_the_object_when_nobody_knows_whether_it_was_committed(
    utkast: Deling, monkeypatch: pytest.MonkeyPatch
) -> None:
    dokument = start(utkast, 10).dokument

    def borte(*args: object, **kwargs: object) -> None:
        raise DatabaseError("server closed the connection unexpectedly")

    with monkeypatch.context() as m:
        m.setattr("dokumenter.services.blokkskriver.NY_BLOKK.run", borte)
        with pytest.raises(DatabaseError):
            skriv(dokument, b"x" * 10)
    assert len(objekter(dokument)) == 1
    dokument.refresh_from_db()
    assert dokument.mottatt == 0


@pytest.mark.parametrize(("storrelse", "feil"), [(0, TomtDokument), (-1, TomtDokument), (1001, DokumentForStort)])
def test_it_refuses_empty_and_too_large(
    utkast: Deling, settings: Settings, storrelse: int, feil: type[Exception]
) -> None:
    settings.OPPLASTING_MAKS_BYTES = 1000
    with pytest.raises(feil):
        start(utkast, storrelse)
    assert not Dokument.objects.exists()


def test_it_refuses_too_many_dokumenter_in_a_deling(utkast: Deling, settings: Settings) -> None:
    settings.DELING_MAKS_DOKUMENTER = 2
    start(utkast, 1)
    slett_dokument(dokument=start(utkast, 1).dokument, av=utkast.delt_av_bruker)  # type: ignore[arg-type]
    start(utkast, 1)
    with pytest.raises(UgyldigVerdi, match="ugyldig_verdi"):
        start(utkast, 1)


def test_it_refuses_too_many_small_pieces(utkast: Deling, settings: Settings) -> None:
    settings.OPPLASTING_MAKS_BLOKKER = 2
    dokument = start(utkast, 10).dokument
    dokument = skriv(skriv(dokument, b"a"), b"b")
    with pytest.raises(ForMangeBiter):
        skriv(dokument, b"c")


def test_it_lets_only_the_maker_upload_to_a_draft(utkast: Deling, ola: User, uten_rett: User, per: User) -> None:
    for annen in (ola, uten_rett, per):
        with pytest.raises(IkkeFunnet):
            start(utkast, 10, av=annen)


def test_it_stops_uploads_of_one_who_lost_the_right(utkast: Deling, kari: User) -> None:
    Kontotilgang.objects.filter(bruker=kari).update(kan_dele=False)
    with pytest.raises(ManglerRett):
        start(utkast, 10)


def test_it_refuses_dokumenter_to_what_is_shared(utkast: Deling) -> None:
    Deling.objects.filter(pk=utkast.pk).update(tilstand=Deling.Tilstand.DELT, delt=timezone.now())
    with pytest.raises(DelingIkkeUtkast):
        start(utkast, 10)


def test_it_finds_an_upload_only_by_its_capability(utkast: Deling) -> None:
    startet = start(utkast, 10)
    assert finn_opplasting(nokkel=startet.nokkel) == startet.dokument
    for feil in (str(startet.dokument.pk), startet.dokument.opplasting_hash, "", startet.nokkel[:-1]):
        with pytest.raises(OpplastingUkjent):
            finn_opplasting(nokkel=feil)


def test_it_ends_the_old_capability_when_a_new_one_is_given(utkast: Deling, kari: User) -> None:
    gammel = start(utkast, 10)
    skriv(gammel.dokument, b"x" * 4)
    ny = gjenoppta_opplasting(dokument=gammel.dokument, av=kari)
    assert finn_opplasting(nokkel=ny.nokkel).mottatt == 4
    with pytest.raises(OpplastingUkjent):
        finn_opplasting(nokkel=gammel.nokkel)


def test_it_refuses_to_resume_what_is_finished_or_anothers(utkast: Deling, kari: User, ola: User) -> None:
    ferdig = lag_dokument(utkast)
    with pytest.raises(OpplastingFerdig):
        gjenoppta_opplasting(dokument=ferdig, av=kari)
    with pytest.raises(IkkeFunnet):
        gjenoppta_opplasting(dokument=start(utkast, 5).dokument, av=ola)


def test_it_ends_a_capability_in_time_and_prolongs_it_with_every_byte(utkast: Deling) -> None:
    startet = start(utkast, 10)
    snart = timezone.now() + timedelta(seconds=5)
    Dokument.objects.filter(pk=startet.dokument.pk).update(opplasting_utloper=snart)
    dokument = skriv(finn_opplasting(nokkel=startet.nokkel), b"x")
    assert dokument.opplasting_utloper is not None
    assert dokument.opplasting_utloper > snart
    Dokument.objects.filter(pk=dokument.pk).update(opplasting_utloper=timezone.now())
    with pytest.raises(OpplastingUtlopt):
        finn_opplasting(nokkel=startet.nokkel)


def test_it_refuses_bytes_after_the_last(utkast: Deling) -> None:
    startet = start(utkast, 3)
    skriv(startet.dokument, b"abc")
    ferdig = finn_opplasting(nokkel=startet.nokkel)
    assert ferdig.mottatt == 3
    with pytest.raises(OpplastingFerdig):
        skriv(ferdig, b"d")


def test_it_refuses_bytes_to_a_dokument_deleted_meanwhile(utkast: Deling, kari: User) -> None:
    startet = start(utkast, 10)
    samtidig = Dokument.objects.select_related("deling__konto").get(pk=startet.dokument.pk)
    slett_dokument(dokument=startet.dokument, av=kari)
    with pytest.raises(DokumentSlettet):
        skriv(samtidig, b"x" * 10)
    assert objekter(samtidig) == []
    with pytest.raises(OpplastingUkjent):
        finn_opplasting(nokkel=startet.nokkel)


def test_it_takes_a_whole_file_whose_size_is_not_known(utkast: Deling, kari: User) -> None:
    dokument = motta_fil(
        deling=utkast, dokumentnavn="navn.bin", mimetype="", strom=io.BytesIO(b"z" * 3_000_000), av=kari
    )
    assert (dokument.storrelse, dokument.tilstand) == (3_000_000, Dokument.Tilstand.KONTROLLERES)
    assert lest(dokument) == b"z" * 3_000_000


@pytest.mark.parametrize(("strom", "feil"), [(io.BytesIO(b""), TomtDokument), (Brutt(b"x" * 99), ConnectionResetError)])
def test_it_leaves_nothing_of_a_whole_file_that_failed(
    utkast: Deling, kari: User, strom: io.BytesIO, feil: type[Exception]
) -> None:
    with pytest.raises(feil):
        motta_fil(deling=utkast, dokumentnavn="navn.bin", mimetype="", strom=strom, av=kari)
    dokument = Dokument.objects.get()
    assert (dokument.tilstand, dokument.nokkel) == (Dokument.Tilstand.SLETTES, None)
    assert objekter(dokument) == []


def test_it_refuses_a_whole_file_above_the_limit(utkast: Deling, kari: User, settings: Settings) -> None:
    settings.OPPLASTING_MAKS_BYTES = 1000
    with pytest.raises(DokumentForStort):
        motta_fil(deling=utkast, dokumentnavn="n", mimetype="", strom=io.BytesIO(b"x" * 1001), av=kari)
    assert Dokument.objects.get().tilstand == Dokument.Tilstand.SLETTES


@pytest.mark.parametrize("navn", ["", "\x00", "x" * 227])
def test_it_refuses_a_name_that_cannot_be_kept(utkast: Deling, kari: User, navn: str) -> None:
    with pytest.raises(UgyldigVerdi):
        start_opplasting(deling=utkast, dokumentnavn=navn, mimetype="", storrelse=1, av=kari)


def test_it_never_stores_the_capability(utkast: Deling) -> None:
    startet = start(utkast, 1)
    assert startet.nokkel not in repr(startet)
    with connection.cursor() as cursor:
        cursor.execute("SELECT opplasting_hash FROM dokumenter_dokument")
        assert cursor.fetchone() != (startet.nokkel,)
    assert django_settings.OPPLASTING_LEVETID_TIMER == 24


@pytest.mark.django_db(transaction=True)
def test_it_gives_up_no_upload_that_is_being_shared(konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari)
    lag_dokument(utkast)
    dokument = Dokument.objects.select_related("deling__konto").get(deling=utkast)
    feil = mens(
        lambda: del_dokument(deling=utkast, konto=konto, mottakere=[EN_PERSON], tilgjengelig_til=om(7), av=kari),
        lambda: avbryt_opplasting(dokument=dokument),
    )
    assert isinstance(feil, OpplastingFerdig)
    dokument.refresh_from_db()
    assert dokument.nokkel is not None
