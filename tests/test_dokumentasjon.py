"""What the documentation names is there: every file in the index, something behind every link and every path."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.test_architecture import ROT, navn, sporede_filer, tre

DOCS = ROT / "docs"
TEKSTER = [fil for fil in sporede_filer() if fil.suffix == ".md" and (fil.parent == ROT or DOCS in fil.parents)]
# Whose paths are held to the tree; the past of a CHANGELOG may name what is gone.
KART = [fil for fil in TEKSTER if fil.name != "CHANGELOG.md"]
LENKE = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
STED = re.compile(r"`([\w.-]+(?:/[\w.-]+)+)(?:::([\w.]+))?`")


def lenker(fil: Path) -> Iterator[str]:
    """Where the links and pictures of a text lead, those to other sites apart."""
    for treff in LENKE.finditer(fil.read_text(encoding="utf-8")):
        mal = treff[1] or treff[2]
        if not re.match(r"[a-z]+:", mal):
            yield unquote(mal)


def ankere(fil: Path) -> set[str]:
    """What a link into the text may end with: its headings as the platforms write them."""
    overskrifter = re.findall(r"^#+ (.+)$", fil.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", tekst).strip().lower().replace(" ", "-") for tekst in overskrifter}


def ledet_til(fil: Path, lenke: str) -> bool:
    """There is a file or folder there, and the heading if one is named."""
    sti, _skille, anker = lenke.partition("#")
    mal = (fil.parent / sti).resolve() if sti else fil
    return mal.exists() and mal.is_relative_to(ROT) and (not anker or anker in ankere(mal))


def navngitte(kropp: list[ast.stmt]) -> dict[str, list[ast.stmt]]:
    """What a module or class defines: functions, classes (with what is in them) and variables."""
    funnet: dict[str, list[ast.stmt]] = {}
    for node in kropp:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            funnet[node.name] = node.body if isinstance(node, ast.ClassDef) else []
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            mal = node.targets if isinstance(node, ast.Assign) else [node.target]
            funnet |= {en.id: [] for en in mal if isinstance(en, ast.Name)}
    return funnet


def finnes(sti: str, hva: str) -> bool:
    """Is there such a file or folder, and in it the function, class or variable `hva` (empty: any)?"""
    fil = ROT / sti
    if not hva:
        return fil.exists()
    kropp = tre(fil).body if fil.is_file() else []
    for del_ in hva.split("."):
        innhold = navngitte(kropp)
        if del_ not in innhold:
            return False
        kropp = innhold[del_]
    return True


def test_it_names_every_file_of_docs_in_the_index() -> None:
    indeks = DOCS / "README.md"
    nevnt = {(DOCS / lenke.partition("#")[0]).resolve() for lenke in lenker(indeks)}
    mangler = [navn(fil) for fil in sporede_filer() if DOCS in fil.parents and fil != indeks and fil not in nevnt]
    assert not mangler, "\n" + "\n".join(mangler)


def test_it_leads_every_link_to_something() -> None:
    assert {navn(fil) for fil in TEKSTER} >= {"README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/drift.md"}
    brutt = [f"{navn(fil)}: {lenke}" for fil in TEKSTER for lenke in lenker(fil) if not ledet_til(fil, lenke)]
    assert not brutt, "\n" + "\n".join(brutt)


@pytest.mark.parametrize("fil", KART, ids=navn)
def test_it_names_only_places_in_the_code_that_are_there(fil: Path) -> None:
    """`path` and `path::name`, where the path begins with something at the root."""
    rot = {sti.relative_to(ROT).parts[0] for sti in sporede_filer()}
    steder = {sted for sted in STED.findall(fil.read_text(encoding="utf-8")) if sted[0].split("/")[0] in rot}
    borte = sorted(f"{sti}::{hva}" for sti, hva in steder if not finnes(sti, hva))
    assert not borte, "\n" + "\n".join(borte)


def test_it_answers_where_things_are_with_functions_that_are_there() -> None:
    """Twelve questions, each with a path and a name that the test above has looked for."""
    avsnitt = (ROT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Hvor står …")[1].split("\n## ")[0]
    rader = [rad for rad in avsnitt.splitlines() if rad.startswith("| …")]
    assert len(rader) == 12
    assert [rad for rad in rader if not any(hva for _sti, hva in STED.findall(rad))] == []
    assert not finnes("dokumenter/varighet.py", "finnes_ikke")
    assert not finnes("dokumenter/models/deling.py", "Deling.finnes_ikke")


def test_it_tells_the_layers_that_the_contracts_hold() -> None:
    """CONTRIBUTING.md has every layer of every app that pyproject.toml has, in the same order."""
    tabell = (ROT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("| hendelser |\n")[1].split("\n\n")[0]
    kolonner = [rad.split("|")[1:-1] for rad in tabell.splitlines()]
    prosjekt = tomllib.loads((ROT / "pyproject.toml").read_text(encoding="utf-8"))
    kontrakter = prosjekt["tool"]["importlinter"]["contracts"]
    for plass, app in enumerate(("dokumenter", "kontoer", "users", "hendelser")):
        lag = next(en["layers"] for en in kontrakter if en.get("containers") == [app])
        vist = [modul for rad in kolonner for modul in re.findall(r"`(\w+)`", rad[plass])]
        assert vist == [modul for linje in lag for modul in linje.split(" | ")], app


def test_it_takes_the_tour_with_persons_that_the_demo_has() -> None:
    """Names and number of README's minute are those of the stand-ins."""
    tekst = (ROT / "README.md").read_text(encoding="utf-8")
    personer = json.loads((ROT / "standins" / "personer.json").read_text(encoding="utf-8"))["personer"]
    assert set(re.findall(r"\b\d{11}\b", tekst)) == {personer["mottaker"]["fnr"]}
    navnene = set(re.findall(r"\*\*([A-ZÆØÅ]{3,} [A-ZÆØÅ]{3,})\*\*", tekst))
    assert navnene == {personer[key]["navn"] for key in ("kari", "mottaker", "fremmed", "admin")}


def test_it_says_the_versions_that_are_locked() -> None:
    tekst = (ROT / "README.md").read_text(encoding="utf-8")
    django = re.search(r"^django==(\d+\.\d+)\.", (ROT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    postgres, redis = re.findall(r"image: (?:postgres|redis):(\d+)", (ROT / "compose.yaml").read_text(encoding="utf-8"))
    assert django
    assert f"| Django | {django[1]} LTS" in tekst
    assert f"| PostgreSQL | {postgres} i" in tekst
    assert f"| Redis | {redis} i" in tekst
