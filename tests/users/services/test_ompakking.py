"""Users' numbers under a new master key."""

import base64
from dataclasses import replace
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings
from structlog.testing import capture_logs

from tests.conftest import lag_bruker
from users.identvern import dekrypter_ident, krypter_ident
from users.models import User
from users.services.ompakking import UKJENT_FORM, brukerhylle, pakk_om_hylle, tell_hylle

PERSONER = ["kari", "ola", "per", "mottaker", "fremmed"]


def hovednokkel(navn: str, bokstav: bytes) -> str:
    """`id:base64` of a key that is the same each time."""
    return f"{navn}:{base64.b64encode(bokstav * 32).decode()}"


GAMMEL, NY = hovednokkel("gammel", b"g"), hovednokkel("ny", b"n")


@pytest.fixture
def numre(db: None, settings: Settings) -> dict[str, str]:
    """Persons whose numbers were protected by the old key; the new one is in use now. Number by user id."""
    settings.HOVEDNOKLER = GAMMEL
    brukere = [lag_bruker(person) for person in PERSONER]
    numre = {str(bruker.pk): dekrypter_ident(bytes(bruker.fnr_kryptert)) for bruker in brukere}
    settings.HOVEDNOKLER = f"{NY},{GAMMEL}"
    return numre


def i_klartekst() -> dict[str, str]:
    """The number of every user, by id."""
    return {str(bruker.pk): dekrypter_ident(bytes(bruker.fnr_kryptert)) for bruker in User.objects.all()}


@pytest.mark.parametrize("bolk", [1, 2, 1000])
def test_it_puts_all_under_the_new_key_so_that_the_old_may_go(
    numre: dict[str, str], settings: Settings, bolk: int
) -> None:
    assert tell_hylle(hylle=brukerhylle()) == {"gammel": len(numre)}
    resultat = pakk_om_hylle(hylle=brukerhylle(), til="ny", bolk=bolk)
    assert (resultat.gjort, resultat.feilet) == (len(numre), [])
    assert tell_hylle(hylle=brukerhylle()) == {"ny": len(numre)}
    settings.HOVEDNOKLER = NY
    assert i_klartekst() == numre


def test_it_leaves_alone_what_is_done(numre: dict[str, str]) -> None:
    pakk_om_hylle(hylle=brukerhylle(), til="ny", bolk=2)
    for_ = dict(User.objects.values_list("pk", "fnr_kryptert"))
    with CaptureQueriesContext(connection) as sporringer:
        assert pakk_om_hylle(hylle=brukerhylle(), til="ny", bolk=2).gjort == 0
    assert [s["sql"] for s in sporringer if s["sql"].startswith("UPDATE")] == []
    assert {pk: bytes(verdi) for pk, verdi in User.objects.values_list("pk", "fnr_kryptert")} == {
        pk: bytes(verdi) for pk, verdi in for_.items()
    }


def test_it_goes_past_what_it_cannot_open(numre: dict[str, str], settings: Settings) -> None:
    odelagt, fremmed = User.objects.order_by("pk")[:2]
    User.objects.filter(pk=odelagt.pk).update(fnr_kryptert=b"")
    settings.HOVEDNOKLER = hovednokkel("tapt", b"t")
    User.objects.filter(pk=fremmed.pk).update(fnr_kryptert=krypter_ident("01010112345"))
    settings.HOVEDNOKLER = f"{NY},{GAMMEL}"
    with capture_logs() as logg:
        resultat = pakk_om_hylle(hylle=brukerhylle(), til="ny", bolk=2)
    assert resultat.gjort == len(numre) - 2
    assert set(resultat.feilet) == {odelagt.pk, fremmed.pk}
    assert {linje["event"] for linje in logg} == {"kan_ikke_pakkes_om"}
    assert tell_hylle(hylle=brukerhylle()) == {"ny": len(numre) - 2, "tapt": 1, UKJENT_FORM: 1}


def test_it_does_not_touch_what_was_changed_after_it_was_read(numre: dict[str, str]) -> None:
    """The other copy of the command, or a person who is registered anew."""
    hylle = brukerhylle()
    andres = {bruker.pk: krypter_ident("01010112345") for bruker in User.objects.all()}

    def endre_forst(pk: UUID, verdi: bytes) -> bytes:
        User.objects.filter(pk=pk).update(fnr_kryptert=andres[pk])
        return hylle.pakk_om(pk, verdi)

    sen = replace(hylle, pakk_om=endre_forst)
    assert pakk_om_hylle(hylle=sen, til="ny", bolk=3).gjort == 0
    assert {pk: bytes(verdi) for pk, verdi in User.objects.values_list("pk", "fnr_kryptert")} == andres
