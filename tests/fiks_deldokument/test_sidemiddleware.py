"""What pages need of cookies and forms never touches a request of a system, and the API still guards its answers."""

from __future__ import annotations

import pytest
from django.test import Client

from fiks_deldokument import settings as produktets
from fiks_deldokument.feilsvar import MASKINSTIER
from users.models import User

STIER = [f"{sti}api/v1/finnes-ikke" for sti in MASKINSTIER]


@pytest.mark.django_db
@pytest.mark.parametrize("sti", [*STIER, "/dokumentlager/api/v1/2f1ce7a2-6a4e-4c1c-9d0c-0d4c6a4f3b11/kontoer"])
def test_it_lets_no_cookie_count_where_systems_ask(sti: str, kari: User) -> None:
    klient = Client()
    klient.force_login(kari)
    svar = klient.get(sti)
    assert svar.status_code in {401, 404}
    assert not hasattr(svar.wsgi_request, "session")
    assert not hasattr(svar.wsgi_request, "user")
    assert not svar.cookies
    assert svar.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert svar.headers["X-Content-Type-Options"] == "nosniff"
    assert svar.json()["status"] == svar.status_code


@pytest.mark.django_db
@pytest.mark.parametrize("sti", ["/", "/api/", "/om/", "/dokumentlageret"])
def test_it_leaves_pages_as_they_are(sti: str) -> None:
    svar = Client().get(sti)
    assert hasattr(svar.wsgi_request, "session")
    assert "script-src 'self'" in svar.headers["Content-Security-Policy"]
    assert svar.headers["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_it_still_wants_a_token_with_every_form() -> None:
    assert Client(enforce_csrf_checks=True).post("/del/").status_code == 403


def test_it_stands_where_the_frameworks_own_would() -> None:
    """The order is Django's: session before csrf before user, and messages after."""
    rekkefolge = [en.rpartition(".")[2] for en in produktets.MIDDLEWARE if "sidemiddleware" in en]
    assert rekkefolge == ["Okt", "Csrf", "Bruker", "Oktgrenser", "Meldinger", "Ramme", "Innholdspolicy"]
