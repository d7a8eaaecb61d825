"""The worker: `python -m fiks_deldokument.worker [queue[:processes] …]`, by default all queues, as WORKER_KOER says.

One command, and below it one Celery worker for each queue, each with processes of its own: what is long in one queue
cannot hold another. They are forked from here with everything loaded, so that they share most of their memory. One that
dies is started again; SIGTERM lets all finish what they are at.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType

from fiks_deldokument.koer import les_koer

_PR_SET_PDEATHSIG = 1
_FOR_FORT_SEKUNDER = 5.0
_PAUSE_SEKUNDER = 1.0
_VIDERE = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP)


class Flere:
    """A Celery worker for each queue, kept alive until we are told to stop."""

    def __init__(self, koer: dict[str, int]) -> None:
        self._koer = koer
        self._barn: dict[int, tuple[str, float]] = {}
        self._stopper = False

    def kjor(self) -> int:
        """Returns when all have ended."""
        for nummer in _VIDERE:
            signal.signal(nummer, self._stopp)
        for navn in self._koer:
            self._start(navn)
        while self._barn:
            pid, _status = os.waitpid(-1, 0)  # as process 1 of a container we are told of strangers too
            navn, startet = self._barn.pop(pid, ("", 0.0))
            if not navn or self._stopper:
                continue
            sys.stderr.write(f"Arbeideren for {navn} stoppet uventet og startes på nytt.\n")
            if time.monotonic() - startet < _FOR_FORT_SEKUNDER:
                time.sleep(_PAUSE_SEKUNDER)
            if not self._stopper:
                self._start(navn)
        return 0

    def _start(self, navn: str) -> None:
        forelder = os.getpid()
        # Told to stop between the fork and here, we would not know of it: the signal waits until we do.
        signal.pthread_sigmask(signal.SIG_BLOCK, _VIDERE)
        pid = os.fork()
        if pid == 0:
            kode = 1
            try:
                for nummer in _VIDERE:
                    signal.signal(nummer, signal.SIG_DFL)
                signal.pthread_sigmask(signal.SIG_UNBLOCK, _VIDERE)
                _do_med(forelder)
                kode = arbeid(navn, self._koer[navn])
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(kode)
        self._barn[pid] = (navn, time.monotonic())
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _VIDERE)

    def _stopp(self, nummer: int, _ramme: FrameType | None) -> None:
        """All of them are told: to finish (SIGTERM, SIGINT, SIGHUP), or to leave everything as it is (SIGQUIT)."""
        self._stopper = True
        for pid in self._barn:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGQUIT if nummer == signal.SIGQUIT else signal.SIGTERM)


def arbeid(navn: str, prosesser: int) -> int:
    """Serve one queue in this process until told to stop; the exit code."""
    from fiks_deldokument.celery import app

    kommando = ["worker", "--queues", navn, "--concurrency", str(prosesser), "--hostname", f"{navn}@%h"]
    kode = app.worker_main([*kommando, "--loglevel", "INFO", "--without-gossip", "--without-mingle"])
    return int(kode or 0)


def _do_med(forelder: int) -> None:
    """End when our parent does, even by SIGKILL. Only Linux knows how; elsewhere there may be one worker too many."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != forelder:
            os._exit(1)


def _last_alt() -> None:
    """Everything that the workers would load each for itself."""
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import connections

    django.setup()
    from fiks_deldokument import checks, gravsteinsvakt
    from fiks_deldokument.celery import app

    try:  # here and not in each child only, who would be started again and again
        checks.krev_gyldige_innstillinger()
        gravsteinsvakt.krev_oppdatert_database()
    except ImproperlyConfigured as feil:
        sys.exit(str(feil))
    app.loader.import_default_modules()
    connections.close_all()  # to load may ask the database what it can do, and a connection is not to be shared
    gc.collect()
    gc.freeze()


def main(argumenter: Sequence[str]) -> int:
    """Serve the queues that the command names, or else those of the setting."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fiks_deldokument.settings")
    _last_alt()
    from django.conf import settings

    try:
        koer = les_koer(argumenter) if argumenter else settings.WORKER_KOER
    except ValueError as feil:
        sys.stderr.write(f"Argumentene til worker {feil}.\n")
        return 2
    if len(koer) == 1:
        ((navn, prosesser),) = koer.items()
        return arbeid(navn, prosesser)
    return Flere(koer).kjor()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
