"""How the web process serves: threads, because requests mostly wait for a network or a disk while bytes flow.

gunicorn watches its workers by a heartbeat that the request threads do not delay, so `timeout` does not limit how long
an upload or a download may take; a client that stands still is cut off by OPPLASTING_STILLSTAND_SEKUNDER.
"""

import fcntl
import gc
import glob
import os
import resource
import shutil
import sys
import tempfile
from contextlib import suppress
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from gunicorn.glogging import Logger

TELLEMAPPE = "PROMETHEUS_MULTIPROC_DIR"  # the name is prometheus_client's

worker_class = "fiks_deldokument.arbeider.Arbeider"
workers = int(os.environ.get("WEB_PROSESSER") or os.cpu_count() or 1)
threads = int(os.environ.get("WEB_TRADER") or 48)
bind = [os.environ.get("WEB_ADRESSE") or "127.0.0.1:8000"]
if os.environ.get("METRIKK_ADRESSE"):
    # A socket of the master's, like the other: it outlives every worker, and any worker answers for all.
    bind.append(os.environ["METRIKK_ADRESSE"])
timeout = 60
# How long those who are being served may go on after SIGTERM: a deploy that may cut nothing needs minutes.
graceful_timeout = int(os.environ.get("NEDSTENGING_SEKUNDER") or 5)
keepalive = 15
# What a client calls SCRIPT_NAME or PATH_INFO moves nothing: the service is at the root of its address.
forwarder_headers = ""
backlog = 1024
# Loaded once, shared by the workers; nothing opens a connection or starts a thread while the application loads.
preload_app = True
# No access log: the address of an upload is the right to write to it. The service logs what happens, with ids.
accesslog = None
# No control socket either: nobody here uses it, and it would be a file in the home directory.
control_socket_disable = True
errorlog = "-"
# Where workers note that they live: in memory where that is possible, never on the disk that documents fill.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108


def plass_til_forbindelser() -> int:
    """How many connections a worker may have, so that those who wait never take the files that requests must open.

    Each thread may have a database, a block and a connection to others open; what is being closed lies for a while.
    """
    andre, onsket = 10 * threads + 700, 1000
    myk, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if resource.RLIM_INFINITY != myk < andre + onsket:
        myk = andre + onsket if hard == resource.RLIM_INFINITY else min(andre + onsket, hard)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (myk, hard))
    grense = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return onsket if grense == resource.RLIM_INFINITY else max(2 * threads, min(onsket, grense - andre))


worker_connections = plass_til_forbindelser()


def lag_tellemappe() -> None:
    """Where the workers count for Prometheus: a new directory, in memory, known before the application is loaded.

    A master that was killed has left its directory; it let go of the lock in it when its last worker ended.
    """
    mor, merke = worker_tmp_dir or tempfile.gettempdir(), f"deldokument-metrikk-{os.getuid()}-"
    min_egen = f"{merke}{os.getpid()}-"
    if os.path.basename(os.environ.get(TELLEMAPPE, "")).startswith(min_egen):
        return  # read again, at SIGHUP
    for rest in glob.glob(os.path.join(mor, f"{merke}*")):
        with suppress(OSError), open(os.path.join(rest, "las"), "rb") as las:
            fcntl.flock(las, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(rest, ignore_errors=True)
    mappe = tempfile.mkdtemp(prefix=min_egen, dir=mor)
    ulast = os.path.join(mappe, "ulast")
    # Open as long as we and our workers live. It gets its name once it is locked, so that nobody else can lock it.
    fcntl.flock(os.open(ulast, os.O_RDWR | os.O_CREAT, 0o600), fcntl.LOCK_SH)
    os.rename(ulast, os.path.join(mappe, "las"))
    os.environ[TELLEMAPPE] = mappe


def pre_request(worker: Any, req: Any) -> None:
    """One that asks before it sends its body is told to go on when somebody reads it: `fiks_deldokument/fortsett.py`.

    If gunicorn one day calls its mark something else, it says so itself, at once, and then the service says it too.
    """
    req._expected_100_continue = False


def on_starting(server: Any) -> None:
    """The application is loaded, and nobody is let in yet. A database that is an old copy stops the process here."""
    if not str(getattr(server.app, "app_uri", "")).startswith("fiks_deldokument."):
        return  # another application, with these settings: what the service is measured against
    from fiks_deldokument.gravsteinsvakt import krev_oppdatert_database

    try:
        krev_oppdatert_database()
    except ImproperlyConfigured as feil:
        sys.exit(str(feil))


def when_ready(server: Any) -> None:
    """What is loaded stays for good: the workers need not go through it every time they look for garbage."""
    gc.collect()
    gc.freeze()


def on_exit(server: Any) -> None:
    """The master ends in an orderly way."""
    if len(bind) > 1:
        shutil.rmtree(os.environ[TELLEMAPPE], ignore_errors=True)


def child_exit(server: Any, worker: Any) -> None:
    """A worker has ended, perhaps by SIGKILL: what it counted stays, how it was with it does not."""
    if len(bind) > 1:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


if len(bind) > 1:
    lag_tellemappe()


class Logg(Logger):  # type: ignore[misc]  # gunicorn is untyped
    """gunicorn's own lines take the service's way out, filter and all: an error names the address of the request."""

    def setup(self, cfg: Any) -> None:
        """Hand over to the root logger, which `fiks_deldokument.logg` has set up when the application was loaded."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


logger_class = Logg
