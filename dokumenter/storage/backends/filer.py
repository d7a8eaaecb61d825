"""Blocks as files, for a local or shared disk."""

import errno
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from django.core.files.storage import FileSystemStorage

from dokumenter.storage.lager import (
    MIB,
    VAKTPOST,
    LagerError,
    LagerFulltError,
    LedigPlass,
    ObjectDamaged,
    ObjectExists,
    ObjectMissing,
    Vaktpost,
    krev_vaktpost,
)

_FULLT = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_UTEN_LENKER = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
_MIDLERTIDIG = ".ny-"
_FORSOK = 5


class SyncedFileSystemStorage(Vaktpost, FileSystemStorage):
    """Objects as files; a write is on the medium, directory entry and all, before it returns."""

    def write(self, name: str, chunks: Iterable[bytes]) -> int:
        """Write and sync under a temporary name, then give the file its name, without ever overwriting.

        Not without the sentinel: what is written to an empty mount point is lost once the right disk is mounted on it.
        """
        if name != VAKTPOST:
            krev_vaktpost(self)
        endelig = self.path(name)
        mappe, basis = os.path.split(endelig)
        midlertidig = os.path.join(mappe, f"{_MIDLERTIDIG}{basis}-{secrets.token_hex(8)}")
        with _filfeil():
            fd = _apne_ny(midlertidig)
        try:
            skrevet = _skriv_og_synk(fd, chunks)
            with _filfeil():
                _gi_navn(midlertidig, endelig)
        finally:
            with suppress(OSError):
                os.unlink(midlertidig)
        with _filfeil():
            _synk_mappe(mappe)
        return skrevet

    def read_range(self, name: str, start: int, end: int, *, piece: int = MIB) -> Iterator[bytes]:
        """Read with pread, so the kernel's cache is the only buffer. "Missing" counts only beside the sentinel."""
        try:
            with _filfeil():
                fd = os.open(self.path(name), os.O_RDONLY | os.O_CLOEXEC)
        except ObjectMissing:
            krev_vaktpost(self)
            raise
        try:
            while start < end:
                with _filfeil():
                    data = os.pread(fd, min(piece, end - start), start)
                if not data:
                    raise ObjectDamaged("Objektet er kortere enn det skal være.")
                start += len(data)
                yield data
        finally:
            os.close(fd)

    def remove(self, name: str) -> None:
        """Unlink and sync. "Missing" counts only where the sentinel shows that the right disk is mounted."""
        sti = self.path(name)
        mappe = os.path.dirname(sti)
        try:
            with _filfeil():
                os.unlink(sti)
                _synk_mappe(mappe)
        except ObjectMissing:
            krev_vaktpost(self)
        if mappe != self.location:
            with suppress(OSError):
                os.rmdir(mappe)

    def exists(self, name: str | None) -> bool:
        """Ask the file system; unlike Django's, an error is not taken for "no"."""
        try:
            with _filfeil():
                os.lstat(self.path(name or ""))
        except ObjectMissing:
            return False
        return True

    def size(self, name: str) -> int:
        """Ask the file system."""
        with _filfeil():
            return os.stat(self.path(name)).st_size

    def list(self, prefix: str, *, older_than: datetime | None = None, after: str = "") -> Iterator[str]:
        """Walk the directory of the prefix. Temporary files have names like the others, so a sweep can remove them."""
        rot = self.path(prefix.rpartition("/")[0])
        grense = older_than.timestamp() if older_than else float("inf")
        for sti in _filer_under(rot):
            navn = os.path.relpath(sti, self.location)
            if navn == VAKTPOST or not navn.startswith(prefix) or navn <= after:
                continue
            with suppress(ObjectMissing), _filfeil():
                if os.lstat(sti).st_mtime < grense:
                    yield navn

    def space(self) -> LedigPlass | None:
        """What the file system says that an ordinary user may still write."""
        krev_vaktpost(self)
        with _filfeil():
            plass = os.statvfs(self.location)
        return LedigPlass(plass.f_bavail * plass.f_frsize, plass.f_blocks * plass.f_frsize)


@contextmanager
def _filfeil() -> Iterator[None]:
    """Turn the errors of the file system into ours."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as feil:
        raise ObjectMissing("Objektet finnes ikke.") from feil
    except FileExistsError as feil:
        raise ObjectExists("Det finnes alt et objekt med det navnet.") from feil
    except OSError as feil:
        klasse = LagerFulltError if feil.errno in _FULLT else LagerError
        raise klasse(f"Filsystemet svarte {errno.errorcode.get(feil.errno or 0, 'med en ukjent feil')}.") from feil


def _apne_ny(sti: str) -> int:
    for _ in range(_FORSOK):
        _lag_mapper(os.path.dirname(sti))
        # The directory is gone again if the last object in it was removed in this very moment.
        with suppress(FileNotFoundError):
            return os.open(sti, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    raise LagerError("Mappen til objektet forsvinner hver gang den lages.")


def _lag_mapper(mappe: str) -> None:
    """Make the directories that are missing, each safely entered in its parent."""
    if os.path.isdir(mappe):
        return
    forelder = os.path.dirname(mappe)
    _lag_mapper(forelder)
    with suppress(FileExistsError):
        os.mkdir(mappe, 0o700)
    _synk_mappe(forelder)


def _skriv_og_synk(fd: int, chunks: Iterable[bytes]) -> int:
    """Write all chunks, sync and close; what `chunks` raises is not an error of ours and passes as it is."""
    skrevet = 0
    try:
        for chunk in chunks:
            rest = memoryview(chunk)
            with _filfeil():
                while rest:
                    rest = rest[os.write(fd, rest) :]
            skrevet += len(chunk)
        with _filfeil():
            os.fsync(fd)
    finally:
        os.close(fd)
    return skrevet


def _gi_navn(midlertidig: str, endelig: str) -> None:
    """Name the file, FileExistsError if the name is taken. A link cannot overwrite; a rename is for lack of links."""
    try:
        os.link(midlertidig, endelig)
    except OSError as feil:
        if feil.errno not in _UTEN_LENKER:
            raise
        if os.path.lexists(endelig):
            raise FileExistsError(errno.EEXIST, "taken") from feil
        os.rename(midlertidig, endelig)


def _synk_mappe(mappe: str) -> None:
    fd = os.open(mappe, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _filer_under(mappe: str) -> Iterator[str]:
    try:
        with _filfeil():
            innhold = sorted(os.scandir(mappe), key=lambda post: post.name)
    except ObjectMissing:
        return
    for post in innhold:
        if post.is_dir(follow_symlinks=False):
            yield from _filer_under(post.path)
        else:
            yield post.path
