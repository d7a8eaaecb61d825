"""The examples of deployment say nothing that the service does not know, and forget nothing that makes it safe."""

from __future__ import annotations

import configparser
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from fiks_deldokument.env import miljo
from tests.test_architecture import ROT
from tests.test_innstillinger import UTENFOR

DEPLOY = ROT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
COMPOSE = [ROT / "compose.yaml", DEPLOY / "compose.yaml"]
_SOM_FIL = {f"{navn}_FILE" for navn, en in miljo.innstillinger.items() if en.hemmelig}
KJENTE = set(miljo.innstillinger) | _SOM_FIL | UTENFOR
KOMMANDOER = {"web", "worker", "beat", "helse", "helsesjekk", "migrate", "check", "klargjor_lager"}


def ressurser() -> Iterator[dict[str, Any]]:
    """Everything that is made in the cluster."""
    for fil in sorted(KUBERNETES.glob("*.yaml")):
        if fil.name != "kustomization.yaml":
            yield from yaml.safe_load_all(fil.read_text(encoding="utf-8"))


def podder() -> Iterator[tuple[str, dict[str, Any]]]:
    """The pods that are made, by the name of what makes them."""
    for ressurs in ressurser():
        spec = ressurs.get("spec", {})
        spec = spec.get("jobTemplate", {}).get("spec", spec)
        if isinstance(spec, dict) and "template" in spec:
            yield ressurs["metadata"]["name"], spec["template"]["spec"]


def konfigurasjon() -> dict[str, str]:
    """The settings that all pods share."""
    [data] = [ressurs["data"] for ressurs in ressurser() if ressurs["kind"] == "ConfigMap"]
    return dict(data)


def test_it_lists_every_file_of_kubernetes_and_the_version_of_this_project() -> None:
    kustomisering = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text(encoding="utf-8"))
    assert set(kustomisering["resources"]) == {fil.name for fil in KUBERNETES.glob("*.yaml")} - {"kustomization.yaml"}
    versjon = tomllib.loads((ROT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert [bilde["newTag"] for bilde in kustomisering["images"]] == [versjon]


def test_it_sets_nothing_in_kubernetes_that_is_no_setting() -> None:
    assert set(konfigurasjon()) <= KJENTE
    pakrevd = {navn for navn, en in miljo.innstillinger.items() if en.standard is None}
    assert pakrevd <= {navn.removesuffix("_FILE") for navn in konfigurasjon()}


@pytest.mark.parametrize(("navn", "pod"), list(podder()), ids=[navn for navn, _pod in podder()])
def test_it_gives_no_pod_more_than_it_needs(navn: str, pod: dict[str, Any]) -> None:
    assert navn
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    for beholder in pod["containers"]:
        sikkerhet = beholder["securityContext"]
        assert sikkerhet["readOnlyRootFilesystem"] is True
        assert sikkerhet["allowPrivilegeEscalation"] is False
        assert sikkerhet["capabilities"] == {"drop": ["ALL"]}
        montert = {del_["name"] for del_ in beholder["volumeMounts"]}
        assert montert <= {volum["name"] for volum in pod["volumes"]}
        if beholder["image"] == "fiks-deldokument":
            assert beholder["args"][0] in KOMMANDOER
            assert {"/tmp", "/data"} <= {del_["mountPath"] for del_ in beholder["volumeMounts"]}


def test_it_gives_web_the_time_it_asks_for_and_more() -> None:
    [web] = [pod for navn, pod in podder() if navn == "web"]
    assert web["terminationGracePeriodSeconds"] > int(konfigurasjon()["NEDSTENGING_SEKUNDER"])
    proberte = {web["containers"][0][probe]["httpGet"]["path"] for probe in ("readinessProbe", "livenessProbe")}
    assert proberte == {"/readyz", "/livez"}


def test_it_lets_nobody_in_but_to_web() -> None:
    inn = [en["spec"] for en in ressurser() if en["kind"] == "NetworkPolicy" and "Ingress" in en["spec"]["policyTypes"]]
    apne = [spec["podSelector"] for spec in inn if spec.get("ingress")]
    assert {} in [spec["podSelector"] for spec in inn if not spec.get("ingress")]
    assert apne == [{"matchLabels": {"app": "web"}}]


@pytest.mark.parametrize("fil", COMPOSE, ids=["en web", "to web"])
def test_it_runs_every_process_of_compose_closed_and_with_known_settings(fil: Path) -> None:
    oppsett = yaml.safe_load(fil.read_text(encoding="utf-8"))
    vare = {navn: en for navn, en in oppsett["services"].items() if en["image"] == "fiks-deldokument"}
    assert {en["command"][0] for en in vare.values()} == {"migrate", "web", "worker", "beat"}
    for en in vare.values():
        assert set(en["environment"]) <= KJENTE
        assert en["read_only"] is True
        assert en["cap_drop"] == ["ALL"]
        assert set(en["secrets"]) <= set(oppsett["secrets"])
        filer = {verdi.rpartition("/")[2] for navn, verdi in en["environment"].items() if navn.endswith("_FILE")}
        assert filer <= set(en["secrets"])


@pytest.mark.parametrize("fil", sorted((DEPLOY / "systemd").glob("*.service")), ids=lambda fil: str(fil.stem))
def test_it_starts_under_systemd_what_the_image_starts(fil: Path) -> None:
    enhet = configparser.ConfigParser(strict=False, interpolation=None)
    enhet.optionxform = str  # type: ignore[assignment, method-assign]  # as the parser's own documentation tells
    enhet.read(fil, encoding="utf-8")
    tjeneste = enhet["Service"]
    assert tjeneste["ExecStart"].split()[-1] == fil.stem.rpartition("-")[2]
    assert tjeneste["User"] == "deldokument"
    assert tjeneste["ProtectSystem"] == "strict"
    assert tjeneste["NoNewPrivileges"] == "yes"
    malet = (DEPLOY / "systemd" / "deldokument.target").read_text(encoding="utf-8")
    assert fil.name in malet


def test_it_starts_what_the_image_can_start() -> None:
    start = (ROT / "container" / "start").read_text(encoding="utf-8")
    assert {"web", "worker", "beat", "helse"} <= set(re.findall(r"^  (\w+)\)", start, re.MULTILINE))
