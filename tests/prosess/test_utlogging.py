"""Logging out under a running service cuts what is on its way, as expiry does."""

import time

from tests.prosess.conftest import LoggInn
from tests.prosess.klient import tilfeldig
from tests.prosess.test_utlop import TregNedlasting
from tests.prosess.tjeneste import Tjeneste, vent_til

MB = 1024**2
_STORRELSE = 40 * MB
# What the kernel may already have taken over, and what flows in the two seconds between two questions.
_UNDERVEIS = 16 * MB


def test_it_cuts_a_slow_download_when_the_person_logs_out(tjeneste: Tjeneste, logg_inn: LoggInn) -> None:
    tjeneste.start_worker()
    kari, mottaker = logg_inn(tjeneste), logg_inn(tjeneste, "mottaker")
    deling = tjeneste.gjor("lag_utkast", konto="Barnevern")
    opplasting = kari.start_opplasting(deling, tilfeldig(_STORRELSE))
    opplasting.fullfor(tjeneste.url)
    tjeneste.gjor("del_utkast", deling=deling, sekunder=3600)
    vent_til(lambda: tjeneste.gjor("tilstander") == {"tilgjengelig": 1}, sekunder=60, hva="kontroll")
    nedlasting = TregNedlasting(mottaker, f"/d/{deling}/{opplasting.dokument}")
    nedlasting.start()
    vent_til(lambda: nedlasting.antall() > MB, hva="nedlasting")
    mottaker.post("/logg-ut/", headers=mottaker.csrf(), allow_redirects=False).raise_for_status()
    utlogget = time.monotonic()
    nedlasting.join(timeout=30)
    assert not nedlasting.is_alive()
    assert nedlasting.antall(etter=utlogget) < _UNDERVEIS
    assert nedlasting.antall() < _STORRELSE
