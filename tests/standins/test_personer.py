"""personer.json holds together, and every number in it is valid and synthetic."""

import re

import pytest

from standins.personer import integrasjoner, kommuner, person_med_fnr, personer, tilganger, virksomheter

WANTED = {
    "admin",
    "annen_admin",
    "kari",
    "ola",
    "per",
    "uten_rett",
    "mottaker",
    "mottaker2",
    "fremmed",
    "dnummer",
    "lav",
}
ORDINAER = "ordinaer-post-til-virksomheten"
TAUSHETSBELAGT = "post-til-virksomheten-med-taushetsbelagt-innhold"


def _rest(number: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False)) % 11


@pytest.mark.parametrize("key", personer)
def test_it_has_valid_synthetic_fnr(key: str) -> None:
    fnr = personer[key].fnr
    assert re.fullmatch(r"[0-7]\d[89]\d{8}", fnr)
    assert _rest(fnr, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) == 0
    assert _rest(fnr, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) == 0


def test_it_has_one_dnummer() -> None:
    assert [person.key for person in personer.values() if person.fnr[0] in "4567"] == ["dnummer"]


def test_it_has_valid_synthetic_orgnr() -> None:
    numbers = [unit.orgnr for units in (kommuner, virksomheter) for unit in units.values()]
    numbers += [integrasjon.orgnr for integrasjon in integrasjoner.values()]
    for orgnr in numbers:
        assert re.fullmatch(r"[23]\d{8}", orgnr)
        assert _rest(orgnr, (3, 2, 7, 6, 5, 4, 3, 2, 1)) == 0


def test_it_has_the_keys_others_rely_on() -> None:
    assert set(personer) >= WANTED
    assert kommuner["testvik"].navn == "Testvik kommune"
    assert kommuner["testvik"].administratorer == ("admin",)
    assert kommuner["proveby"].administratorer == ("annen_admin",)


def test_it_has_no_number_and_no_name_twice() -> None:
    assert len({person.fnr for person in personer.values()}) == len(personer)
    assert len({person.navn for person in personer.values()}) == len(personer)
    assert len({unit.orgnr for unit in virksomheter.values()}) == len(virksomheter)


def test_it_refers_only_to_what_is_there() -> None:
    for kommune in kommuner.values():
        assert set(kommune.administratorer) | set(kommune.ansatte) <= set(personer)
    for tilgang in tilganger:
        assert tilgang.person in personer
        assert tilgang.virksomhet in virksomheter
        assert set(tilgang.pakker) <= {ORDINAER, TAUSHETSBELAGT}
    assert {unit.overordnet for unit in virksomheter.values()} - {None} <= set(virksomheter)


def test_it_finds_by_number_and_hides_the_number() -> None:
    kari = personer["kari"]
    assert person_med_fnr(kari.fnr) is kari
    assert person_med_fnr("00000000000") is None
    assert kari.fnr not in repr(kari)
    assert kari.fnr not in str(kari)
