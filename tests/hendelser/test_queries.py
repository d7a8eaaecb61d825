"""The log is narrowed by its filter and paged by key."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from hendelser.models import Aktortype, Hendelse, Hendelsestype
from hendelser.queries import Loggfilter, hendelser_i, side_for, sider_av

pytestmark = pytest.mark.django_db
ORG, KONTO, DELING, PERSON = uuid4(), uuid4(), uuid4(), uuid4()


def _lag(antall: int = 1, **felter: object) -> list[int]:
    """Ids of new events, oldest first."""
    standard: dict[str, object] = {
        "type": Hendelsestype.KONTO_ENDRET,
        "aktor_type": Aktortype.SYSTEM,
        "organisasjon_id": ORG,
    }
    return [Hendelse.objects.create(**(standard | felter)).pk for _ in range(antall)]


def _funnet(**filter_: object) -> list[int]:
    return [hendelse.pk for hendelse in side_for(hendelser_i(ORG, Loggfilter(**filter_)), None, 99).hendelser]  # type: ignore[arg-type]


def test_it_shows_the_organisations_events_newest_first() -> None:
    forste, andre = _lag(2)
    _lag(organisasjon_id=uuid4())
    _lag(organisasjon_id=None)
    assert _funnet() == [andre, forste]


def test_it_narrows_by_type_konto_and_deling() -> None:
    _lag()
    [type_] = _lag(type=Hendelsestype.KONTO_SLETTET)
    [konto] = _lag(konto_id=KONTO)
    [deling] = _lag(konto_id=KONTO, deling_id=DELING)
    assert _funnet(type="konto_slettet") == [type_]
    assert _funnet(konto_id=KONTO) == [deling, konto]
    assert _funnet(konto_id=KONTO, deling_id=DELING) == [deling]


def test_it_finds_all_between_the_ends_of_the_calendar() -> None:
    [en] = _lag()
    assert _funnet(fra=date.min, til=date.max) == [en]
    assert _funnet(fra=date.max) == _funnet(til=date.min) == []


def test_it_finds_a_person_as_actor_and_as_object() -> None:
    _lag(aktor_type=Aktortype.BRUKER, aktor_id=uuid4(), data={"bruker_id": str(uuid4())})
    [aktor] = _lag(aktor_type=Aktortype.BRUKER, aktor_id=PERSON)
    [objekt] = _lag(data={"bruker_id": str(PERSON)})
    assert _funnet(person_id=PERSON) == [objekt, aktor]


def test_it_counts_days_as_people_in_norway_do() -> None:
    # 31 December 23.30 and 1 January 00.30 in Norway.
    [gammelt_ar] = _lag(tidspunkt=datetime(2026, 12, 31, 22, 30, tzinfo=UTC))
    [nytt_ar] = _lag(tidspunkt=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    assert _funnet(til=date(2026, 12, 31)) == [gammelt_ar]
    assert _funnet(fra=date(2027, 1, 1)) == [nytt_ar]
    assert _funnet(fra=date(2026, 12, 31), til=date(2027, 1, 1)) == [nytt_ar, gammelt_ar]


@pytest.mark.parametrize("antall", [0, 1, 2, 3, 4, 5])
def test_it_pages_through_all_of_it_once(antall: int) -> None:
    ider = _lag(antall)
    sider = list(sider_av(hendelser_i(ORG, Loggfilter()), 2))
    assert [hendelse.pk for side in sider for hendelse in side] == ider[::-1]
    assert all(len(side) == 2 for side in sider[:-1])


def test_it_is_not_disturbed_by_new_events_while_one_reads() -> None:
    ider = _lag(3)
    forste = side_for(hendelser_i(ORG, Loggfilter()), None, 2)
    _lag(5)
    andre = side_for(hendelser_i(ORG, Loggfilter()), forste.neste, 2)
    assert [hendelse.pk for hendelse in andre.hendelser] == [ider[0]]
    assert andre.neste is None


def test_it_shows_once_what_a_person_did_to_himself() -> None:
    [en] = _lag(aktor_type=Aktortype.BRUKER, aktor_id=PERSON, data={"bruker_id": str(PERSON)})
    assert _funnet(person_id=PERSON) == [en]


def test_it_pages_a_persons_events_as_one_list() -> None:
    ider = [
        _lag(aktor_id=PERSON)[0] if nr % 3 else _lag(data={"bruker_id": str(PERSON), "nr": nr})[0] for nr in range(11)
    ]
    sider = list(sider_av(hendelser_i(ORG, Loggfilter(person_id=PERSON)), 4))
    assert [hendelse.pk for side in sider for hendelse in side] == ider[::-1]


def test_it_finds_what_was_written_a_little_out_of_order() -> None:
    tider = [datetime(2026, 3, 2, time, tzinfo=UTC) for time in (12, 9, 18, 6)]
    for uke in (5, 4):
        _lag(tidspunkt=tider[0] - timedelta(weeks=uke))
    ider = [_lag(tidspunkt=tid)[0] for tid in tider]
    _lag(tidspunkt=tider[0] + timedelta(weeks=4))
    assert _funnet(fra=date(2026, 3, 2), til=date(2026, 3, 2)) == ider[::-1]


@pytest.mark.parametrize(("filter_", "antall"), [({}, 1), ({"fra": date(2026, 1, 1)}, 1), ({"person_id": PERSON}, 2)])
def test_it_reads_a_page_in_as_many_queries_as_it_has_parts(
    filter_: dict[str, Any], antall: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _lag(20)
    with django_assert_num_queries(antall):
        side_for(hendelser_i(ORG, Loggfilter(**filter_)), None, 10)


def test_it_leaves_out_the_types_that_are_named() -> None:
    [endret] = _lag()
    _lag(type=Hendelsestype.KONTO_SLETTET)
    assert _funnet(uten=frozenset({Hendelsestype.KONTO_SLETTET, Hendelsestype.KONTO_OPPRETTET})) == [endret]
