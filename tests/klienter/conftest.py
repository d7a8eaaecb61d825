"""The service as it runs, in a process of its own, and a wire to it that can be cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.tjeneste import Tjeneste, tjeneste
from tests.klienter.ledning import Ledning


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this directory starts real processes; some files drive programs that a machine may lack.

    The tests of a file share its service, so they run in one process also where tests run side by side.
    """
    for item in items:
        if "tests/klienter/" in item.path.as_posix():
            item.add_marker(pytest.mark.prosess)
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
        if item.path.name in {"test_nedlastere.py", "test_alle_zip.py", "test_arkivlesere.py"}:
            item.add_marker(pytest.mark.klienter)


@pytest.fixture(scope="module")
def vi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tjeneste]:
    """The service. At the end its log must hold no capability: whoever has one may write."""
    with tjeneste(tmp_path_factory.mktemp("tjeneste")) as start:
        yield start
        krev_ren_logg(start)


@pytest.fixture(scope="module")
def utalmodig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tjeneste]:
    """A service with two threads only, which waits two seconds for a client that stands still."""
    rot = tmp_path_factory.mktemp("utalmodig")
    with tjeneste(rot, OPPLASTING_STILLSTAND_SEKUNDER="2", WEB_PROSESSER="1", WEB_TRADER="2") as start:
        yield start
        krev_ren_logg(start)


@pytest.fixture
def ledning(vi: Tjeneste) -> Iterator[Ledning]:
    """A wire to the service, whole until it is told to break."""
    with Ledning(vi.port) as start:
        yield start


@pytest.fixture
def fil(tmp_path: Path) -> Path:
    """A file of 24 MB and some bytes, no two places alike."""
    sti = tmp_path / "fil.bin"
    sti.write_bytes(b"".join(nr.to_bytes(8, "big") for nr in range(3_000_000)) + b"slutt")
    return sti


def krev_ren_logg(start: Tjeneste) -> None:
    """No capability in the log."""
    assert not re.search(r"/opplasting/[\w-]{20,}", start.logg)
