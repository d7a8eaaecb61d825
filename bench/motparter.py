"""Starts what the service is measured against: the floor, node's tus server, and a sendfile server."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.tjeneste import ROT, stopp, vent_pa_port
from scripts.porter import ledig_port

_NGINX = """daemon off; master_process off; pid {mappe}/nginx.pid; error_log {mappe}/nginx.log;
events {{ worker_connections 64; }}
http {{ access_log off; sendfile on; tcp_nopush on;
  client_body_temp_path {mappe}/t1; proxy_temp_path {mappe}/t2; fastcgi_temp_path {mappe}/t3;
  uwsgi_temp_path {mappe}/t4; scgi_temp_path {mappe}/t5;
  server {{ listen 127.0.0.1:{port}; root {mappe}/filer; }} }}
"""


def node() -> str | None:
    """The machine's own node, or the one that comes as a Python package; None if there is none."""
    egen = Path(sys.executable).with_name("node")
    return shutil.which("node") or (str(egen) if egen.exists() else None)


@contextlib.contextmanager
def gulv(mappe: Path) -> Iterator[int]:
    """Socket to file; yields the port."""
    with _prosess([sys.executable, "-m", "bench.gulv", "opp", str(mappe)]) as port:
        yield port


@contextlib.contextmanager
def node_tus(mappe: Path) -> Iterator[int]:
    """@tus/server with its file store in `mappe`; yields the port."""
    with _prosess([node() or "node", str(ROT / "bench" / "tus_node.mjs"), str(mappe)]) as port:
        yield port


@contextlib.contextmanager
def sendfile(mappe: Path) -> Iterator[tuple[str, int]]:
    """Serve `mappe`/filer/fil.bin by sendfile; yields (who does it, port)."""
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if nginx is None:
        with _prosess([sys.executable, "-m", "bench.gulv", "ned", str(mappe / "filer")]) as port:
            yield "Python os.sendfile", port
        return
    port, oppsett = ledig_port(), mappe / "nginx.conf"
    oppsett.write_text(_NGINX.format(mappe=mappe, port=port), encoding="utf-8")
    with _prosess([nginx, "-p", str(mappe), "-e", str(mappe / "nginx.log"), "-c", str(oppsett)], port=port):
        yield "nginx", port


@contextlib.contextmanager
def _prosess(kommando: list[str], port: int | None = None) -> Iterator[int]:
    """Run until the block ends. Without `port` a free one is chosen and put last on the command line."""
    if port is None:
        port = ledig_port()
        kommando = [*kommando, str(port)]
    prosess = subprocess.Popen(kommando, cwd=ROT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        vent_pa_port(port, prosess)
        yield port
    finally:
        stopp(prosess)
