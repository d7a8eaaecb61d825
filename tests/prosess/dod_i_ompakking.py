"""Changes the master key in a process that kills itself at one step, then at the next: `python -m tests.prosess.…`.

A step is a question to the database or a commit. After each death every dokument is read, with both keys as a service
has them; when a run has got through, it is read with the new key alone.
Prints one JSON object per death: {"steg": what it died before, "under": the key ids in use, "leselige": dokumenter}.
"""

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable

import django
from django.conf import settings

django.setup()

from django.db import connection  # noqa: E402

from dokumenter.models import Dokument  # noqa: E402
from dokumenter.services.nedlasting import les_dokument  # noqa: E402
from dokumenter.services.ompakking import pakk_om_alt, tell_nokler  # noqa: E402
from hendelser.models import SYSTEM  # noqa: E402
from tests.prosess.dod_underveis import Dodsur, i_egen_prosess  # noqa: E402

_BOLK = 2


def pakk_om(dor_ved: int, ror: int) -> None:
    """A run, in a process that may die."""
    ur = Dodsur(dor_ved, ror)
    connection.ensure_connection()
    setattr(connection, "commit", ur.foran("commit", connection.commit))  # noqa: B010 - a method, on purpose
    with connection.execute_wrapper(ur):
        pakk_om_alt(av=SYSTEM, bolk=_BOLK)


def se_etter(steg: str, kode: int) -> None:
    """Read everything, and print what there is."""
    under = sum(tell_nokler().values(), Counter[str]())
    leselige = 0
    for dokument in Dokument.objects.all():
        innhold = b"".join(les_dokument(dokument=dokument, start=0, slutt=dokument.mottatt))
        leselige += len(innhold) == dokument.mottatt
    sys.stdout.write(json.dumps({"steg": steg, "kode": kode, "under": under, "leselige": leselige}) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Die one step later each time, until a run gets through without dying."""
    kode, dor_ved = -signal.SIGKILL, 0
    while kode == -signal.SIGKILL:
        dor_ved += 1
        les, skriv = os.pipe()
        kode = i_egen_prosess(lambda: pakk_om(dor_ved, skriv))  # noqa: B023  # runs before the loop goes on
        os.close(skriv)
        with os.fdopen(les) as ror:
            steg = ror.read()
        if kode == 0:
            settings.HOVEDNOKLER = settings.HOVEDNOKLER.partition(",")[0]
        assert i_egen_prosess(_se(steg, kode)) == 0


def _se(steg: str, kode: int) -> Callable[[], None]:
    return lambda: se_etter(steg, kode)


if __name__ == "__main__":
    main()
