"""Er meldingen ekte? By anybody, without a login, and without telling more than that."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from django.test import Client

from dokumenter.models import Deling, Referanse
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.referanse import sikre_referanse
from dokumenter.views import ekte
from hendelser.models import Hendelse
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User

pytestmark = pytest.mark.django_db
Nettleser = Callable[[User | None], Client]


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """Shared with the recipient, and what the sender wrote about it."""
    deling = lag_deling(konto, kari, mottaker)
    Deling.objects.update(tittel="Hemmelig", saksnummer="26/1", melding="Hysj")
    return deling


def _svar(klient: Client, referanse: str) -> str:
    return klient.post("/ekte/", {"referanse": referanse}).content.decode()


@pytest.mark.parametrize("hvem", [None, "mottaker", "kari", "fremmed"])
def test_it_says_who_shared_and_until_when_and_nothing_else(
    hvem: str | None, deling: Deling, nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem) if hvem else None)
    for_ = Hendelse.objects.count()
    svar = _svar(klient, sikre_referanse(deling=deling))
    assert "Ja: delt av Testvik kommune, kan hentes til" in svar
    for tekst in ("Hemmelig", "26/1", "Hysj", "Barnevern", "vedtak", str(deling.pk)):
        assert tekst not in svar
    assert Hendelse.objects.count() == for_


def test_it_answers_unknown_and_ended_the_same(deling: Deling, kari: User) -> None:
    referanse = sikre_referanse(deling=deling)
    trekk_tilbake(deling=deling, av=kari)
    ukjent = "ZZZZZ-ZZZZZ" if referanse != "ZZZZZ-ZZZZZ" else "YYYYY-YYYYY"
    assert _svar(Client(), referanse).replace(referanse, "") == _svar(Client(), ukjent).replace(ukjent, "")
    assert "Vi finner ingen åpen deling med denne referansen" in _svar(Client(), ukjent)


def test_it_keeps_what_was_typed_until_it_is_found(deling: Deling) -> None:
    for tekst in ("4F7KQ-2M9X", "YYYYY-YYYYY"):
        assert f'value="{tekst}"' in _svar(Client(), tekst)
    assert "<b>" not in _svar(Client(), '"><b>')
    assert 'value=""' in _svar(Client(), sikre_referanse(deling=deling))


def test_it_says_when_it_is_no_reference_at_all() -> None:
    for tekst in ("", "123", "ikke en referanse", "x" * 5000):
        assert "Dette er ingen referanse" in _svar(Client(), tekst)


def test_it_says_that_one_without_an_end_has_none(deling: Deling) -> None:
    Deling.objects.update(tilgjengelig_til=None)
    assert "kan hentes til avsenderen sletter det" in _svar(Client(), sikre_referanse(deling=deling))


def test_it_keeps_the_reference_out_of_address_page_and_log(deling: Deling, logg: io.StringIO) -> None:
    referanse = sikre_referanse(deling=deling)
    assert referanse not in _svar(Client(), referanse)
    assert referanse not in logg.getvalue()
    assert "Ja:" not in Client().get("/ekte/", {"referanse": referanse}).content.decode()


def test_it_is_rate_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ekte, "PER_MINUTT", 2)
    svar = [Client().post("/ekte/", {"referanse": "ZZZZZZZZZZ"}) for _nr in range(6)]
    stanset = [ett for ett in svar if ett.status_code == 429]
    assert stanset
    assert int(stanset[0]["Retry-After"]) > 0
    assert "Vent et minutt" in stanset[0].content.decode()


def test_it_is_on_the_front_page_and_the_page_of_a_link(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    for sti in ("/", f"/d/{deling.pk}"):
        side = Client().get(sti)
        assert 'action="/ekte/"' in side.content.decode()
        assert not side.cookies
    assert 'href="/ekte/"' in nettleser_for(kari).get("/").content.decode()


def test_it_is_shown_to_sender_and_recipient(
    deling: Deling, kari: User, mottaker: User, nettleser_for: Nettleser
) -> None:
    hos_mottaker = nettleser_for(mottaker).get(f"/d/{deling.pk}").content.decode()
    vist = Referanse.objects.get().vist
    assert vist in hos_mottaker
    assert vist in nettleser_for(kari).get(f"/delinger/{deling.pk}/").content.decode()
    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}", vist)


def test_it_makes_none_for_one_that_only_looks_whether_it_is_there(
    deling: Deling, mottaker: User, nettleser_for: Nettleser
) -> None:
    nettleser_for(mottaker).head(f"/d/{deling.pk}")
    assert not Referanse.objects.exists()
