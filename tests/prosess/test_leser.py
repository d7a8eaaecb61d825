"""The reader in gunicorn itself: the way past its buffers is taken, and without it the same bytes come."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bench.tjeneste import stopp, vent_pa_port
from scripts.porter import VERT, ledig_port
from tests.prosess.klient import tilfeldig
from tests.prosess.kutt import forbindelse, raa, send_kuttet

pytestmark = [pytest.mark.xdist_group("leser")]
ROT = Path(__file__).resolve().parents[2]
HODER = {"Host": VERT, "Content-Type": "application/octet-stream"}
STORRELSER = (1, 1000, 1023, 1024, 1025, 1024**2)


@pytest.fixture(scope="module", params=["ja", "nei"])
def direkte(request: pytest.FixtureRequest) -> str:
    """With the way past the server, and without."""
    return str(request.param)


@pytest.fixture(scope="module")
def port(direkte: str) -> Iterator[int]:
    """gunicorn with the product's settings file."""
    port = ledig_port()
    kommando = [sys.executable, "-m", "gunicorn", "--config", str(ROT / "gunicorn.conf.py"), "--workers", "1"]
    prosess = subprocess.Popen(
        [*kommando, "--bind", f"{VERT}:{port}", "--pythonpath", str(ROT), "tests.prosess.lesetjener:application"],
        env=os.environ | {"WEB_TRADER": "12", "DIREKTE": direkte, "OPPLASTING_STILLSTAND_SEKUNDER": "2"},
    )
    try:
        vent_pa_port(port, prosess)
        yield port
    finally:
        stopp(prosess)


def les(sokkel: socket.socket, innhold: bytes, kutt: list[int], *, bitvis: int, om_gangen: int) -> dict[str, object]:
    """What the reader made of it; a cut counts from the end of the headers."""
    hode, kropp = raa(f"POST /{om_gangen}", HODER, innhold, bitvis=bitvis)
    status, _, svar = send_kuttet(sokkel, hode + kropp, [len(hode) + sted for sted in kutt])
    assert status == 200
    return dict(json.loads(svar))


@pytest.mark.parametrize("bitvis", [0, 400], ids=["lengde", "bitvis"])
def test_it_reads_right_wherever_the_body_is_cut(port: int, direkte: str, bitvis: int) -> None:
    """Each on a connection that has been used before, and will be used again."""

    def send(kutt: range) -> None:
        innhold = tilfeldig(2500)
        ventet = {"sha256": sha256(innhold).hexdigest(), "antall": 2500, "direkte": direkte == "ja", "brutt": False}
        with forbindelse(port) as sokkel:
            for sted in kutt:
                om_gangen = STORRELSER[sted % len(STORRELSER)]
                assert les(sokkel, innhold, [sted], bitvis=bitvis, om_gangen=om_gangen) == ventet, (sted, om_gangen)

    with ThreadPoolExecutor(8) as trader:
        for jobb in [trader.submit(send, range(nr, 1101, 8)) for nr in range(8)]:
            jobb.result(timeout=120)


@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    kutt=st.lists(st.integers(min_value=-200, max_value=3000), max_size=4),
    bitvis=st.sampled_from([0, 1, 7, 1024, 5000]),
    om_gangen=st.sampled_from(STORRELSER),
)
def test_it_reads_right_when_headers_and_body_are_cut_in_several_places(
    port: int, kutt: list[int], bitvis: int, om_gangen: int
) -> None:
    innhold = tilfeldig(2500)
    with forbindelse(port) as sokkel:
        lest = les(sokkel, innhold, kutt, bitvis=bitvis, om_gangen=om_gangen)
    assert lest["sha256"] == sha256(innhold).hexdigest()


def test_it_finds_the_next_request_when_both_come_at_once(port: int) -> None:
    innhold = [tilfeldig(2000) for _ in range(6)]
    alle = b"".join(b"".join(raa("POST /700", HODER, en, bitvis=(nr % 2) * 300)) for nr, en in enumerate(innhold))
    with forbindelse(port) as sokkel:
        sokkel.sendall(alle)
        lest: list[str] = []
        with sokkel.makefile("rb") as svar:
            while len(lest) < len(innhold):
                lengde = 0
                while (linje := svar.readline().strip()) != b"":
                    navn, _, verdi = linje.partition(b":")
                    lengde = int(verdi) if navn.lower() == b"content-length" else lengde
                lest.append(json.loads(svar.read(lengde))["sha256"])
    assert lest == [sha256(en).hexdigest() for en in innhold]


@pytest.mark.parametrize("bitvis", [0, 400], ids=["lengde", "bitvis"])
@pytest.mark.parametrize("kom", [0, 1, 600, 1023, 1024, 2000])
def test_it_gives_what_came_before_a_client_went_away(port: int, bitvis: int, kom: int) -> None:
    """Of a body in chunks: the whole chunks and what had come of the last."""
    innhold = tilfeldig(2500)
    hode, kropp = raa("POST /1048576", HODER, innhold, bitvis=bitvis)
    with forbindelse(port) as sokkel:
        sokkel.sendall(hode + kropp[:kom])
        sokkel.shutdown(socket.SHUT_WR)
        svar = json.loads(sokkel.makefile("rb").read().partition(b"\r\n\r\n")[2])
    assert svar["brutt"]
    if not bitvis:
        assert (svar["antall"], svar["sha256"]) == (kom, sha256(innhold[:kom]).hexdigest())
    assert svar["sha256"] == sha256(innhold[: svar["antall"]]).hexdigest()


def test_it_gives_up_a_client_that_stands_still(port: int) -> None:
    hode, _ = raa("POST /1048576", HODER, bytes(2500))
    with forbindelse(port) as sokkel:
        sokkel.sendall(hode + b"x" * 100)
        svar = json.loads(sokkel.makefile("rb").read().partition(b"\r\n\r\n")[2])
    assert (svar["antall"], svar["brutt"]) == (100, True)


GALE = [
    b"zz\r\nabc\r\n0\r\n\r\n",
    b"3\nabc\n0\n\n",
    b"3\r\nabcd\r\n0\r\n\r\n",
    b"3\r\nabc0\r\n\r\n",
    b"3;\r\nabc\r\n0\r\n\r\n",
    b"0x3\r\nabc\r\n0\r\n\r\n",
    b"-3\r\nabc\r\n0\r\n\r\n",
    b"3\r\nabc\r\n0\r\nikke et felt\r\n\r\n",
    b"11111111111111111\r\nabc\r\n0\r\n\r\n",
]


@pytest.mark.parametrize("kodet", GALE)
def test_it_says_so_when_the_coding_is_wrong(port: int, direkte: str, kodet: bytes) -> None:
    """Never a shorter success: the server's own reader takes some of these for a client that went away."""
    hode, _ = raa("POST /1048576", HODER, b"x", bitvis=1)
    with forbindelse(port) as sokkel:
        sokkel.sendall(hode + kodet)
        sokkel.shutdown(socket.SHUT_WR)
        svar = json.loads(sokkel.makefile("rb").read().partition(b"\r\n\r\n")[2])
    assert svar.get("ugyldig") or (direkte == "nei" and svar["brutt"])
