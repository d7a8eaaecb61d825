"""What a client may call its headers without moving the service, over a real gunicorn socket and its settings file."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from scripts.porter import ledig_port

ROT = Path(__file__).resolve().parents[2]
APP = """
def application(environ, start_response):
    kropp = f"{environ['SCRIPT_NAME']}|{environ['PATH_INFO']}".encode()
    start_response("200 OK", [("Content-Length", str(len(kropp)))])
    return [kropp]
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """gunicorn with the product's own settings file."""
    mappe = tmp_path_factory.mktemp("gunicorn")
    (mappe / "ekko.py").write_text(APP, encoding="utf-8")
    port = ledig_port()
    prosess = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "--config", str(ROT / "gunicorn.conf.py"), "--bind"),
            *(f"127.0.0.1:{port}", "--workers", "1", "--threads", "2", "--chdir", str(mappe), "ekko"),
        ]
    )
    try:
        _vent(port)
        yield port
    finally:
        prosess.terminate()
        prosess.wait(timeout=30)


def _vent(port: int) -> None:
    frist = time.monotonic() + 30
    while time.monotonic() < frist:
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), timeout=1)):
            return
        time.sleep(0.05)
    raise TimeoutError


@pytest.mark.parametrize(
    "hode", ["SCRIPT_NAME: /x", "SCRIPT_NAME: /d", "PATH_INFO: /x", "Script-Name: /x", "script_name: "]
)
def test_it_is_at_the_root_of_its_address_whatever_a_client_says(hode: str, port: int) -> None:
    with closing(socket.create_connection(("127.0.0.1", port), timeout=30)) as sokkel:
        sokkel.sendall(f"GET /d/1 HTTP/1.1\r\nHost: a\r\n{hode}\r\nConnection: close\r\n\r\n".encode())
        svar = b""
        while bit := sokkel.recv(4096):
            svar += bit
    assert svar.startswith(b"HTTP/1.1 200")
    assert svar.endswith(b"\r\n\r\n|/d/1")
