"""A disk that is full in the middle of an upload: the client is told so, nothing is half done, and it goes on later."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.prosess.conftest import LagTjeneste, LoggInn
from tests.prosess.klient import Opplasting, tilfeldig
from tests.prosess.tjeneste import Tjeneste, vent_til

pytestmark = pytest.mark.montering

MB = 1024**2


@pytest.fixture
def liten_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB."""
    sted = tmp_path / "liten"
    sted.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(sted)], check=True)
    yield sted
    subprocess.run(["umount", "--lazy", str(sted)], check=True)


def fyll(disk: Path) -> Path:
    """Fill the disk to the last byte; the file that does it."""
    fyll = disk / "fyll"
    with fyll.open("wb", buffering=0) as ut:
        for storrelse in (MB, 1000, 1):
            try:
                while True:
                    ut.write(bytes(storrelse))
            except OSError:
                continue
    return fyll


def test_it_answers_507_when_the_store_is_full_and_goes_on_when_there_is_room(
    ny_tjeneste: LagTjeneste, logg_inn: LoggInn, liten_disk: Path
) -> None:
    tjeneste = ny_tjeneste({"LAGER_KATALOG": str(liten_disk / "lager")})
    tjeneste.start_web()
    opplasting = logg_inn(tjeneste).start_opplasting(tjeneste.gjor("lag_utkast"), tilfeldig(20 * MB))
    assert opplasting.patch(tjeneste.url, 0, 5 * MB) == 204
    fyllet = fyll(liten_disk)
    for _ in range(3):
        assert opplasting.patch(tjeneste.url, 5 * MB, 15 * MB) == 507
    _krev_intet_halvferdig(tjeneste, opplasting, 5 * MB)
    assert tjeneste.status("/readyz") == 200, "those who fetch and delete are served as before"
    fyllet.unlink()
    opplasting.fullfor(tjeneste.url)
    tjeneste.gjor("kontroller", dokument=opplasting.dokument)
    assert [rad["sha256"] for rad in tjeneste.gjor("dokumenter")] == [opplasting.sha256]
    assert tjeneste.gjor("foreldrelose") == []


def test_it_answers_507_when_the_database_shares_the_full_disk(
    ny_tjeneste: LagTjeneste, logg_inn: LoggInn, liten_disk: Path
) -> None:
    """As with `make run`: database, queue and bytes lie on one disk, and it is the commit that finds no room."""
    tjeneste = ny_tjeneste({"DATA_DIR": str(liten_disk), "LAGER_KATALOG": str(liten_disk.parent / "lager")})
    tjeneste.start_web()
    opplasting = logg_inn(tjeneste).start_opplasting(tjeneste.gjor("lag_utkast"), tilfeldig(5 * MB))
    assert opplasting.patch(tjeneste.url, 0, MB) == 204
    fyllet = fyll(liten_disk)
    statuser = [opplasting.patch(tjeneste.url, opplasting.lovet, 1000) for _ in range(80)]
    assert set(statuser) <= {204, 507}
    assert statuser[-1] == 507
    _krev_intet_halvferdig(tjeneste, opplasting, opplasting.lovet)
    fyllet.unlink()
    vent_til(lambda: tjeneste.status("/readyz") == 200, hva="readyz")
    opplasting.fullfor(tjeneste.url)
    tjeneste.gjor("kontroller", dokument=opplasting.dokument)
    assert [rad["sha256"] for rad in tjeneste.gjor("dokumenter")] == [opplasting.sha256]
    assert tjeneste.gjor("foreldrelose") == []


def _krev_intet_halvferdig(tjeneste: Tjeneste, opplasting: Opplasting, mottatt: int) -> None:
    assert opplasting.hode(tjeneste.url) == mottatt
    assert tjeneste.gjor("hull") == []
    assert tjeneste.gjor("foreldrelose") == []
