"""**Kvittering** through the page: who gets it, in which forms."""

from collections.abc import Callable

import pytest
from django.test import Client

from dokumenter.models import Deling
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling, lag_utkast
from users.models import User

Nettleser = Callable[[User | None], Client]


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    return lag_deling(konto, kari, mottaker)


@pytest.mark.parametrize(
    ("hvem", "status"),
    [("kari", 200), ("ola", 200), ("admin", 403), ("uten_rett", 403), ("per", 404), ("mottaker", 404)],
)
def test_it_is_for_those_who_may_see_the_deling_as_senders(
    hvem: str, status: int, deling: Deling, nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    svar = nettleser_for(request.getfixturevalue(hvem)).post(f"/delinger/{deling.id}/kvittering.pdf")
    assert svar.status_code == status
    assert Hendelse.objects.filter(type=Hendelsestype.KVITTERING_HENTET).count() == (status == 200)


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF-1.7"), ("zip", b"PK")])
def test_it_is_a_file_to_save_that_no_cache_keeps(
    form: str, start: bytes, deling: Deling, kari: User, nettleser_for: Nettleser
) -> None:
    svar = nettleser_for(kari).post(f"/delinger/{deling.id}/kvittering.{form}")
    assert svar.content.startswith(start)
    assert svar["Content-Disposition"] == f'attachment; filename="kvittering-{str(deling.id)[:8]}.{form}"'
    assert "no-store" in svar["Cache-Control"]


def test_it_is_not_made_for_a_draft_in_another_form_or_for_one_who_only_looks(
    konto: Konto, deling: Deling, kari: User, nettleser_for: Nettleser
) -> None:
    klient = nettleser_for(kari)
    assert klient.post(f"/delinger/{lag_utkast(konto, kari).id}/kvittering.pdf").status_code == 404
    assert klient.post(f"/delinger/{deling.id}/kvittering.exe").status_code == 404
    assert klient.get(f"/delinger/{deling.id}/kvittering.pdf").status_code == 405
    assert nettleser_for(None).post(f"/delinger/{deling.id}/kvittering.pdf").status_code == 302


def test_it_stands_on_the_page_of_the_deling(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    side = nettleser_for(kari).get(f"/delinger/{deling.id}/").content.decode()
    assert "Hent kvittering (PDF)" in side
    assert "blir ikke signert" in side
