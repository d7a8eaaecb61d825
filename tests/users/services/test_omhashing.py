"""Users under a new IDENT_NOKKEL."""

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings
from structlog.testing import capture_logs

from standins.personer import personer
from tests.conftest import lag_bruker
from users.identnokler import UTEN_ID
from users.identvern import hash_ident, krypter_ident
from users.models import User
from users.services.brukere import finn_eller_opprett_bruker
from users.services.omhashing import UKJENT_NOKKEL, brukerhasher, hash_om_hylle, tell_hasher

PERSONER = ["kari", "ola", "per", "mottaker", "fremmed"]
GAMMEL, NY = base64.b64encode(b"g" * 32).decode(), "ny:" + base64.b64encode(b"n" * 32).decode()


@pytest.fixture
def folk(db: None, settings: Settings) -> dict[str, User]:
    """Users made under the old key; the new one is in use now, beside it."""
    settings.IDENT_NOKKEL = GAMMEL
    brukere = {person: lag_bruker(person) for person in PERSONER}
    settings.IDENT_NOKKEL = f"{NY},{GAMMEL}"
    return brukere


def finn_alle() -> dict[str, User]:
    """Each person, as at login."""
    return {person: finn_eller_opprett_bruker(fnr=personer[person].fnr) for person in PERSONER}


@pytest.mark.parametrize("bolk", [1, 2, 1000])
def test_it_puts_all_under_the_new_key_so_that_the_old_may_go(
    folk: dict[str, User], settings: Settings, bolk: int
) -> None:
    assert tell_hasher(hylle=brukerhasher()) == {UTEN_ID: len(folk)}
    resultat = hash_om_hylle(hylle=brukerhasher(), bolk=bolk)
    assert (resultat.gjort, resultat.feilet, resultat.dobbelt) == (len(folk), [], [])
    assert tell_hasher(hylle=brukerhasher()) == {"ny": len(folk)}
    settings.IDENT_NOKKEL = NY
    assert finn_alle() == folk
    assert User.objects.count() == len(folk)


def test_it_knows_everybody_before_and_halfway(folk: dict[str, User]) -> None:
    assert finn_alle() == folk
    halvveis = replace(brukerhasher(), rader=User.objects.filter(pk__in=[folk["kari"].pk, folk["per"].pk]))
    assert hash_om_hylle(hylle=halvveis, bolk=2).gjort == 2
    assert finn_alle() == folk
    assert User.objects.count() == len(folk)


def test_it_leaves_alone_what_is_done(folk: dict[str, User]) -> None:
    hash_om_hylle(hylle=brukerhasher(), bolk=2)
    with CaptureQueriesContext(connection) as sporringer:
        assert hash_om_hylle(hylle=brukerhasher(), bolk=2).gjort == 0
    assert [s["sql"] for s in sporringer if s["sql"].startswith("UPDATE")] == []


def test_it_goes_past_what_it_cannot_open(folk: dict[str, User]) -> None:
    User.objects.filter(pk=folk["ola"].pk).update(fnr_kryptert=b"")
    with capture_logs() as logg:
        resultat = hash_om_hylle(hylle=brukerhasher(), bolk=2)
    assert (resultat.gjort, resultat.feilet) == (len(folk) - 1, [folk["ola"].pk])
    assert {linje["event"] for linje in logg} == {"kan_ikke_hashes_om"}
    assert tell_hasher(hylle=brukerhasher()) == {"ny": len(folk) - 1, UKJENT_NOKKEL: 1}


def test_it_throws_no_user_away_where_a_person_has_become_two(folk: dict[str, User]) -> None:
    """A process that only knew the new key was there: against the instructions, and not to be made worse."""
    fnr = personer["per"].fnr
    tvilling = User.objects.create(fnr_hash=hash_ident(fnr), fnr_kryptert=krypter_ident(fnr))
    with capture_logs() as logg:
        resultat = hash_om_hylle(hylle=brukerhasher(), bolk=1000)
    assert (resultat.gjort, resultat.dobbelt) == (len(folk) - 1, [folk["per"].pk])
    assert {linje["event"] for linje in logg} == {"star_der_to_ganger"}
    assert finn_eller_opprett_bruker(fnr=fnr) == tvilling
    assert User.objects.count() == len(folk) + 1


def test_it_does_not_touch_what_was_changed_after_it_was_read(folk: dict[str, User]) -> None:
    """The other copy of the command is a moment ahead."""

    class Tett(QuerySet[User]):
        def filter(self, *args: Any, **kwargs: Any) -> Any:
            if "fnr_hash" in kwargs:
                _bytt(kwargs["pk"])
            return super().filter(*args, **kwargs)

    def _bytt(pk: Any) -> None:
        User.objects.filter(pk=pk).update(fnr_hash=f"{pk.hex}{pk.hex}")

    sen = replace(brukerhasher(), rader=Tett(User))
    assert hash_om_hylle(hylle=sen, bolk=3).gjort == 0
    assert {bruker.fnr_hash[:32] for bruker in User.objects.all()} == {bruker.pk.hex for bruker in folk.values()}


@pytest.fixture
def under(settings: Settings) -> Callable[[str], None]:
    """What a process has as IDENT_NOKKEL from now on."""
    return lambda nokler: setattr(settings, "IDENT_NOKKEL", nokler)


@pytest.mark.django_db
def test_it_makes_one_user_whichever_key_processes_have_first(under: Callable[[str], None]) -> None:
    """Half of them are started again, half are not yet: the one who logs in at both is the same."""
    fnr = personer["kari"].fnr
    under(f"{GAMMEL},{NY}")
    kari = finn_eller_opprett_bruker(fnr=fnr)
    under(f"{NY},{GAMMEL}")
    assert finn_eller_opprett_bruker(fnr=fnr) == kari
    ola = finn_eller_opprett_bruker(fnr=personer["ola"].fnr)
    under(f"{GAMMEL},{NY}")
    assert finn_eller_opprett_bruker(fnr=personer["ola"].fnr) == ola
    assert User.objects.count() == 2


def test_it_asks_once_for_one_who_is_known_under_either_key(folk: dict[str, User]) -> None:
    with CaptureQueriesContext(connection) as sporringer:
        assert finn_eller_opprett_bruker(fnr=personer["kari"].fnr) == folk["kari"]
    assert len(sporringer) == 1
