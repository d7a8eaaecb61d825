"""A real nginx in front of a service, with the configuration that is documented (deploy/nginx.conf), changed only in
what a test must change: addresses, certificate, log files, and how many connections one address may have."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.tjeneste import stopp, vent_pa_port
from scripts.porter import VERT, ledig_port
from tests.prosess.tjeneste import ROT

_RUNDT = """
daemon off;
worker_processes 1;
pid {mappe}/nginx.pid;
error_log {mappe}/feil.log warn;
events {{ worker_connections 2048; }}
http {{
    client_body_temp_path {mappe}/kropper;
    proxy_temp_path {mappe}/svar;
    fastcgi_temp_path {mappe}/f;
    uwsgi_temp_path {mappe}/u;
    scgi_temp_path {mappe}/s;
    {innhold}
}}
"""


def oppsett(mappe: Path, *, port: int, til: Sequence[int]) -> str:
    """The documented configuration, for these ports and without TLS, which the test's clients do not speak."""
    tekst = (ROT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    tekst, _skille, _http = tekst.partition("server {\n    listen 80;")
    for fra, ny in (
        (r"listen 443 ssl;", f"listen {VERT}:{port};"),
        (r"\n\s*ssl_certificate[^;]*;", ""),
        (r"server 127\.0\.0\.1:8000 ", f"server {VERT}:{til[0]} "),
        (r"\n\s*server 127\.0\.0\.1:8001 [^;]*;", _andre(til)),
        (r"X-Forwarded-Proto https", "X-Forwarded-Proto http"),
        (r"Host \$host;", f"Host {VERT}:{port};"),
        (r"/var/log/nginx", str(mappe)),
        (r"limit_conn per_adresse \d+;", "limit_conn per_adresse 1000;"),
    ):
        tekst, antall = re.subn(fra, ny, tekst)
        assert antall, f"{fra} står ikke i deploy/nginx.conf"
    return _RUNDT.format(mappe=mappe, innhold=tekst)


def _andre(til: Sequence[int]) -> str:
    """The other nodes; none when there is one only."""
    return "".join(f"\n    server {VERT}:{node} max_fails=2 fail_timeout=5s;" for node in til[1:])


@contextmanager
def kjor_nginx(mappe: Path, *, port: int, til: Sequence[int]) -> Iterator[str]:
    """The address of nginx, which passes everything on to the ports `til` on this machine: a node each."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    assert program, "nginx mangler"
    mappe.mkdir()
    fil = mappe / "nginx.conf"
    fil.write_text(oppsett(mappe, port=port, til=til), encoding="utf-8")
    prosess = subprocess.Popen([program, "-p", str(mappe), "-c", str(fil)], stdin=subprocess.DEVNULL)
    try:
        vent_pa_port(port, prosess)
        yield f"http://{VERT}:{port}"
    finally:
        stopp(prosess)


def ny_port() -> int:
    """A port for nginx; the service must know it beforehand, since it is its address."""
    return ledig_port()
