"""What Altinn said is remembered for a short time, for one login, and readable by nobody else."""

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings

from adapters.altinn import Verdict
from dokumenter.virksomhet.husket_dom import hent_alle, hent_dommer, husk_alle, husk_dommer
from users import klokke

ORGNR = "312401010"
DOMMER = {
    ORGNR: Verdict(known=True, codes=frozenset({"ordinaer-post-til-virksomheten", "a0236"})),
    "312401029": Verdict(known=True, deleted=True),
    "312401037": Verdict(known=True, hierarchy_only=True),
    "312401045": Verdict(),
}


def test_it_gives_back_every_kind_of_verdict_as_it_was() -> None:
    husk_dommer("økt", DOMMER, klokke.naa())
    assert {orgnr: husket.dom for orgnr, husket in hent_dommer("økt", [*DOMMER, "999999999"]).items()} == DOMMER


def test_it_keeps_each_login_apart() -> None:
    husk_dommer("økt", DOMMER, klokke.naa())
    assert hent_dommer("en annen", DOMMER) == {}


def test_it_adds_to_what_is_remembered_and_replaces_what_is_asked_anew() -> None:
    husk_dommer("økt", DOMMER, klokke.naa())
    husk_dommer("økt", {ORGNR: Verdict()}, klokke.naa())
    assert {orgnr: husket.dom for orgnr, husket in hent_dommer("økt", DOMMER).items()} == DOMMER | {ORGNR: Verdict()}


@pytest.mark.parametrize(("alder", "husket"), [(0, True), (299, True), (300, False), (-5, False)])
def test_it_counts_from_the_question_and_trusts_no_verdict_from_the_future(
    settings: Settings, alder: int, husket: bool
) -> None:
    settings.ALTINN_HUSK_SEKUNDER = 300
    husk_dommer("økt", DOMMER, klokke.naa() - alder)
    assert bool(hent_dommer("økt", [ORGNR])) is husket


def test_it_remembers_nothing_where_that_is_off(settings: Settings) -> None:
    settings.ALTINN_HUSK_SEKUNDER = 0
    husk_dommer("økt", DOMMER, klokke.naa())
    settings.ALTINN_HUSK_SEKUNDER = 300
    assert hent_dommer("økt", DOMMER) == {}


def test_it_puts_neither_login_nor_business_where_a_reader_of_the_cache_finds_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    skrevet: list[str] = []
    ekte = cache.set

    def sett(nokkel: str, verdi: object, timeout: float | None = None) -> None:
        skrevet.append(f"{nokkel} {verdi}")
        ekte(nokkel, verdi, timeout)

    monkeypatch.setattr(cache, "set", sett)
    husk_dommer("hemmelig-login", DOMMER, klokke.naa())
    assert len(skrevet) == 1
    assert not any(ord_ in skrevet[0] for ord_ in ("hemmelig-login", *DOMMER))


def test_it_keeps_the_name_as_long_as_the_verdict_and_in_no_readable_form(settings: Settings) -> None:
    navngitt = {ORGNR: Verdict(known=True, name="Prøvebakeriet AS")}
    husk_dommer("økt", navngitt, klokke.naa())
    husk_alle("økt", navngitt, klokke.naa())
    assert hent_dommer("økt", navngitt)[ORGNR].dom.name == "Prøvebakeriet AS"
    assert (hent_alle("økt") or {})[ORGNR].name == "Prøvebakeriet AS"
    settings.ALTINN_HUSK_SEKUNDER = 0
    assert (hent_dommer("økt", navngitt), hent_alle("økt")) == ({}, None)


def test_it_writes_no_name_that_a_reader_of_the_cache_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    skrevet: list[str] = []
    monkeypatch.setattr(cache, "set", lambda nokkel, verdi, timeout=None: skrevet.append(repr(verdi)))
    husk_dommer("økt", {ORGNR: Verdict(known=True, name="Bakeriet AS")}, klokke.naa())
    husk_alle("økt", {ORGNR: Verdict(known=True, name="Bakeriet AS")}, klokke.naa())
    assert len(skrevet) == 2
    assert "Bakeriet" not in "".join(skrevet)
