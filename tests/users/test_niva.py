"""Levels are compared by order."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from users.models import User
from users.niva import har_niva, niva_for_acr, url_for_hoyere_niva


@pytest.mark.parametrize(
    ("acr", "niva"),
    [
        ("idporten-loa-low", 2),
        ("idporten-loa-substantial", 3),
        ("idporten-loa-high", 4),
        ("eidas-loa-high", 4),
        ("-loa-high", 0),
        ("idporten-loa-highest", 0),
        ("high", 0),
        ("Level4", 0),
        ("", 0),
        (None, 0),
        (4, 0),
    ],
)
def test_it_knows_the_order_of_levels(acr: object, niva: int) -> None:
    assert niva_for_acr(acr) == niva


def test_it_gives_nobody_a_level(nettleser_for: Callable[[User | None], Client], mottaker: User) -> None:
    request = RequestFactory().get("/d/1?x=1")
    request.session = nettleser_for(mottaker).session
    request.user = mottaker
    assert har_niva(request, 4)
    request.user = AnonymousUser()
    assert not har_niva(request, 3)


def test_it_leads_to_a_higher_level_and_back() -> None:
    assert url_for_hoyere_niva(RequestFactory().get("/d/1?x=1"), 4) == "/logg-inn/?next=%2Fd%2F1%3Fx%3D1&niva=4"
