"""Sends a small dokument as a system does, in a process that kills itself at one step, then at the next, and so on.

A step is anything that touches the store or the database: before it, the process dies by SIGKILL. After each death the
sweep runs as it would two days later, and what there is then is looked at: `python -m tests.prosess.dod_i_innsending`.
Prints one JSON object per death: {"steg": what it died before, "kode": its exit code, "delt": delinger, "objekter": …}.
"""

import io
import json
import os
import signal
import sys
from datetime import timedelta

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from dokumenter.models import Mottaker, Reservasjon  # noqa: E402
from dokumenter.services.innsending import Innsending, Mottakerdata, send_inn  # noqa: E402
from dokumenter.services.reservasjon import gi_opp_gamle_reservasjoner, rydd_reservasjon  # noqa: E402
from dokumenter.storage.lager import dokumentlager  # noqa: E402
from dokumenter.tilgang import krev_delerett  # noqa: E402
from kontoer.models import Integrasjon, Konto  # noqa: E402
from standins.personer import personer  # noqa: E402
from tests.prosess import innside  # noqa: E402
from tests.prosess.dod_underveis import Dodsur, i_egen_prosess  # noqa: E402


def lag_system() -> None:
    """With access to a konto."""
    innside.lag_integrasjon()


def send(dor_ved: int, ror: int) -> None:
    """One dokument, in a process that may die."""
    system = Integrasjon.objects.get()
    rett = krev_delerett(
        system, Konto.objects.select_related("organisasjon").get(integrasjonstilganger__integrasjon=system)
    )
    innsending = Innsending(
        dokumentnavn="vedtak.pdf",
        mimetype="application/pdf",
        tilgjengelig_til=timezone.now() + timedelta(days=1),
        sikkerhetsniva=None,
        korrelasjonsid=None,
        mottakere=(Mottakerdata(Mottaker.Type.PERSON, personer["mottaker"].fnr),),
        logg_nedlasting=True,
        kryptert=False,
    )
    ur, lager = Dodsur(dor_ved, ror), dokumentlager()
    for metode in ("exists", "write"):
        setattr(lager, metode, ur.foran(metode, getattr(lager, metode)))
    setattr(connection, "commit", ur.foran("commit", connection.commit))  # noqa: B010 - a method, on purpose
    with connection.execute_wrapper(ur):
        send_inn(rett=rett, innsending=innsending, strom=io.BytesIO(b"innhold"))


def se_etter(steg: str, kode: int) -> None:
    """Sweep twice, two days and four days later, and print what there is."""
    for dager in (2, 4):
        naa = timezone.now() + timedelta(days=dager)
        for id_ in gi_opp_gamle_reservasjoner(naa=naa):
            rydd_reservasjon(id_=id_, naa=naa)
    funn = {
        "steg": steg,
        "kode": kode,
        "delt": innside.delte(),
        "objekter": len(innside.objekter()),
        "foreldrelose": len(innside.foreldrelose()),
        "reservasjoner": Reservasjon.objects.count(),
    }
    sys.stdout.write(json.dumps(funn) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Die one step later each time, until the dokument gets through."""
    kode, dor_ved = -signal.SIGKILL, 0
    assert i_egen_prosess(lag_system) == 0
    while kode == -signal.SIGKILL:
        dor_ved += 1
        les, skriv = os.pipe()
        kode = i_egen_prosess(lambda: send(dor_ved, skriv))  # noqa: B023  # runs before the loop goes on
        os.close(skriv)
        with os.fdopen(les) as ror:
            steg = ror.read()
        assert i_egen_prosess(lambda: se_etter(steg, kode)) == 0  # noqa: B023


if __name__ == "__main__":
    main()
