"""The server: its pages, its quiet log, its way to stop."""

import logging
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from standins.personer import personer
from standins.server import Standins
from tests.standins.klient import Nettleser


@contextmanager
def _prosess(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """``python -m standins`` on a port that is free, ready."""
    command = [sys.executable, "-m", "standins", "--port", "0", *arguments]
    root = Path(__file__).parents[2]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=root)
    try:
        assert process.stdout
        first_line = re.fullmatch(r"standins: (http://127\.0\.0\.1:\d+)\n", process.stdout.readline())
        assert first_line
        yield process, first_line[1]
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_at_once(number: signal.Signals) -> None:
    with _prosess("--produkt", "http://127.0.0.1:8000") as (process, base):
        assert requests.get(f"{base}/helse", timeout=5).status_code == 200
        assert 'href="http://127.0.0.1:8000"' in requests.get(base, timeout=5).text
        requests.post(f"{base}/idporten/_test/spoler", json={"jwks": {"treg": 30}}, timeout=5)
        with socket.create_connection(("127.0.0.1", int(base.rpartition(":")[2]))) as slow:
            slow.sendall(b"GET /idporten/jwks HTTP/1.0\r\n\r\n")
            start = time.monotonic()
            os.kill(process.pid, number)
            output, _ = process.communicate(timeout=5)
        assert (process.returncode, output) == (0, "")
        assert time.monotonic() - start < 2


def test_it_logs_no_number(nettleser: Nettleser, caplog: pytest.LogCaptureFixture) -> None:
    fnr = personer["kari"].fnr
    with caplog.at_level(logging.INFO, logger="standins"):
        nettleser.get(f"{nettleser.standin.base}/{fnr}?pid={fnr}", timeout=5)
        nettleser.velg(nettleser.authorize(), pid=fnr)
        nettleser.get(f"{nettleser.standin.base}/helse", timeout=5)
    assert "GET /*** 404" in caplog.text
    assert fnr not in caplog.text
    assert "code" not in caplog.text


def test_it_answers_an_inner_error_without_details(nettleser: Nettleser, caplog: pytest.LogCaptureFixture) -> None:
    nettleser.idp.spoler = {"token": {"status": "ikke et tall"}}
    response = nettleser.innlos("x")
    assert (response.status_code, response.json()) == (500, {"error": "server_error"})
    assert "ValueError" in caplog.text
    assert "ikke et tall" not in caplog.text


@pytest.mark.parametrize("path", ["/finnes-ikke", "/idporten/finnes-ikke", "/idportenx"])
def test_it_knows_what_is_not_there(standin: Standins, path: str) -> None:
    assert requests.get(standin.base + path, timeout=5).status_code == 404


def test_it_refuses_other_methods_and_long_bodies(standin: Standins) -> None:
    assert requests.get(f"{standin.idporten.issuer}/token", timeout=5).status_code == 405
    long = requests.post(f"{standin.idporten.issuer}/token", data=b"x" * (1024 * 1024 + 1), timeout=5)
    assert long.status_code == 400


def test_it_has_pages_without_scripts_or_inline_style(nettleser: Nettleser) -> None:
    for response in (nettleser.get(nettleser.standin.base, timeout=5), nettleser.authorize()):
        assert "<script" not in response.text
        assert "style=" not in response.text
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self';")
    assert (
        nettleser.get(f"{nettleser.standin.base}/standins.css", timeout=5).headers["Content-Type"]
        == "text/css; charset=utf-8"
    )


def test_it_forgets_on_demand(nettleser: Nettleser) -> None:
    nettleser.idp.spoler = {"token": 500}
    nettleser.logg_inn()
    assert nettleser.post(f"{nettleser.standin.base}/_test/nullstill", json={}, timeout=5).status_code == 204
    assert (nettleser.idp.spoler, nettleser.idp.sesjoner, nettleser.idp.antall) == ({}, {}, {})
