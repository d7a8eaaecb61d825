"""Whom a request is counted on: never anybody that the client itself has named."""

import pytest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from users.kilde import kilde_til


def _kilde(adresse: str, videresendt: str | None = None) -> str:
    hoder = {} if videresendt is None else {"X-Forwarded-For": videresendt}
    return kilde_til(RequestFactory().get("/", headers=hoder, REMOTE_ADDR=adresse))


@pytest.mark.parametrize(
    ("adresse", "kilde"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1%eth0", "2001:db8:1:2::"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_it_is_the_address_or_its_network(adresse: str, kilde: str) -> None:
    assert _kilde(adresse) == kilde


def test_it_believes_nothing_a_client_says_without_a_proxy(settings: Settings) -> None:
    settings.BAK_PROXY = False
    assert _kilde("192.0.2.7", "198.51.100.1") == "192.0.2.7"


@pytest.mark.parametrize(
    ("videresendt", "kilde"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("203.0.113.5, 198.51.100.1", "198.51.100.1"),
        ("198.51.100.1, ikke en adresse", ""),
        ("", "192.0.2.7"),
        (None, "192.0.2.7"),
    ],
)
def test_it_believes_the_last_one_of_the_proxy(settings: Settings, videresendt: str | None, kilde: str) -> None:
    settings.BAK_PROXY = True
    assert _kilde("192.0.2.7", videresendt) == kilde
