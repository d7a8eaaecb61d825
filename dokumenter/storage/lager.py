"""The store of encrypted blocks: what every back-end promises, and what may go wrong.

Promised: an object is written whole, safely on the medium, or not at all; it is never changed and never overwritten;
the errors are the ones below, whatever the back-end. Not promised: that a name is free of leftovers after a crash
(`list` shows them, `remove` removes them), or that an object is safe from whoever has access to the store.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple, Protocol, cast
from uuid import uuid4

from django.core.files.storage import storages

MIB = 1024 * 1024
VAKTPOST = "vaktpost"
_PROVE = "prove/"


class LagerError(Exception):
    """The store did not do what it was asked to. It may work later."""

    trygg_tekst = True  # for the log: it names no document and no person


class LagerFulltError(LagerError):
    """There is no room left in the store."""


class ObjectMissing(LagerError):
    """There is no object with that name."""


class ObjectDamaged(LagerError):
    """The object is there, but shorter than what was written: trying again will not help."""


class ObjectExists(LagerError):
    """There is an object with that name already; it was not touched."""


class LedigPlass(NamedTuple):
    """Room in the store, in bytes: what is left for us, and all there is."""

    ledig: int
    totalt: int


class Blokklager(Protocol):
    """A store of immutable objects with names such as `ab/<uuid>/<uuid>`. All methods may raise LagerError."""

    def write(self, name: str, chunks: Iterable[bytes]) -> int:
        """Store a whole object and return its size in bytes; what `chunks` raises passes, and nothing is left.

        ObjectExists if the name is taken, LagerFulltError if there is no room.
        """

    def read_range(self, name: str, start: int, end: int, *, piece: int = MIB) -> Iterator[bytes]:
        """Yield exactly the bytes [start, end), `piece` at a time; ObjectMissing, or ObjectDamaged if it is shorter."""

    def remove(self, name: str) -> None:
        """Remove an object for good, with its versions and leftovers. That it is missing is success too."""

    def exists(self, name: str) -> bool:
        """Whether any version of the object is left."""

    def size(self, name: str) -> int:
        """How many bytes an object is; LagerError if there is none."""

    def list(self, prefix: str, *, older_than: datetime | None = None, after: str = "") -> Iterator[str]:
        """Yield the names that begin with `prefix`, leftovers of broken writes too.

        `older_than`: only those last changed before. `after`: only names that sort after it, and it costs no more than
        there are of those; within one folder they come in order, leftovers last.
        """

    def prepare(self) -> None:
        """Take the store into use: leave the sentinel that tells it from an empty mount. Do this once, knowingly."""

    def ready(self) -> None:
        """LagerError unless the sentinel is there and an object can be written and removed."""

    def space(self) -> LedigPlass | None:
        """How much room there is; None where that has no meaning. LagerError unless the sentinel is there."""


class Vaktpost:
    """The sentinel, for both back-ends: it tells our store from an empty mount point or a wrong bucket."""

    def prepare(self: Blokklager) -> None:
        """Write the sentinel, unless it is there."""
        if not self.exists(VAKTPOST):
            self.write(VAKTPOST, [b"fiks_deldokument\n"])

    def ready(self: Blokklager) -> None:
        """Check the sentinel, then write and remove a small object."""
        krev_vaktpost(self)
        navn = f"{_PROVE}{uuid4()}"
        self.write(navn, [b"prove"])
        self.remove(navn)


def krev_vaktpost(lager: Blokklager) -> None:
    """LagerError if the sentinel is missing: then the store is not the one we filled, and "missing" means nothing."""
    if not lager.exists(VAKTPOST):
        raise LagerError("Lageret mangler vaktposten. Er riktig disk eller bøtte koblet til?")


def dokumentlager() -> Blokklager:
    """The store that the settings name: STORAGES["dokumenter"]."""
    return cast(Blokklager, storages["dokumenter"])
