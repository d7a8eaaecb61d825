"""Expiry by the clock: out of reach at the very moment, half way through a download too, and the bytes gone soon."""

import socket
import sys
import threading
import time
from urllib.parse import urlsplit

import pytest

from tests.prosess.conftest import LoggInn
from tests.prosess.klient import Person, tilfeldig
from tests.prosess.tjeneste import Tjeneste, vent_til

MB = 1024**2
_STORRELSE = 60 * MB
_BORTE_INNEN = 120.0
# What the kernel may already have taken over from the service: its send buffer and one segment on the way into it.
_UNDERVEIS = 8 * MB


class TregNedlasting(threading.Thread):
    """Fetches a dokument at about 2 MB/s; notes when bytes came, and ends when the connection does."""

    takt = 2 * MB

    def __init__(self, person: Person, sti: str) -> None:
        super().__init__(daemon=True)
        self.adresse = urlsplit(person.url)
        cookies = "; ".join(f"{navn}={verdi}" for navn, verdi in person.cookies.items())
        self.foresporsel = f"GET {sti} HTTP/1.1\r\nHost: {self.adresse.netloc}\r\nCookie: {cookies}\r\n\r\n".encode()
        self.kom: list[tuple[float, int]] = []

    def run(self) -> None:
        """Until the service cuts us off."""
        with socket.socket() as forbindelse:
            forbindelse.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
            forbindelse.settimeout(60)
            forbindelse.connect((self.adresse.hostname or "", self.adresse.port or 0))
            forbindelse.sendall(self.foresporsel)
            try:
                while bit := forbindelse.recv(100_000):
                    self.kom.append((time.monotonic(), len(bit)))
                    time.sleep(len(bit) / self.takt)
            except ConnectionResetError:
                return

    def antall(self, *, etter: float = 0.0) -> int:
        """How many bytes came, all in all or after a moment."""
        return sum(antall for naar, antall in self.kom if naar > etter)


@pytest.mark.lang
def test_it_is_out_of_reach_at_the_moment_and_gone_within_two_minutes(tjeneste: Tjeneste, logg_inn: LoggInn) -> None:
    """One deling runs out of time, another loses its konto, under a running worker and beat, as they are shipped."""
    tjeneste.start_worker()
    tjeneste.start_beat()
    kari, mottaker = logg_inn(tjeneste), logg_inn(tjeneste, "mottaker")
    stier = []
    for konto in ("Barnevern", "Byggesak"):
        deling = tjeneste.gjor("lag_utkast", konto=konto)
        opplasting = kari.start_opplasting(deling, tilfeldig(_STORRELSE))
        opplasting.fullfor(tjeneste.url)
        tjeneste.gjor("del_utkast", deling=deling, sekunder=3600)
        stier.append(f"/d/{deling}/{opplasting.dokument}")
    vent_til(lambda: tjeneste.gjor("tilstander") == {"tilgjengelig": 2}, sekunder=60, hva="kontroll")
    assert mottaker.head(stier[0]).status_code == 200
    nedlastinger = [TregNedlasting(mottaker, sti) for sti in stier]
    for nedlasting in nedlastinger:
        nedlasting.start()
    vent_til(lambda: all(nedlasting.antall() > MB for nedlasting in nedlastinger), hva="nedlasting")
    tjeneste.gjor("endre_slutt", deling=stier[0].split("/")[2], sekunder=4.0)
    slutt = time.monotonic() + 4.0
    assert mottaker.head(stier[0]).status_code == 200
    time.sleep(max(0.0, slutt - time.monotonic()))
    assert mottaker.head(stier[0]).status_code == 410
    tjeneste.gjor("slett_konto", navn="Byggesak")
    assert mottaker.head(stier[1]).status_code == 410
    for nedlasting in nedlastinger:
        nedlasting.join(timeout=30)
        assert nedlasting.antall() < _STORRELSE
        assert nedlasting.antall(etter=slutt) < _UNDERVEIS
    vent_til(lambda: tjeneste.gjor("tilstander") == {"slettet": 2}, sekunder=_BORTE_INNEN, hva="bytene")
    sekunder = time.monotonic() - slutt
    assert sekunder < _BORTE_INNEN
    assert tjeneste.gjor("objekter") == []
    assert {mottaker.get(sti).status_code for sti in stier} == {410}
    assert tjeneste.gjor("antall_hendelser", type="dokument_hentet") == {sti.split("/")[3]: 1 for sti in stier}
    sys.stdout.write(f"\nUtløpt til bytene er borte: {sekunder:.1f} s\n")
