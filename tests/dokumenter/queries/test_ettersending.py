"""What is under way, and what is new to whom."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Deling, Dokument
from dokumenter.queries.ettersending import ettersending_for, nye_for
from dokumenter.services.deling import forkast_utkast
from dokumenter.services.ettersending import begynn_ettersending, del_ettersending
from hendelser.models import Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling, lag_dokument
from users.models import User


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    return lag_deling(konto, kari, mottaker)


def nye(deling: Deling, bruker: User, innlogget: datetime) -> set[str]:
    dokumenter = list(deling.dokumenter.all())
    ider = nye_for(deling, bruker, dokumenter, innlogget=innlogget)
    return {en.dokumentnavn for en in dokumenter if en.pk in ider}


def test_it_finds_what_the_person_has_under_way(deling: Deling, kari: User, ola: User) -> None:
    assert ettersending_for(deling, kari) is None
    utkast = begynn_ettersending(deling=deling, av=kari)
    funnet = ettersending_for(deling, kari)
    assert funnet is not None
    assert (funnet.utkast, ettersending_for(deling, ola)) == (utkast, None)
    forkast_utkast(deling=utkast, av=kari)
    assert ettersending_for(deling, kari) is None


def test_it_asks_nothing_where_nothing_came_after(
    deling: Deling, mottaker: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    dokumenter = list(deling.dokumenter.all())
    with django_assert_num_queries(0):
        assert not nye_for(deling, mottaker, dokumenter, innlogget=timezone.now())


def test_it_is_new_in_the_login_after_it_came_and_not_in_the_next(deling: Deling, kari: User, mottaker: User) -> None:
    lag_dokument(begynn_ettersending(deling=deling, av=kari), navn="vedlegg.pdf")
    del_ettersending(deling=deling, av=kari, skjema=uuid4())
    assert nye(deling, mottaker, timezone.now()) == set(), "it has never been seen without"
    skriv_hendelse(Hendelsestype.DELING_APNET, av=mottaker, gjelder=deling)
    lagt_til = Dokument.objects.get(dokumentnavn="vedlegg.pdf")
    assert nye(deling, mottaker, timezone.now()) == set()
    Dokument.objects.filter(pk=lagt_til.pk).update(lagt_til=timezone.now() + timedelta(minutes=1))
    assert nye(deling, mottaker, timezone.now()) == {"vedlegg.pdf"}
