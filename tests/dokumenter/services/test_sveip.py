"""A sweep goes on where the last one stopped, past what fails, and two of them get different work."""

from __future__ import annotations

import math
import time
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.utils import timezone
from structlog.testing import capture_logs

from dokumenter.models import Dokument
from dokumenter.queries.arbeid import som_skal_kontrolleres
from dokumenter.services import sveip
from dokumenter.services.sveip import bolker, logg_utsatt
from kontoer.models import Konto
from tests.dokumenter.lag import lag_fil, lag_utkast
from users.models import User


@pytest.fixture
def ider(konto: Konto, kari: User) -> list[UUID]:
    """Seven that wait, three of the same moment."""
    utkast, naa = lag_utkast(konto, kari), timezone.now()
    filer = [lag_fil(utkast) for _ in range(7)]
    for fil, sekunder in zip(filer, (7, 6, 5, 5, 5, 4, 3), strict=True):
        Dokument.objects.filter(pk=fil.pk).update(opprettet=naa - timedelta(seconds=sekunder))
    return list(Dokument.objects.order_by("opprettet", "pk").values_list("pk", flat=True))


def ta(antall: int = 2, *, frist: float = math.inf, rundt: bool = True) -> list[list[UUID]]:
    return list(
        bolker(navn="prove", rader=som_skal_kontrolleres(), felt="opprettet", frist=frist, antall=antall, rundt=rundt)
    )


def test_it_gives_all_in_order_and_each_once(ider: list[UUID]) -> None:
    assert ta() == [ider[0:2], ider[2:4], ider[4:6], ider[6:]]
    assert ta(100) == [ider]


def test_it_goes_on_where_another_stopped_and_round_to_there(ider: list[UUID]) -> None:
    forste = bolker(navn="prove", rader=som_skal_kontrolleres(), felt="opprettet", frist=math.inf, antall=3)
    assert next(forste) == ider[:3]
    assert ta() == [ider[3:5], ider[5:7], ider[0:2], ider[2:3]]


def test_it_waits_for_what_comes_after_when_there_are_no_rounds(ider: list[UUID], konto: Konto, kari: User) -> None:
    assert ta(100, rundt=False) == [ider]
    assert ta(100, rundt=False) == []
    ny = lag_fil(lag_utkast(konto, kari))
    assert ta(100, rundt=False) == [[ny.pk]]


def test_it_takes_nothing_when_its_time_is_out(ider: list[UUID]) -> None:
    assert ta(frist=time.monotonic()) == []


def test_it_waits_only_a_moment_for_one_that_died(ider: list[UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sveip, "_FORSOK_SEKUNDER", 0.001)
    cache.add("sveip:prove:las", 1, timeout=60)
    assert ta(100) == [ider]


def test_it_logs_the_class_of_what_went_wrong_and_no_more() -> None:
    id_ = uuid4()
    with capture_logs() as logg:
        logg_utsatt(dokument_id=id_, feil=ValueError("en hemmelighet"))
    assert logg == [{"event": "arbeid_utsatt", "log_level": "warning", "dokument_id": str(id_), "arsak": "ValueError"}]
