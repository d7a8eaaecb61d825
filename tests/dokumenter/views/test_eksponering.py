"""The exposure report's page: for those who share, right after a recall, and with nobody's number."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Deling, Mottaker
from dokumenter.services.mottakere import fjern_mottaker
from hendelser.models import Hendelse
from kontoer.models import Konto
from standins.enhetsregisteret import Enhetsregisteret
from standins.personer import personer, virksomheter
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast
from tests.register import kjorende_register, register
from users.models import User

__all__ = ["kjorende_register", "register"]

Nettleser = Callable[[User | None], Client]


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User, fremmed: User) -> Deling:
    return lag_deling(konto, kari, mottaker, fremmed, innhold=b"x" * 100)


def sti(deling: Deling) -> str:
    return f"/delinger/{deling.id}/eksponering/"


@pytest.mark.parametrize(
    ("hvem", "status"),
    [("kari", 200), ("ola", 200), ("admin", 403), ("uten_rett", 403), ("per", 404), ("mottaker", 404)],
)
@pytest.mark.parametrize("form", ["eksponering/", "eksponering.pdf"])
def test_it_is_for_those_who_may_share(
    hvem: str, status: int, form: str, deling: Deling, nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    klient, for_ = nettleser_for(request.getfixturevalue(hvem)), Hendelse.objects.count()
    sti = f"/delinger/{deling.id}/{form}"
    assert klient.get(sti).status_code == status
    assert (klient.post(sti).status_code, Hendelse.objects.count()) == (405, for_)


def test_it_is_a_file_too_named_by_what_tells_nobody_anything(
    deling: Deling, konto: Konto, kari: User, nettleser_for: Nettleser
) -> None:
    hos, pdf = nettleser_for(kari), sti(deling).removesuffix("/") + ".pdf"
    assert f'href="{pdf}"' in hos.get(sti(deling)).content.decode()
    svar = hos.get(pdf)
    assert (svar["Content-Type"], svar.content[:4], "no-store" in svar["Cache-Control"]) == (
        "application/pdf",
        b"%PDF",
        True,
    )
    assert f"eksponering-{str(deling.id)[:8]}.pdf" in svar["Content-Disposition"]
    assert hos.get(f"/delinger/{lag_utkast(konto, kari).id}/eksponering.pdf").status_code == 404
    assert Client().get(pdf).status_code in {302, 401, 403}


def test_it_sends_nobody_to_login_and_knows_no_draft(
    deling: Deling, konto: Konto, kari: User, nettleser_for: Nettleser
) -> None:
    assert Client().get(sti(deling)).status_code == 302
    assert nettleser_for(kari).get(sti(lag_utkast(konto, kari))).status_code == 404


def test_it_comes_after_a_recall_with_who_got_what(
    deling: Deling, kari: User, mottaker: User, fremmed: User, nettleser_for: Nettleser
) -> None:
    hos = nettleser_for(mottaker)
    hos.get(f"/d/{deling.id}")
    hos.get(f"/d/{deling.id}/{deling.dokumenter.get().id}", headers={"Range": "bytes=0-49"}).getvalue()
    fjern_mottaker(deling=deling, mottaker_id=deling.mottakere.get(oppslag=mottaker.fnr_hash).pk, av=kari)
    svar = nettleser_for(kari).post(f"/delinger/{deling.id}/trekk-tilbake/", follow=True)
    side = svar.content.decode()
    assert svar.request["PATH_INFO"] == sti(deling)
    for tekst in ("trukket tilbake", "50\N{NO-BREAK SPACE}byte av 100\N{NO-BREAK SPACE}byte (50", "1 av 2 mottakere"):
        assert tekst in side
    assert "Fjernet " in side
    assert "Har ikke sett siden." in side
    for person in ("mottaker", "fremmed"):
        assert personer[person].fnr not in side
    utkast = side.partition("<textarea")[2].partition("</textarea>")[0]
    assert "1 PDF-fil" in utkast
    assert "vedtak.pdf" not in utkast
    assert "*" not in utkast


def test_it_warns_while_the_deling_is_open(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    assert "fortsatt åpen" in nettleser_for(kari).get(sti(deling)).content.decode()


def test_it_asks_no_more_for_many(
    konto: Konto,
    kari: User,
    mottaker: User,
    fremmed: User,
    ola: User,
    nettleser_for: Nettleser,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    deling = lag_deling(konto, kari, mottaker, fremmed, ola)
    for nr in range(5):
        lag_dokument(lag_utkast(konto, kari), navn=f"{nr}.pdf")
    fjern_mottaker(deling=deling, mottaker_id=deling.mottakere.get(oppslag=mottaker.fnr_hash).pk, av=kari)
    klient = nettleser_for(kari)
    with django_assert_max_num_queries(12):
        assert klient.get(sti(deling)).status_code == 200


def test_it_names_a_business_by_the_register(
    deling: Deling, kari: User, nettleser_for: Nettleser, register: Enhetsregisteret
) -> None:
    virksomhet = virksomheter["konkurs"]
    Mottaker.objects.create(deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag=virksomhet.orgnr)
    side = nettleser_for(kari).get(sti(deling)).content.decode()
    assert virksomhet.navn.upper() in side
    assert "Konkurs</span>" in side
    assert register.spurt == [virksomhet.orgnr], "no person is asked about"
