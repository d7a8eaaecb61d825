"""Recipients under a new IDENT_NOKKEL, beside a service that goes on: before, halfway, after, and without the old."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from dokumenter.models import Deling, Mottaker
from dokumenter.queries.leveranser import mottakerrader
from dokumenter.queries.mottak import mottatte_for
from dokumenter.services.deling import del_dokument, er_delt_slik
from dokumenter.services.omhashing import alle_hashhyller, hash_om_alt, tell_alle_hasher
from dokumenter.tilgang import kan_apne
from hendelser.models import SYSTEM, Hendelse, Hendelsestype
from kontoer.models import Konto
from standins.personer import personer
from tests.conftest import lag_bruker
from tests.dokumenter.fabrikk import lag_dokument, lag_utkast
from tests.users.services.test_omhashing import GAMMEL, NY
from users.models import User
from users.numre import Nummer, Nummertype
from users.services.omhashing import hash_om_hylle

Nettleser = Callable[[User | None], Client]
BEGGE = f"{NY},{GAMMEL}"


def hash_om(*navn: str) -> None:
    """These columns only: a command that was killed between two."""
    for hylle in alle_hashhyller():
        if hylle.navn in navn:
            hash_om_hylle(hylle=hylle, bolk=1)


def del_med(konto: Konto, av: User, *keyer: str) -> Deling:
    """Share as the form does, with persons who need not be users."""
    deling = lag_utkast(konto, av)
    lag_dokument(deling)
    numre = [Nummer(Nummertype.PERSON, personer[key].fnr) for key in keyer]
    til = timezone.now() + timedelta(days=7)
    return del_dokument(deling=deling, konto=konto, mottakere=numre, tilgjengelig_til=til, av=av)


@pytest.fixture
def deling(settings: Settings, admin: User, konto: Konto, kari: User, mottaker: User) -> Deling:
    """Shared under the old key; all the persons of the tests were made under it too."""
    settings.IDENT_NOKKEL = f"g:{GAMMEL},{settings.IDENT_NOKKEL}"
    hash_om_alt(av=SYSTEM)
    settings.IDENT_NOKKEL = GAMMEL
    return del_med(konto, User.objects.get(pk=kari.pk), "mottaker")


STEG: list[tuple[str, tuple[str, ...], str]] = [
    (BEGGE, (), "for"),
    (BEGGE, ("brukere",), "brukerne er flyttet"),
    (BEGGE, ("mottakere",), "mottakerne er flyttet"),
    (BEGGE, ("brukere", "mottakere"), "alt er flyttet"),
    (NY, ("brukere", "mottakere"), "uten den gamle"),
]


@pytest.fixture(params=STEG, ids=lambda steg: steg[2])
def ved_steg(request: pytest.FixtureRequest, deling: Deling, settings: Settings) -> Deling:
    """Each moment of a change of the key."""
    nokler, flyttet, _navn = request.param
    settings.IDENT_NOKKEL = BEGGE
    hash_om(*flyttet)
    settings.IDENT_NOKKEL = nokler
    return deling


def test_it_opens_for_the_recipient_and_nobody_else(
    ved_steg: Deling, nettleser_for: Nettleser, fremmed: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mottaker = lag_bruker("mottaker")
    assert nettleser_for(mottaker).get(f"/d/{ved_steg.id}").status_code == 200
    assert nettleser_for(fremmed).get(f"/d/{ved_steg.id}").status_code == 404
    with django_assert_num_queries(1):
        assert kan_apne(bruker=mottaker, deling=ved_steg)
    assert not kan_apne(bruker=fremmed, deling=ved_steg)


def test_it_stands_in_mottatt(
    ved_steg: Deling, fremmed: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mottaker = lag_bruker("mottaker")
    with django_assert_num_queries(1):
        assert list(mottatte_for(mottaker, naa=timezone.now())) == [ved_steg]
    assert not mottatte_for(fremmed, naa=timezone.now()).exists()


def test_it_tells_the_sender_who_has_opened_it(
    ved_steg: Deling, nettleser_for: Nettleser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    nettleser_for(lag_bruker("mottaker")).get(f"/d/{ved_steg.id}")
    dokumenter = list(ved_steg.dokumenter.all())
    with django_assert_num_queries(3):
        [rad] = mottakerrader(ved_steg, dokumenter)
    assert rad.apnet is not None


@pytest.mark.parametrize("nokler", [BEGGE, f"{GAMMEL},{NY}"], ids=["ny foran", "gammel foran"])
def test_it_reads_one_who_stands_there_twice_as_the_one_who_logs_in(
    nokler: str, deling: Deling, nettleser_for: Nettleser, settings: Settings
) -> None:
    """Whichever order the database gives the two in: by the hash, one of the keys comes first."""
    settings.IDENT_NOKKEL = NY
    lag_bruker("mottaker")
    settings.IDENT_NOKKEL = nokler
    innlogget = lag_bruker("mottaker")
    assert nettleser_for(innlogget).get(f"/d/{deling.id}").status_code == 200
    [rad] = mottakerrader(deling, list(deling.dokumenter.all()))
    assert (rad.hvem, rad.apnet is not None) == (innlogget.pk, True)


def test_it_knows_the_same_form_sent_once_more(ved_steg: Deling, konto: Konto) -> None:
    assert ved_steg.tilgjengelig_til is not None
    for key, ventet in (("mottaker", True), ("fremmed", False)):
        numre = [Nummer(Nummertype.PERSON, personer[key].fnr)]
        til = ved_steg.tilgjengelig_til
        assert er_delt_slik(deling=ved_steg, konto=konto, mottakere=numre, tilgjengelig_til=til) is ventet


def test_it_shares_on_with_the_same_person(ved_steg: Deling, konto: Konto, kari: User) -> None:
    ny = del_med(konto, User.objects.get(pk=kari.pk), "mottaker")
    mottatt = mottatte_for(lag_bruker("mottaker"), naa=timezone.now())
    assert {deling.pk for deling in mottatt} == {ved_steg.pk, ny.pk}
    assert hash_om_alt(av=SYSTEM)["mottakere"].dobbelt == []


def test_it_keeps_everybody_logged_in(deling: Deling, nettleser_for: Nettleser, settings: Settings) -> None:
    klient = nettleser_for(lag_bruker("mottaker"))
    settings.IDENT_NOKKEL = BEGGE
    assert klient.get(f"/d/{deling.id}").status_code == 200
    hash_om_alt(av=SYSTEM)
    settings.IDENT_NOKKEL = NY
    assert klient.get(f"/d/{deling.id}").status_code == 200


def test_it_writes_one_event_for_a_run_that_did_something(deling: Deling, settings: Settings) -> None:
    settings.IDENT_NOKKEL = BEGGE
    hash_om_alt(av=SYSTEM)
    hash_om_alt(av=SYSTEM)
    [*_forrige, hendelse] = Hendelse.objects.filter(type=Hendelsestype.IDENTNOKKEL_BYTTET).order_by("id")
    assert hendelse.data["antall"] == {"brukere": User.objects.count(), "mottakere": 1, "fjernede_mottakere": 0}


@pytest.mark.django_db(transaction=True)
def test_it_can_be_run_by_two_at_once(deling: Deling, settings: Settings) -> None:
    settings.IDENT_NOKKEL = BEGGE
    antall = User.objects.count() + Mottaker.objects.count()
    gjort: list[int] = []

    def kjor() -> None:
        en = 0
        while True:
            try:
                en += sum(hylle.gjort for hylle in hash_om_alt(av=SYSTEM, bolk=1).values())
                break
            except OperationalError:  # SQLite in memory does not wait for a lock, as the file and PostgreSQL do
                time.sleep(0.01)
        gjort.append(en)
        connection.close()

    trader = [threading.Thread(target=kjor) for _ in range(2)]
    for trad in trader:
        trad.start()
    for trad in trader:
        trad.join()
    assert len(gjort) == 2
    assert sum(gjort) <= antall
    assert {navn: dict(tall) for navn, tall in tell_alle_hasher().items()} == {
        "brukere": {"ny": User.objects.count()},
        "mottakere": {"ny": 1},
        "fjernede_mottakere": {},
    }
