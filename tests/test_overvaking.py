"""The alarms and the dashboard ask for what the service measures, by names and values that exist."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from django.core.cache import cache
from prometheus_client import Metric
from pytest_django.fixtures import Settings

from adapters import klokke
from adapters.metrikk import TELLERE
from dokumenter.skanner import Skannerstatus
from fiks_deldokument import helsesjekk, hjerteslag
from fiks_deldokument.koer import KOER
from fiks_deldokument.metrikk import Stillingen
from tests.test_architecture import ROT

DEPLOY = ROT / "deploy"
_ENDELSER = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
_ETIKETT = re.compile(r"(deldokument_\w+)\{([^}]*)\}")


def regler() -> list[dict[str, Any]]:
    """The rules of alarmer.yml."""
    grupper = yaml.safe_load((DEPLOY / "alarmer.yml").read_text(encoding="utf-8"))["groups"]
    return [regel for gruppe in grupper for regel in gruppe["rules"]]


def tavle() -> dict[str, Any]:
    """The dashboard."""
    innhold: dict[str, Any] = json.loads((DEPLOY / "grafana.json").read_text(encoding="utf-8"))
    return innhold


def uttrykk() -> Iterator[str]:
    """Every question to Prometheus in either file."""
    yield from (regel["expr"] for regel in regler())
    yield from (mal["expr"] for panel in tavle()["panels"] for mal in panel["targets"])


@pytest.fixture
def malinger(db: None, settings: Settings) -> dict[str, Metric]:
    """What the service measures, when everything has been heard from: family by the name that is asked for."""
    cache.clear()
    for hvem in (*KOER, hjerteslag.BEAT):
        hjerteslag.sla(hvem)
    helsesjekk.noter(sekunder=1.0)
    settings.CLAMAV_ADRESSE = "127.0.0.1:3310"
    cache.set("skanner", tuple(Skannerstatus(svarer=True, signaturer=klokke.naa())))
    familier = [*TELLERE.collect(), *Stillingen().collect()]
    return {f"{familie.name}{slutt}": familie for familie in familier for slutt in _ENDELSER[familie.type]}


def test_it_asks_only_for_what_is_measured(malinger: dict[str, Metric]) -> None:
    navn = {treff for ett in uttrykk() for treff in re.findall(r"deldokument_\w+", ett)}
    assert navn <= set(malinger)


def test_it_leaves_nothing_out_of_the_dashboard(malinger: dict[str, Metric]) -> None:
    pa_tavlen = json.dumps(tavle())
    assert [familie.name for familie in malinger.values() if familie.name not in pa_tavlen] == []


def test_it_names_labels_and_values_that_exist(malinger: dict[str, Metric]) -> None:
    for navn, merker in (treff.groups() for ett in uttrykk() for treff in _ETIKETT.finditer(ett)):
        for etikett, tegn, verdi in re.findall(r'(\w+)(=~|!~|=|!=)"([^"]*)"', merker):
            if etikett == "visning" or (etikett, verdi) == ("status", "5xx"):
                continue  # made by the first request
            prover = malinger[navn].samples
            assert tegn == "="
            assert verdi in {prove.labels.get(etikett) for prove in prover}, (navn, etikett, verdi)


def test_it_gives_each_rule_and_each_panel_a_name_of_its_own() -> None:
    alarmer, paneler = [regel["alert"] for regel in regler()], [panel["title"] for panel in tavle()["panels"]]
    assert len(set(alarmer)) == len(alarmer) > 0
    assert len(set(paneler)) == len(paneler) > 0
    assert len({panel["id"] for panel in tavle()["panels"]}) == len(paneler)
