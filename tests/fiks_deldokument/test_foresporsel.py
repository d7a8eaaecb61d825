"""The id of a request: one for each, in the answer and in every line; a proxy's is kept, a stranger's is not."""

from __future__ import annotations

import re

import pytest
import structlog
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from fiks_deldokument.foresporsel import HODE, ForesporselMiddleware

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_NGINX = "0123456789abcdef0123456789abcdef"


def test_it_gives_each_answer_an_id_of_its_own(client: Client) -> None:
    forste, andre = (client.get("/livez")[HODE] for _ in range(2))
    assert _UUID.fullmatch(forste)
    assert forste != andre


@pytest.mark.parametrize(
    ("bak_proxy", "gitt", "beholdes"),
    [
        (True, _NGINX, True),
        (True, "3fa85f64-5717-4562-b3fc-2c963f66afa6", True),
        (True, "01018012345", False),
        (True, "ola nordmann", False),
        (True, _NGINX + "\n", False),
        (False, _NGINX, False),
    ],
)
def test_it_believes_a_well_formed_one_of_the_proxy(
    client: Client, settings: Settings, bak_proxy: bool, gitt: str, beholdes: bool
) -> None:
    settings.BAK_PROXY = bak_proxy
    svar = client.get("/livez", headers={HODE: gitt})
    assert (svar[HODE] == gitt) is beholdes
    assert beholdes or _UUID.fullmatch(svar[HODE])


@pytest.mark.django_db
def test_it_is_in_every_line_until_the_answer_is_sent() -> None:
    sett = []

    def svar(_request: HttpRequest) -> HttpResponse:
        sett.append(structlog.contextvars.get_contextvars()["foresporsel_id"])
        return HttpResponse()

    ferdig = ForesporselMiddleware(svar)(RequestFactory().get("/"))
    assert sett == [ferdig[HODE]]
    ferdig.close()
    assert "foresporsel_id" not in structlog.contextvars.get_contextvars()
