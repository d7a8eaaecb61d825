"""Altinn fails: what is shared with businesses stays closed, what is one's own stays open."""

import time

import pytest
from pytest_django.fixtures import Settings

from dokumenter.models import Deling
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from standins.server import Standins
from tests.conftest import lag_bruker
from tests.dokumenter.fabrikk import lag_deling
from tests.dokumenter.views.virksomhet.lag import Nettleser, biter, side
from users.models import User


@pytest.mark.parametrize(
    ("ledd", "feil"),
    [
        *(("parter", feil) for feil in (401, 403, 429, 500, "tull", "html", "brudd", {"treg": 1.2})),
        *(("exchange", feil) for feil in (401, 500, "brudd")),
        *(("token", feil) for feil in (400, 429, 500, "tull", "brudd", {"treg": 1.2})),
        ("metadata", 500),
    ],
)
def test_it_stays_closed_and_says_so_when_altinn_fails(
    ledd: str,
    feil: object,
    deling: Deling,
    konto: Konto,
    kari: User,
    altinn: Standins,
    nettleser_for: Nettleser,
    settings: Settings,
) -> None:
    settings.ALTINN_TIDSGRENSE_SEKUNDER = 1
    post = lag_bruker("post")
    egen = lag_deling(konto, kari, post)
    (altinn.altinn if ledd in {"parter", "exchange"} else altinn.maskinporten).spoler = {ledd: feil, "varig": True}
    klient = nettleser_for(post)
    svar = klient.get(f"/d/{deling.id}")
    assert svar.status_code == 503
    assert "Altinn svarer ikke, prøv igjen" in side(svar)
    assert f'href="/d/{deling.id}"' in side(svar)
    assert klient.get(f"/d/{deling.id}/{deling.dokumenter.get().id}").status_code == 503
    liste = side(klient.get("/mottatt/"))
    assert "Altinn svarer ikke" in liste
    assert str(egen.id) in liste
    assert str(deling.id) not in liste
    assert klient.get(f"/d/{egen.id}").status_code == 200
    assert b"".join(biter(klient.get(f"/d/{egen.id}/{egen.dokumenter.get().id}"))) == b"innhold"
    svarte_ikke = Hendelse.objects.filter(type=Hendelsestype.ALTINN_SVARTE_IKKE)
    assert [hendelse.deling_id for hendelse in svarte_ikke.order_by("id")] == [deling.id, None]


def test_it_stays_fast_with_the_circuit_open(
    deling: Deling, altinn: Standins, nettleser_for: Nettleser, settings: Settings
) -> None:
    settings.ALTINN_TIDSGRENSE_SEKUNDER = 1
    altinn.altinn.spoler = {"parter": {"treg": 1.5}, "varig": True}
    klient = nettleser_for(lag_bruker("post"))
    begynte = time.monotonic()
    for _ in range(3):
        assert klient.get(f"/d/{deling.id}").status_code == 503
    tregt, begynte = time.monotonic() - begynte, time.monotonic()
    for _ in range(3):
        assert klient.get(f"/d/{deling.id}").status_code == 503
    assert time.monotonic() - begynte < tregt
    assert altinn.altinn.antall["parter"] == 3


def test_it_opens_again_when_altinn_is_back(
    deling: Deling, altinn: Standins, nettleser_for: Nettleser, settings: Settings
) -> None:
    settings.ALTINN_PAUSE_SEKUNDER = 1
    altinn.altinn.spoler = {"parter": 500, "varig": True}
    klient = nettleser_for(lag_bruker("post"))
    for _ in range(3):
        assert klient.get(f"/d/{deling.id}").status_code == 503
    altinn.altinn.spoler = {}
    time.sleep(1.05)
    assert klient.get(f"/d/{deling.id}").status_code == 200
