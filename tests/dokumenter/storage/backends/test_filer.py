import errno
import os
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dokumenter.storage.backends import filer
from dokumenter.storage.backends.filer import SyncedFileSystemStorage
from dokumenter.storage.lager import MIB, LagerError, LagerFulltError, ObjectExists


@pytest.fixture
def filgrense() -> Iterator[None]:
    """No file may pass 3 MiB: the kernel's own refusal, in the middle of a write."""
    myk, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3 * MIB, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (myk, hard))


@pytest.mark.usefixtures("filgrense")
def test_it_says_that_the_store_is_full_and_leaves_nothing(fil_lager: SyncedFileSystemStorage) -> None:
    with pytest.raises(LagerFulltError, match="EFBIG"):
        fil_lager.write("ab/x/1", [bytes(MIB)] * 4)
    assert list(fil_lager.list("")) == []


def test_it_says_that_the_disk_is_full() -> None:
    with pytest.raises(LagerFulltError, match="ENOSPC"):
        filer._skriv_og_synk(os.open("/dev/full", os.O_WRONLY), [b"x"])


def test_it_writes_under_a_temporary_name_until_all_is_there(fil_lager: SyncedFileSystemStorage) -> None:
    sett: list[str] = []

    def kilde() -> Iterator[bytes]:
        yield b"halvt"
        assert not fil_lager.exists("ab/x/1")
        sett.extend(fil_lager.list("ab/x/"))
        yield b" helt"

    fil_lager.write("ab/x/1", kilde())
    assert [navn.startswith("ab/x/.ny-1-") for navn in sett] == [True]
    assert list(fil_lager.list("")) == ["ab/x/1"]


def test_it_survives_a_kill_with_only_a_leftover_that_a_sweep_can_remove(fil_lager: SyncedFileSystemStorage) -> None:
    program = f"""
import os, signal
from django.conf import settings
settings.configure()
from dokumenter.storage.backends.filer import SyncedFileSystemStorage
def kilde():
    yield b"halvt"
    os.kill(os.getpid(), signal.SIGKILL)
SyncedFileSystemStorage(location={fil_lager.location!r}).write("ab/x/1", kilde())
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -9
    assert not fil_lager.exists("ab/x/1")
    (rest,) = fil_lager.list("ab/x/")
    fil_lager.remove(rest)
    assert list(fil_lager.list("")) == []


def test_it_keeps_files_to_the_owner(fil_lager: SyncedFileSystemStorage) -> None:
    fil_lager.write("ab/x/1", [b"."])
    fil = Path(fil_lager.path("ab/x/1"))
    assert stat.S_IMODE(fil.stat().st_mode) == 0o600
    assert stat.S_IMODE(fil.parent.stat().st_mode) == 0o700


def test_it_clears_away_the_directory_of_the_last_object(fil_lager: SyncedFileSystemStorage) -> None:
    fil_lager.write("ab/x/1", [b"."])
    fil_lager.write("ab/x/2", [b"."])
    fil_lager.remove("ab/x/1")
    assert os.path.isdir(fil_lager.path("ab/x"))
    fil_lager.remove("ab/x/2")
    assert not os.path.exists(fil_lager.path("ab/x"))


def test_it_writes_while_the_directory_is_cleared_away(fil_lager: SyncedFileSystemStorage) -> None:
    def skriv_og_fjern(traad: int) -> None:
        for nr in range(50):
            fil_lager.write(f"ab/x/{traad}-{nr}", [b"."])
            fil_lager.remove(f"ab/x/{traad}-{nr}")

    with ThreadPoolExecutor(4) as traader:
        list(traader.map(skriv_og_fjern, range(4)))
    assert list(fil_lager.list("")) == []


def test_it_overwrites_nothing_where_there_are_no_hard_links(
    fil_lager: SyncedFileSystemStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def uten_lenker(*_: object) -> None:
        raise OSError(errno.EPERM, "no links")

    monkeypatch.setattr(os, "link", uten_lenker)
    fil_lager.write("ab/x/1", [b"en"])
    with pytest.raises(ObjectExists):
        fil_lager.write("ab/x/1", [b"to"])
    assert b"".join(fil_lager.read_range("ab/x/1", 0, 2)) == b"en"
    assert list(fil_lager.list("")) == ["ab/x/1"]


def test_it_reports_other_errors_of_the_file_system(fil_lager: SyncedFileSystemStorage) -> None:
    os.mkdir(fil_lager.path("mappe"))
    with pytest.raises(LagerError, match="EISDIR"):
        list(fil_lager.read_range("mappe", 0, 1))


def test_it_gives_up_where_no_file_can_be_made() -> None:
    with pytest.raises(LagerError, match="Mappen"):
        SyncedFileSystemStorage(location="/proc/self").prepare()


def test_it_does_not_take_an_error_for_no(fil_lager: SyncedFileSystemStorage) -> None:
    with pytest.raises(LagerError, match="ENAMETOOLONG"):
        fil_lager.exists("x" * 300)


def test_it_uses_little_memory_for_much(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "tests.dokumenter.storage.skriv_stort", "fil", str(tmp_path)]
    vekst = int(subprocess.run(program, check=True, capture_output=True, text=True).stdout)
    assert vekst < 16 * MIB


def test_it_neither_fills_nor_reads_an_empty_mount_point(tmp_path: Path) -> None:
    """What is written there would be lost under the right disk; and "missing" is no news about an object."""
    lager = SyncedFileSystemStorage(location=str(tmp_path / "montert"))
    with pytest.raises(LagerError, match="vaktposten"):
        lager.write("ab/cd", [b"x"])
    with pytest.raises(LagerError, match="vaktposten"):
        list(lager.read_range("ab/cd", 0, 1))
    assert not (tmp_path / "montert").exists()


def test_it_says_how_much_room_there_is(fil_lager: SyncedFileSystemStorage) -> None:
    plass = fil_lager.space()
    assert plass is not None
    assert 0 < plass.ledig <= plass.totalt


def test_it_does_not_take_the_room_of_another_disk_for_its_own(fil_lager: SyncedFileSystemStorage) -> None:
    os.unlink(fil_lager.path("vaktpost"))
    with pytest.raises(LagerError):
        fil_lager.space()
