"""Runs a deletion in a process that kills itself at one step, then at the next, and so on: `python -m tests.prosess.…`.

A step is anything that touches the store or the database: before it, the process dies by SIGKILL. After each death
another process runs the same tasks in peace, as a worker does after a restart, and what it leaves is looked at.
Prints one JSON object per death: {"steg": what it died before, "tilstander": {…}, "objekter": how many are left}.
"""

import json
import os
import signal
import sys
from collections.abc import Callable

import django

django.setup()

from django.db import connection  # noqa: E402

from dokumenter import tasks  # noqa: E402
from dokumenter.storage.lager import dokumentlager  # noqa: E402
from tests.prosess import innside  # noqa: E402

_LAGERMETODER = ("list", "remove", "exists")


class Dodsur:
    """Counts steps, and ends the process before step number `dor_ved`."""

    def __init__(self, dor_ved: int, ror: int) -> None:
        self._igjen = dor_ved
        self._ror = ror

    def steg(self, navn: str) -> None:
        """One more step is about to be taken."""
        self._igjen -= 1
        if self._igjen == 0:
            os.write(self._ror, navn.encode())
            os.kill(os.getpid(), signal.SIGKILL)

    def foran(self, navn: str, metode: Callable[..., object]) -> Callable[..., object]:
        """The method, with a step before it."""

        def med_steg(*args: object, **kwargs: object) -> object:
            self.steg(navn)
            return metode(*args, **kwargs)

        return med_steg

    def __call__(self, execute: Callable[..., object], sql: str, *args: object) -> object:
        """Every SQL statement is a step."""
        self.steg(" ".join(sql.split()[:3]))
        return execute(sql, *args)


def slett(dor_ved: int, ror: int) -> None:
    """The two tasks of a deletion, in a process that may die."""
    ur, lager = Dodsur(dor_ved, ror), dokumentlager()
    for metode in _LAGERMETODER:
        setattr(lager, metode, ur.foran(metode, getattr(lager, metode)))
    connection.ensure_connection()
    setattr(connection, "commit", ur.foran("commit", connection.commit))  # noqa: B010 - a method, on purpose
    with connection.execute_wrapper(ur):
        tasks.avslutt_utlopte()
        tasks.fjern_slettede()


def i_egen_prosess(arbeid: Callable[[], None]) -> int:
    """Run it in a fork with connections of its own; the exit code, negative for a signal."""
    barn = os.fork()
    if barn == 0:
        kode = 1
        try:
            arbeid()
            kode = 0
        finally:
            os._exit(kode)
    return os.waitstatus_to_exitcode(os.waitpid(barn, 0)[1])


def se_etter() -> None:
    """Finish in peace, and print what there is."""
    tasks.avslutt_utlopte()
    tasks.fjern_slettede()
    funn = {"tilstander": innside.tilstander(), "objekter": len(innside.objekter())}
    sys.stdout.write(json.dumps(funn) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Die one step later each time, until the deletion gets through without dying."""
    kode, dor_ved = -signal.SIGKILL, 0
    while kode == -signal.SIGKILL:
        dor_ved += 1
        assert i_egen_prosess(lambda: innside.lag_delinger(antall=1, dokumenter=2, sekunder=0)) == 0
        les, skriv = os.pipe()
        kode = i_egen_prosess(lambda: slett(dor_ved, skriv))  # noqa: B023  # runs before the loop goes on
        os.close(skriv)
        with os.fdopen(les) as ror:
            sys.stdout.write(json.dumps({"steg": ror.read(), "kode": kode}) + "\n")
        sys.stdout.flush()
        assert i_egen_prosess(se_etter) == 0


if __name__ == "__main__":
    main()
