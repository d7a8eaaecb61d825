"""Who is a browser at the address that systems download from, and who is not."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from tests.dokumenter.api.conftest import System

NETTLESER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "accept", [None, "*/*", "application/json", "application/octet-stream, */*", "application/json, text/html;q=0.5"]
)
def test_it_tells_a_system_without_a_token_that_it_must_have_one(accept: str | None) -> None:
    svar = Client().get(f"/dokumentlager/nedlasting/{uuid4()}", headers={"accept": accept} if accept else {})
    assert svar.status_code == 401
    assert svar["Content-Type"] == "application/json"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sti", ["/dokumentlager/nedlasting/{}/metadata", "/dokumentlager-stats/api/v1/kontoer/{}/stats"]
)
def test_it_leads_nobody_away_from_the_other_addresses(sti: str) -> None:
    assert Client().get(sti.format(uuid4()), headers={"accept": NETTLESER}).status_code == 401


def test_it_serves_a_system_that_also_takes_pages_as_before(system: System) -> None:
    system.hoder |= {"Accept": NETTLESER}
    assert system.kall("GET", f"/dokumentlager/nedlasting/{uuid4()}").status_code == 404
    system.hoder |= {"IntegrasjonPassord": "galt"}
    assert system.kall("GET", f"/dokumentlager/nedlasting/{uuid4()}").status_code == 401
