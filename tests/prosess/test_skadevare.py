"""Scanning by a real clamd, with a signature made by hand: what it finds, what it cannot see, and while it is away."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.clamav import Clamav, ClamavError, Finding, Outcome, probes
from scripts.porter import VERT, ledig_port
from tests.prosess.conftest import LagTjeneste, LoggInn
from tests.prosess.tjenere import clamd_oppsett, kjor_clamd
from tests.prosess.tjeneste import Tjeneste, vent_til

# The harmless text that every scanner is to know, in two parts: none shall know it here.
_EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_SIGNATUR = f"Eicar-Test:0:*:{_EICAR.hex()}"
_KRYPTERT_ZIP, _DYP_ZIP = probes()
_MB = 1024 * 1024


@dataclass
class Skanner:
    """A clamd that can be stopped and started, on the same port."""

    oppsett: Path
    port: int
    kjorer: ExitStack

    @property
    def adresse(self) -> str:
        return f"{VERT}:{self.port}"

    def start(self) -> None:
        self.kjorer.enter_context(kjor_clamd(self.oppsett, self.port))

    def stopp(self) -> None:
        self.kjorer.close()


@pytest.fixture
def clamd(tmp_path: Path) -> Iterator[Skanner]:
    port = ledig_port()
    mappe = tmp_path / "clamd"
    mappe.mkdir()
    with ExitStack() as kjorer:
        skanner = Skanner(clamd_oppsett(mappe, port, _SIGNATUR), port, kjorer)
        skanner.start()
        yield skanner


def lag(ny_tjeneste: LagTjeneste, clamd: Skanner, **ekstra: str) -> Tjeneste:
    """A service that scans, with web and worker."""
    tjeneste = ny_tjeneste({"CLAMAV_ADRESSE": clamd.adresse, "SKANN_POLICY": "blokker", **ekstra})
    tjeneste.start_web()
    tjeneste.start_worker()
    return tjeneste


def del_fil(tjeneste: Tjeneste, innhold: bytes) -> str:
    deling: str = tjeneste.gjor("del_fil", base64=b64encode(innhold).decode())
    tjeneste.gjor("send_oppgave", oppgave="dokumenter.kontroller_ventende")
    return deling


def vent_pa(tjeneste: Tjeneste, deling: str, *ventet: str) -> str:
    """Until its one dokument has this verdict and tilstand; the id of it."""

    def er() -> bool:
        rad = tjeneste.gjor("dokumenter", deling=deling)[0]
        return (rad["skann"], rad["tilstand"]) == ventet

    vent_til(er, hva=f"{ventet}: {tjeneste.gjor('dokumenter', deling=deling)} {tjeneste.logg('worker')[-3000:]}")
    return str(tjeneste.gjor("dokumenter", deling=deling)[0]["id"])


@pytest.mark.parametrize(
    ("innhold", "ventet"),
    [
        (b"helt ufarlig", Finding(Outcome.CLEAN)),
        (b"", Finding(Outcome.CLEAN)),
        (_EICAR, Finding(Outcome.INFECTED, "Eicar-Test.UNOFFICIAL")),
        (b"\0" * (_MB - 100) + _EICAR, Finding(Outcome.INFECTED, "Eicar-Test.UNOFFICIAL")),
        (_KRYPTERT_ZIP, Finding(Outcome.ENCRYPTED, "Heuristics.Encrypted.Zip")),
        (_DYP_ZIP, Finding(Outcome.TOO_LARGE, "Heuristics.Limits.Exceeded.MaxRecursion")),
        (b"\0" * (_MB + 1), Finding(Outcome.TOO_LARGE, "Heuristics.Limits.Exceeded.MaxFileSize")),
        (b"\0" * (3 * _MB), Finding(Outcome.TOO_LARGE)),
        (b"\0" * (30 * _MB) + _EICAR, Finding(Outcome.TOO_LARGE)),
    ],
)
def test_it_understands_a_real_clamd(clamd: Skanner, innhold: bytes, ventet: Finding) -> None:
    with Clamav(address=clamd.adresse).begin(len(innhold)) as strom:
        for start in range(0, len(innhold), _MB):
            strom.feed(innhold[start : start + _MB])
        assert strom.finding() == ventet


def test_it_knows_a_real_clamd_whose_signatures_have_no_date(clamd: Skanner) -> None:
    assert Clamav(address=clamd.adresse).signatures() is None


@pytest.mark.parametrize(
    ("linje", "kode"), [("AlertEncrypted yes", "skips_encrypted"), ("AlertExceedsMax yes", "skips_limits")]
)
def test_it_finds_out_that_a_real_clamd_is_set_up_to_hide_what_it_skips(clamd: Skanner, linje: str, kode: str) -> None:
    Clamav(address=clamd.adresse).prove()
    clamd.stopp()
    clamd.oppsett.write_text(clamd.oppsett.read_text().replace(linje, ""))
    clamd.start()
    with pytest.raises(ClamavError) as feil:
        Clamav(address=clamd.adresse).prove()
    assert (feil.value.code, feil.value.permanent) == (kode, True)


@pytest.mark.lang
def test_it_blocks_malware_tells_the_sender_and_destroys_the_key(
    ny_tjeneste: LagTjeneste, clamd: Skanner, logg_inn: LoggInn
) -> None:
    tjeneste = lag(ny_tjeneste, clamd, SKANN_SLETT_SMITTET_DAGER="3")
    deling = del_fil(tjeneste, b"innledning" + _EICAR)
    dokument = vent_pa(tjeneste, deling, "smittet", "sperret")
    mottaker = logg_inn(tjeneste, "mottaker")
    side = mottaker.get(f"/d/{deling}")
    assert (side.status_code, "funnet skadevare i den" in side.text) == (200, True)
    assert mottaker.get(f"/d/{deling}/{dokument}").status_code == 403
    avsender = logg_inn(tjeneste, "kari")
    assert "Skanneren fant skadevare i filen. " in avsender.get(f"/delinger/{deling}/").text
    tjeneste.gjor("gjor_skanningen_eldre", dager=3)
    tjeneste.gjor("send_oppgave", oppgave="dokumenter.rydd_gammelt")
    tjeneste.gjor("send_oppgave", oppgave="dokumenter.fjern_slettede")
    vent_pa(tjeneste, deling, "smittet", "slettet")
    assert tjeneste.gjor("objekter") == []
    assert "Skanneren fant skadevare i filen før den ble slettet." in avsender.get(f"/delinger/{deling}/").text
    assert mottaker.get(f"/d/{deling}/{dokument}").status_code == 410


@pytest.mark.lang
def test_it_calls_nothing_clean_that_was_not_looked_through(
    ny_tjeneste: LagTjeneste, clamd: Skanner, logg_inn: LoggInn
) -> None:
    tjeneste = lag(ny_tjeneste, clamd, SKANN_POLICY="varsle", SKANN_GRENSE_BYTES=str(4 * _MB))
    filer = {
        "ren": b"helt ufarlig",
        "kryptert": _KRYPTERT_ZIP,
        "for_stor": b"\0" * (_MB + 1),
    }
    for dom, innhold in filer.items():
        vent_pa(tjeneste, del_fil(tjeneste, innhold), dom, "tilgjengelig")
    for storrelse in (3 * _MB, 5 * _MB):  # above what clamd takes, and above what it is asked
        deling = del_fil(tjeneste, b"\0" * storrelse)
        dokument = vent_pa(tjeneste, deling, "for_stor", "tilgjengelig")
    mottaker = logg_inn(tjeneste, "mottaker")
    assert "Filen er for stor." in mottaker.get(f"/d/{deling}").text
    assert len(mottaker.get(f"/d/{deling}/{dokument}").content) == 5 * _MB


@pytest.mark.lang
def test_it_waits_while_the_scanner_is_away_and_goes_on_by_itself(
    ny_tjeneste: LagTjeneste, clamd: Skanner, logg_inn: LoggInn
) -> None:
    tjeneste = lag(ny_tjeneste, clamd)
    clamd.stopp()
    deling = del_fil(tjeneste, b"helt ufarlig")
    dokument = vent_pa(tjeneste, deling, "skanner_nede", "kontrolleres")
    mottaker = logg_inn(tjeneste, "mottaker")
    assert mottaker.get(f"/d/{deling}/{dokument}").status_code == 409
    assert "fordi skanneren ikke svarer" in mottaker.get(f"/d/{deling}").text
    clamd.start()
    tjeneste.start_beat()
    vent_pa(tjeneste, deling, "ren", "tilgjengelig")
    assert mottaker.get(f"/d/{deling}/{dokument}").content == b"helt ufarlig"
