"""Finishing: sums, type and orphans; damaged bytes never become available."""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path

import pytest

from dokumenter.models import Dokument
from dokumenter.services.kontroll import finn_type, kontroller_dokument
from dokumenter.storage.lager import LagerError, dokumentlager
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_dokument, lag_utkast
from users.models import User

_PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
_INNHOLD = _PDF + b"0123456789" * 300_000


@pytest.fixture
def dokument(konto: Konto, kari: User) -> Dokument:
    return lag_dokument(lag_utkast(konto, kari), _INNHOLD, kontroller=False)


def blokkfil(dokument: Dokument, tmp_path: Path) -> Path:
    return tmp_path / "dokumenter" / dokument.blokker.get().navn


def test_it_sums_up_and_makes_available(dokument: Dokument) -> None:
    assert kontroller_dokument(dokument_id=dokument.pk)
    dokument.refresh_from_db()
    assert dokument.tilstand == Dokument.Tilstand.TILGJENGELIG
    assert dokument.sha256 == hashlib.sha256(_INNHOLD).hexdigest()
    assert dokument.crc32 == zlib.crc32(_INNHOLD)
    assert dokument.funnet_type == "application/pdf"


def test_it_does_it_once(dokument: Dokument) -> None:
    assert kontroller_dokument(dokument_id=dokument.pk)
    assert not kontroller_dokument(dokument_id=dokument.pk)
    assert Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_KONTROLLERT).count() == 1


@pytest.mark.parametrize("skade", ["snudd", "kuttet", "forlenget"])
def test_it_blocks_damaged_bytes(dokument: Dokument, tmp_path: Path, skade: str) -> None:
    fil = blokkfil(dokument, tmp_path)
    byte = bytearray(fil.read_bytes())
    if skade == "snudd":
        byte[1_500_000] ^= 1
    fil.chmod(0o600)
    fil.write_bytes(bytes(byte) + b"x" if skade == "forlenget" else byte[:-1] if skade == "kuttet" else byte)
    assert kontroller_dokument(dokument_id=dokument.pk)
    dokument.refresh_from_db()
    # Bytes behind the block are never read: the range is exact.
    assert dokument.tilstand == ("tilgjengelig" if skade == "forlenget" else "sperret")


def test_it_waits_when_the_object_is_away(dokument: Dokument, tmp_path: Path) -> None:
    fil = blokkfil(dokument, tmp_path)
    fil.rename(tmp_path / "borte")
    with pytest.raises(LagerError):
        kontroller_dokument(dokument_id=dokument.pk)
    (tmp_path / "borte").rename(fil)
    assert kontroller_dokument(dokument_id=dokument.pk)


def test_it_removes_objects_that_were_never_acknowledged(dokument: Dokument) -> None:
    navn = dokument.blokker.get().navn
    foreldrelos = navn.rsplit("/", 1)[0] + "/uten-rad"
    dokumentlager().write(foreldrelos, [b"skrevet av en som ble drept"])
    kontroller_dokument(dokument_id=dokument.pk)
    assert not dokumentlager().exists(foreldrelos)
    assert dokumentlager().exists(navn)


@pytest.mark.parametrize(
    ("hode", "type_"),
    [(_PDF, "application/pdf"), (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "image/png"), (b"", ""), (b"bare tekst", "")],
)
def test_it_finds_the_type_in_the_first_bytes(hode: bytes, type_: str) -> None:
    assert finn_type(hode=hode) == type_
