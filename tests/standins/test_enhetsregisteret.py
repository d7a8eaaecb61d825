"""The stand-in of Enhetsregisteret answers as facts say the register does."""

import pytest
import requests

from standins.personer import kommuner, virksomheter
from standins.server import Standins


def _svar(standin: Standins, slag: str, orgnr: str) -> requests.Response:
    return requests.get(f"{standin.base}/enhetsregisteret/api/{slag}/{orgnr}", timeout=5)


@pytest.mark.parametrize("key", virksomheter)
def test_it_has_each_business_in_its_own_place(standin: Standins, key: str) -> None:
    enhet = virksomheter[key]
    riktig, galt = ("underenheter", "enheter") if enhet.overordnet else ("enheter", "underenheter")
    felter = _svar(standin, riktig, enhet.orgnr).json()
    assert (felter["navn"], felter["organisasjonsform"]["kode"]) == (enhet.navn.upper(), enhet.enhetstype)
    assert bool(felter.get("slettedato") or felter.get("nedleggelsesdato")) is enhet.er_slettet
    assert ("overordnetEnhet" in felter) is (enhet.overordnet is not None)
    assert _svar(standin, galt, enhet.orgnr).status_code == 404


def test_it_knows_the_municipalities_and_nobody_else(standin: Standins) -> None:
    assert _svar(standin, "enheter", kommuner["testvik"].orgnr).json()["organisasjonsform"]["kode"] == "KOMM"
    assert _svar(standin, "enheter", "999999999").status_code == 404


def test_it_fails_and_removes_on_demand(standin: Standins) -> None:
    nummer = virksomheter["bakeri"].orgnr
    requests.post(f"{standin.base}/enhetsregisteret/_test/spoler", json={"felter": {"navn": 5}}, timeout=5)
    assert _svar(standin, "enheter", nummer).json()["navn"] == 5
    standin.enhetsregisteret.fjernet.add(nummer)
    assert _svar(standin, "enheter", nummer).status_code == 410
    standin.enhetsregisteret.spoler = {"enheter": 503}
    assert _svar(standin, "enheter", nummer).status_code == 503
    standin.nullstill()
    assert _svar(standin, "enheter", nummer).json()["konkurs"] is False
