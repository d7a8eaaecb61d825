"""One person, one user."""

import base64
import threading
import time

import pytest
from django.db import OperationalError, connection

from standins.personer import personer
from users import identvern
from users.errors import UgyldigNummer
from users.models import User
from users.services.brukere import finn_eller_opprett_bruker


@pytest.mark.django_db
def test_it_makes_a_user_once_however_the_number_is_written() -> None:
    fnr = personer["kari"].fnr
    assert finn_eller_opprett_bruker(fnr=f"{fnr[:6]} {fnr[6:]}") == finn_eller_opprett_bruker(fnr=fnr)
    assert User.objects.get().maskert_fnr == f"{fnr[:6]}*****"


@pytest.mark.django_db
def test_it_refuses_a_number_that_is_no_fodselsnummer() -> None:
    with pytest.raises(UgyldigNummer):
        finn_eller_opprett_bruker(fnr="12345678901")
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_makes_one_user_when_two_processes_ask_at_once() -> None:
    start = threading.Barrier(4)
    funnet: list[object] = []

    def spor() -> None:
        start.wait()
        while True:
            try:
                funnet.append(finn_eller_opprett_bruker(fnr=personer["ola"].fnr).pk)
                break
            except OperationalError:  # SQLite in memory does not wait for a lock, as the file and PostgreSQL do
                time.sleep(0.01)
        connection.close()

    trader = [threading.Thread(target=spor) for _ in range(4)]
    for trad in trader:
        trad.start()
    for trad in trader:
        trad.join()
    assert len(funnet) == 4
    assert len(set(funnet)) == 1


@pytest.mark.django_db(transaction=True)
def test_it_makes_one_user_of_processes_with_two_keys_in_two_orders(monkeypatch: pytest.MonkeyPatch) -> None:
    """While IDENT_NOKKEL is changed, machine by machine: no unique hash decides between the two."""
    en, to = ("a:" + base64.b64encode(b"a" * 32).decode(), "b:" + base64.b64encode(b"b" * 32).decode())
    min_nokkel = threading.local()
    hasher = identvern.hasher_med_id

    def som_min_prosess(nummer: str) -> dict[str, str]:
        alle = hasher(nummer)
        return dict(sorted(alle.items(), reverse=min_nokkel.baklengs))

    monkeypatch.setattr(identvern, "hasher_med_id", som_min_prosess)
    monkeypatch.setattr("django.conf.settings.IDENT_NOKKEL", f"{en},{to}")
    start = threading.Barrier(4)
    funnet: list[object] = []

    def spor(baklengs: bool) -> None:
        min_nokkel.baklengs = baklengs
        start.wait()
        while True:
            try:
                funnet.append(finn_eller_opprett_bruker(fnr=personer["ola"].fnr).pk)
                break
            except OperationalError:  # as above
                time.sleep(0.01)
        connection.close()

    trader = [threading.Thread(target=spor, args=(nr % 2 == 0,)) for nr in range(4)]
    for trad in trader:
        trad.start()
    for trad in trader:
        trad.join()
    assert len(funnet) == 4
    assert User.objects.count() == 1
