"""The SMS stand-in keeps what it is sent."""

import requests

from standins.server import Standins


def test_it_keeps_messages_from_any_path(standin: Standins) -> None:
    for path in ("/sms", "/sms/varsling/api/v2/sms/en-konto/send"):
        answer = requests.post(standin.base + path, json={"tekst": "Hei på deg", "id": "min"}, timeout=5)
        assert answer.status_code == 201
    kept = requests.get(f"{standin.base}/sms/innboks", timeout=5).json()
    assert [message["sti"] for message in kept] == ["", "/varsling/api/v2/sms/en-konto/send"]
    assert kept[1]["tekst"] == "Hei på deg"
    assert kept[1]["id"] == answer.json()["id"]


def test_it_empties_the_inbox(standin: Standins) -> None:
    requests.post(f"{standin.base}/sms/send", json={"tekst": "x"}, timeout=5)
    assert requests.delete(f"{standin.base}/sms/innboks", timeout=5).status_code == 204
    assert standin.sms.innboks == []


def test_it_refuses_what_is_no_message(standin: Standins) -> None:
    assert requests.post(f"{standin.base}/sms/send", json=["x"], timeout=5).status_code == 400
    assert requests.post(f"{standin.base}/sms/send", data="x", timeout=5).status_code == 400
    assert standin.sms.innboks == []


def test_it_fails_on_demand(standin: Standins) -> None:
    requests.post(f"{standin.base}/sms/_test/spoler", json={"send": 500}, timeout=5)
    assert requests.post(f"{standin.base}/sms/send", json={}, timeout=5).status_code == 500
    assert standin.sms.innboks == []
