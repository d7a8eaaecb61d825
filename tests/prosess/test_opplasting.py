"""Uploads when processes die, disks fill and databases go away: what was acknowledged is there, whatever happened."""

import http.client
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest

from tests.prosess.conftest import LagTjeneste, LoggInn
from tests.prosess.klient import Opplasting, Person, tilfeldig
from tests.prosess.tjeneste import Tjeneste

KILL = 50
MB = 1024**2


@pytest.mark.lang
def test_it_keeps_what_it_acknowledged_when_web_is_killed_fifty_times(
    ny_tjeneste: LagTjeneste, logg_inn: LoggInn
) -> None:
    """Three webs take turns, so that one can start while another is hurt; each one is new whenever its turn comes."""
    tjeneste = ny_tjeneste(antall_web=3)
    for nr in range(3):
        tjeneste.start_web(nr, vent=False)
    kari = logg_inn(tjeneste)
    deling = tjeneste.gjor("lag_utkast")
    ferdige: list[Opplasting] = []
    opplasting = kari.start_opplasting(deling, tilfeldig(40 * MB))
    for nr in range(KILL):
        web = nr % 3
        tjeneste.vent_pa_web(web)
        assert opplasting.hode(tjeneste.url_til(web)) >= opplasting.lovet
        _last_opp_til_web_drepes(tjeneste, web, opplasting)
        tjeneste.start_web(web, vent=False)
        if opplasting.er_ferdig:
            ferdige.append(opplasting)
            opplasting = _start_pa_nytt(tjeneste, kari, deling, (web + 1) % 3)
    tjeneste.vent_pa_web(0)
    assert opplasting.hode(tjeneste.url) >= opplasting.lovet
    opplasting.fullfor(tjeneste.url)
    assert tjeneste.gjor("hull") == []
    for en in [*ferdige, opplasting]:
        tjeneste.gjor("kontroller", dokument=en.dokument)
    rader = {rad["id"]: rad for rad in tjeneste.gjor("dokumenter")}
    assert {en.dokument: (en.sha256, "tilgjengelig") for en in [*ferdige, opplasting]} == {
        id_: (rad["sha256"], rad["tilstand"]) for id_, rad in rader.items()
    }
    assert tjeneste.gjor("foreldrelose") == []


def _start_pa_nytt(tjeneste: Tjeneste, kari: Person, deling: str, web: int) -> Opplasting:
    tjeneste.vent_pa_web(web)
    kari.url = tjeneste.url_til(web)
    return kari.start_opplasting(deling, tilfeldig(40 * MB))


def _last_opp_til_web_drepes(tjeneste: Tjeneste, web: int, opplasting: Opplasting) -> None:
    """PATCH after PATCH of any size, until a SIGKILL at a random moment takes master and workers."""

    def last_opp() -> None:
        try:
            mottatt = opplasting.hode(tjeneste.url_til(web))
            while mottatt < len(opplasting.innhold):
                storrelse = random.choice([1, 1000, 300_000, 3 * MB])
                assert opplasting.patch(tjeneste.url_til(web), mottatt, random.randint(1, storrelse)) == 204
                mottatt = opplasting.lovet
        except (http.client.HTTPException, OSError):
            return

    trad = threading.Thread(target=last_opp)
    trad.start()
    time.sleep(random.uniform(0.005, 0.2))
    tjeneste.drep(f"web{web}")
    trad.join(timeout=30)
    assert not trad.is_alive()


def test_it_never_mixes_two_writers_on_two_webs(ny_tjeneste: LagTjeneste, logg_inn: LoggInn) -> None:
    """Two clients hold the same capability and send different bytes, each to whichever web comes up."""
    tjeneste = ny_tjeneste(antall_web=2)
    tjeneste.start_web(1, vent=False)
    tjeneste.start_web()
    tjeneste.vent_pa_web(1)
    start = logg_inn(tjeneste).start_opplasting(tjeneste.gjor("lag_utkast"), tilfeldig(4 * MB))
    skrivere = [Opplasting(start.dokument, start.sti, tilfeldig(4 * MB)) for _ in range(2)]
    godtatt: list[tuple[int, int, Opplasting]] = []

    def skriv(skriver: Opplasting) -> None:
        while (fra := skriver.hode(tjeneste.url_til(random.randrange(2)))) < 4 * MB:
            status = skriver.patch(tjeneste.url_til(random.randrange(2)), fra, random.choice([5_000, 40_000, 200_000]))
            assert status in {204, 409, 403}
            if status == 204:
                godtatt.append((fra, skriver.lovet, skriver))

    with ThreadPoolExecutor(2) as trader:
        for resultat in [trader.submit(skriv, skriver) for skriver in skrivere]:
            resultat.result(timeout=60)
    godtatt.sort(key=lambda bit: bit[0])
    assert [til for _, til, _ in godtatt] == [*[fra for fra, _, _ in godtatt[1:]], 4 * MB], (
        "no byte twice, none missing"
    )
    assert {id(skriver) for _, _, skriver in godtatt} == {id(skriver) for skriver in skrivere}, "both got some through"
    tjeneste.gjor("kontroller", dokument=start.dokument)
    ventet = sha256(b"".join(skriver.innhold[fra:til] for fra, til, skriver in godtatt)).hexdigest()
    assert [rad["sha256"] for rad in tjeneste.gjor("dokumenter")] == [ventet]
    assert tjeneste.gjor("foreldrelose") == []
