"""Changes IDENT_NOKKEL in a process that kills itself at one step, then at the next: `python -m tests.prosess.…`.

A step is a question to the database or a commit. After each death every recipient logs in and is asked for what is
shared with it, with both keys as a service has them; when a run has got through, with the new key alone.
Prints one JSON object per death: {"steg": what it died before, "kode", "under", "apnes", "brukere"}.
"""

import json
import os
import signal
import sys
from collections import Counter

import django
from django.conf import settings

django.setup()

from django.db import connection  # noqa: E402

from dokumenter.models import Mottaker  # noqa: E402
from dokumenter.services.omhashing import hash_om_alt, tell_alle_hasher  # noqa: E402
from dokumenter.tilgang import kan_apne  # noqa: E402
from hendelser.models import SYSTEM  # noqa: E402
from tests.prosess.dod_underveis import Dodsur, i_egen_prosess  # noqa: E402
from users.identvern import dekrypter_ident  # noqa: E402
from users.models import User  # noqa: E402
from users.services.brukere import finn_eller_opprett_bruker  # noqa: E402


def hash_om(dor_ved: int, ror: int) -> None:
    """A run, in a process that may die."""
    ur = Dodsur(dor_ved, ror)
    connection.ensure_connection()
    setattr(connection, "commit", ur.foran("commit", connection.commit))  # noqa: B010 - a method, on purpose
    with connection.execute_wrapper(ur):
        hash_om_alt(av=SYSTEM, bolk=2)


def se_etter(steg: str, kode: int) -> None:
    """Log everybody in, look, and print what there is."""
    under = sum(tell_alle_hasher().values(), Counter[str]())
    apnes = 0
    for mottaker in Mottaker.objects.filter(type=Mottaker.Type.PERSON).select_related("deling"):
        fnr = dekrypter_ident(bytes(mottaker.ident_kryptert or b""))
        apnes += kan_apne(bruker=finn_eller_opprett_bruker(fnr=fnr), deling=mottaker.deling)
    linje = {"steg": steg, "kode": kode, "under": under, "apnes": apnes, "brukere": User.objects.count()}
    sys.stdout.write(json.dumps(linje) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Die one step later each time, until a run gets through without dying."""
    kode, dor_ved = -signal.SIGKILL, 0
    while kode == -signal.SIGKILL:
        dor_ved += 1
        les, skriv = os.pipe()
        kode = i_egen_prosess(lambda: hash_om(dor_ved, skriv))  # noqa: B023  # runs before the loop goes on
        os.close(skriv)
        with os.fdopen(les) as ror:
            steg = ror.read()
        if kode == 0:
            settings.IDENT_NOKKEL = settings.IDENT_NOKKEL.partition(",")[0]
        assert i_egen_prosess(lambda: se_etter(steg, kode)) == 0  # noqa: B023


if __name__ == "__main__":
    main()
