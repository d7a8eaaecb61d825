"""House rules about the code that import-linter cannot say. Where one fails, mend the code, not the rule."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from celery import current_app

ROT = Path(__file__).resolve().parent.parent
APPER = ("fiks_deldokument", "users", "kontoer", "dokumenter", "hendelser", "adapters")
Funksjon = ast.FunctionDef | ast.AsyncFunctionDef

# Marks of work that is not finished.
UFERDIG = re.compile(r"\b(?:TODO|FIXME|XXX|HACK|lorem ipsum)\b")
# Lock files name packages and hashes; where they come from is for the machine that installs them to say.
NEDLASTINGSADRESSER = re.compile(r"\"resolved\"\s*:|^\s*--?(?:extra-)?index-url", re.MULTILINE)


@cache
def sporede_filer() -> tuple[Path, ...]:
    """Everything git tracks, or would track: what a clone will hold."""
    ut = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return tuple(sti for navn in ut.split("\0") if navn and (sti := ROT / navn).is_file())


@cache
def tre(fil: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(fil.read_text(encoding="utf-8"), filename=str(fil))


def python_filer(*mapper: str) -> list[Path]:
    """Our own Python files under these folders (all when none is given), migrations apart."""
    return [
        fil
        for fil in sporede_filer()
        if fil.suffix == ".py"
        and "migrations" not in fil.parts
        and (not mapper or fil.relative_to(ROT).parts[0] in mapper)
    ]


def navn(fil: Path) -> str:
    """The path from the root, for messages."""
    return fil.relative_to(ROT).as_posix()


def funksjoner(fil: Path) -> Iterator[Funksjon]:
    """All functions in a file, nested ones and methods too."""
    return (node for node in ast.walk(tre(fil)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def importerte_moduler(fil: Path) -> Iterator[str]:
    """The dotted names a file imports."""
    for node in ast.walk(tre(fil)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def i_lag(lag: str) -> list[Path]:
    """Files of one layer: `services` is services.py and services/*.py in every app."""
    return [fil for fil in python_filer(*APPER) if lag in (fil.stem, *fil.relative_to(ROT).parts[1:-1])]


def hold_lagene(mappe: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of the code in a folder.

    In a process of its own: import-linter sets logging up anew, which silences every logger that is there already.
    """
    kode = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", kode, "--no-cache"], cwd=mappe, capture_output=True, text=True, timeout=120, check=False
    )


def test_it_keeps_the_layers_that_import_linter_holds() -> None:
    """The same contracts as `make check`, so that a plain pytest run finds them too."""
    svar = hold_lagene(ROT)
    assert svar.returncode == 0, svar.stdout + svar.stderr


PLANTET = {
    "dokumenter/queries/mottak.py": "dokumenter.services.mottak",  # a query that imports a service
    "dokumenter/services/deling.py": "dokumenter.forms.deling",  # a service that imports a form
    "dokumenter/protokoll/tus.py": "dokumenter.models",  # the pure that learns of models
    "dokumenter/virksomhet/husket_dom.py": "dokumenter.tilgang",
    "dokumenter/storage/blokker.py": "dokumenter.models.dokument",
    "dokumenter/models/deling.py": "dokumenter.queries.avsender",
    "dokumenter/varighet.py": "dokumenter.tilgang",  # neighbours do not know each other
    "dokumenter/schemas/konto.py": "dokumenter.forms.deling",
    "dokumenter/api/konto.py": "dokumenter.views.mottak",  # one door that goes through another
    "kontoer/queries.py": "kontoer.services.konto",
    "users/models.py": "users.services.okt",
    "hendelser/models.py": "kontoer.models",
}


def test_it_finds_every_import_that_goes_the_wrong_way(tmp_path: Path) -> None:
    """The contract holds what it says: planted in a copy, each of these is found, and a module without a place too."""
    for fil in [ROT / "pyproject.toml", *python_filer(*APPER, "standins")]:
        kopi = tmp_path / fil.relative_to(ROT)
        kopi.parent.mkdir(parents=True, exist_ok=True)
        tekst = fil.read_text(encoding="utf-8")
        kopi.write_text(f"{tekst}\nimport {modul}\n" if (modul := PLANTET.get(navn(fil))) else tekst, encoding="utf-8")
    (tmp_path / "dokumenter" / "uten_plass.py").write_text('"""Nobody has said where this belongs."""\n')
    kode = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    svar = subprocess.run(
        [sys.executable, "-c", kode, "--no-cache"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert svar.returncode == 1
    assert "uten_plass" in svar.stdout
    funnet = " ".join(svar.stdout.split())
    for sti, modul in PLANTET.items():
        assert f"- {sti.removesuffix('.py').replace('/', '.')} -> {modul} (" in funnet, (sti, modul)


def test_it_lets_nothing_but_tests_and_bench_know_the_standins() -> None:
    """The product talks to the stand-ins by address only, exactly as to the real thing."""
    brudd = [
        navn(fil)
        for fil in python_filer()
        if fil.relative_to(ROT).parts[0] not in {"standins", "tests", "bench"}
        and any(modul.split(".")[0] == "standins" for modul in importerte_moduler(fil))
    ]
    assert not brudd, "\n" + "\n".join(brudd)


def test_it_lets_no_product_code_import_tests() -> None:
    mapper = (*APPER, "standins", "scripts")
    brudd = [
        navn(fil) for fil in python_filer(*mapper) if any(m.split(".")[0] == "tests" for m in importerte_moduler(fil))
    ]
    assert not brudd, "\n" + "\n".join(brudd)


def offentlige_tjenester() -> list[tuple[Path, ast.FunctionDef]]:
    """Public module-level functions of services."""
    return [
        (fil, node)
        for fil in i_lag("services")
        if fil.relative_to(ROT).parts[0] in {"users", "kontoer", "dokumenter"}
        for node in tre(fil).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


def test_it_finds_services_to_check() -> None:
    """The rules about services are only worth something when they see them."""
    assert {fil.stem for fil, _node in offentlige_tjenester()} >= {"deling", "opplasting", "sletting"}


_VERTENS_KLOKKE = re.compile(
    r"(?:django\.utils\.)?timezone\.now|(?:datetime\.)?datetime\.(?:now|today|utcnow)|(?:datetime\.)?date\.today|time\.time"
    r"|timezone\.local(?:date|time)\(\)"
)
# The clock itself; a queue's own time, and a heartbeat while no database answers; an error's time stamp, which may need
# no database; and clients that are given their clock.
_LESER_VERTENS_KLOKKE = {
    "adapters/altinn.py",
    "adapters/issuer.py",
    "adapters/klokke.py",
    "adapters/maskinporten.py",
    "adapters/tokens.py",
    "fiks_deldokument/feilsvar.py",
    "fiks_deldokument/hjerteslag.py",
    "fiks_deldokument/kotid.py",
}


def test_it_takes_the_time_from_one_place() -> None:
    """The database's time, by `klokke.naa()`: a host's clock may be wrong, and then nothing may depend on it."""
    leser = {
        navn(fil)
        for fil in python_filer(*APPER)
        for node in ast.walk(tre(fil))
        if isinstance(node, ast.Attribute | ast.Call) and _VERTENS_KLOKKE.fullmatch(ast.unparse(node))
    }
    assert leser == _LESER_VERTENS_KLOKKE


def test_it_has_services_with_keyword_only_typed_arguments_and_no_request() -> None:
    brudd = []
    for fil, node in offentlige_tjenester():
        argumenter = node.args
        alle = [*argumenter.posonlyargs, *argumenter.args, *argumenter.kwonlyargs]
        kontekst = any(ast.unparse(d).endswith("contextmanager") for d in node.decorator_list)
        if (argumenter.posonlyargs or argumenter.args) and not kontekst:
            brudd.append(f"{navn(fil)}: {node.name} tar posisjonelle argumenter")
        if any(argument.annotation is None for argument in alle) or node.returns is None:
            brudd.append(f"{navn(fil)}: {node.name} mangler typer")
        typer = " ".join(ast.unparse(argument.annotation) for argument in alle if argument.annotation)
        if "Request" in typer or any(argument.arg == "request" for argument in alle):
            brudd.append(f"{navn(fil)}: {node.name} tar en request")
    assert not brudd, "\n" + "\n".join(brudd)


def test_it_writes_no_rows_in_views() -> None:
    """A view calls one service. Sessions and messages are not rows of ours."""
    skriver = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete"}
    brudd = [
        f"{navn(fil)}:{node.lineno} {ast.unparse(node.func)}"
        for fil in i_lag("views")
        for node in ast.walk(tre(fil))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in skriver
        and "session" not in ast.unparse(node.func)
    ]
    assert not brudd, "\n" + "\n".join(brudd)


def sendte_oppgaver() -> set[str]:
    """Task names in send_task("…"), dytt("…") and the schedule."""
    sendt = set()
    for fil in python_filer(*APPER):
        for node in ast.walk(tre(fil)):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func).split(".")[-1] in {"send_task", "dytt"}
                and node.args
            ):
                forste = node.args[0]
                if isinstance(forste, ast.Constant) and isinstance(forste.value, str):
                    sendt.add(forste.value)
    planlagt = {post["task"] for post in current_app.conf.beat_schedule.values()}
    return sendt | planlagt


@pytest.mark.django_db  # on a newer Django the worker, when it loads its tasks, asks what the database can do
def test_it_sends_only_names_of_registered_tasks() -> None:
    current_app.loader.import_default_modules()
    ukjente = {oppgave for oppgave in sendte_oppgaver() if oppgave not in current_app.tasks}
    assert sendte_oppgaver()
    assert ukjente == set()


def linjer(node: Funksjon) -> int:
    """Lines from def to end, the docstring apart."""
    forste = node.body[0]
    dok = 0
    if isinstance(forste, ast.Expr) and isinstance(forste.value, ast.Constant) and isinstance(forste.value.value, str):
        dok = (forste.end_lineno or forste.lineno) - forste.lineno + 1
    return (node.end_lineno or node.lineno) - node.lineno + 1 - dok


@pytest.mark.parametrize(
    ("mapper", "fil_maks", "funksjon_maks"),
    [((*APPER, "standins", "scripts", "bench"), 400, 50), (("tests",), 500, 60)],
    ids=["kode", "tester"],
)
def test_it_keeps_files_and_functions_small(mapper: tuple[str, ...], fil_maks: int, funksjon_maks: int) -> None:
    """settings.py is one long list of settings and is let off."""
    brudd = []
    for fil in python_filer(*mapper):
        antall = fil.read_text(encoding="utf-8").count("\n")
        if antall > fil_maks and navn(fil) != "fiks_deldokument/settings.py":
            brudd.append(f"{navn(fil)}: {antall} linjer")
        brudd += [f"{navn(fil)}: {f.name} {linjer(f)} linjer" for f in funksjoner(fil) if linjer(f) > funksjon_maks]
    assert not brudd, "\n" + "\n".join(brudd)


def test_it_keeps_views_tasks_and_templates_small() -> None:
    brudd = [
        f"{navn(fil)}: {funksjon.name} {linjer(funksjon)} linjer"
        for lag in ("views", "api", "tasks")
        for fil in i_lag(lag)
        for funksjon in funksjoner(fil)
        if linjer(funksjon) > 30
    ]
    brudd += [
        f"{navn(fil)}: {antall} linjer"
        for fil in sporede_filer()
        if fil.suffix == ".html" and (antall := fil.read_text(encoding="utf-8").count("\n")) > 200
    ]
    assert not brudd, "\n" + "\n".join(brudd)


def test_it_names_modules_by_their_subject() -> None:
    tomme_ord = {"utils", "helpers", "helper", "common", "misc", "manager", "util"}
    assert [navn(fil) for fil in python_filer() if fil.stem in tomme_ord] == []


def test_it_uses_ascii_in_file_names_and_identifiers() -> None:
    brudd = [navn(fil) for fil in sporede_filer() if not navn(fil).isascii()]
    for fil in python_filer():
        for node in ast.walk(tre(fil)):
            for felt in ("id", "name", "attr", "arg"):
                verdi = getattr(node, felt, None)
                if isinstance(verdi, str) and not verdi.isascii():
                    brudd.append(f"{navn(fil)}: {verdi}")
    assert not brudd, "\n" + "\n".join(brudd)


def test_it_documents_every_public_function_and_class() -> None:
    """Test functions say what they do by their name; Django's Meta and one-line errors need no more."""
    brudd = []
    for fil in python_filer(*APPER, "scripts"):
        if not ast.get_docstring(tre(fil)) and fil.read_text(encoding="utf-8").strip():
            brudd.append(f"{navn(fil)}: modulen")
        brudd += [
            f"{navn(fil)}: {node.name}"
            for node in tre(fil).body
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
        ]
    assert not brudd, "\n" + "\n".join(brudd)


def tekstfiler() -> Iterator[tuple[Path, str]]:
    """Every tracked file that is text."""
    for fil in sporede_filer():
        try:
            yield fil, fil.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_it_locks_no_download_addresses() -> None:
    brudd = [navn(f) for f, tekst in tekstfiler() if f != Path(__file__) and NEDLASTINGSADRESSER.search(tekst)]
    assert not brudd, "\n" + "\n".join(brudd)


def test_it_leaves_nothing_half_done() -> None:
    brudd = [
        f"{navn(fil)}: {treff[0]}"
        for fil, tekst in tekstfiler()
        if fil != Path(__file__) and fil.name != "package-lock.json" and (treff := UFERDIG.search(tekst))
    ]
    assert not brudd, "\n" + "\n".join(brudd)


def test_it_leaves_no_test_out_and_none_without_an_assertion() -> None:
    """A test that cannot fail is a defect. Raising helpers and pytest.raises count; a skip does not exist."""
    brudd = []
    for fil in python_filer("tests"):
        tekst = fil.read_text(encoding="utf-8")
        if fil != Path(__file__) and re.search(r"pytest\.skip\(|mark\.skip|mark\.xfail|importorskip", tekst):
            brudd.append(f"{navn(fil)}: hopper over")
        brudd += [f"{navn(fil)}: {f.name}" for f in funksjoner(fil) if f.name.startswith("test_") and not _kan_feile(f)]
    assert not brudd, "\n" + "\n".join(brudd)


def _kall(funksjon: Funksjon) -> set[str]:
    """The bare names of what a function calls."""
    return {ast.unparse(n.func).split(".")[-1] for n in ast.walk(funksjon) if isinstance(n, ast.Call)}


@cache
def _hjelpere_som_sjekker() -> frozenset[str]:
    """Functions of the tests that assert on behalf of those who call them, themselves or by another such function."""
    hjelpere = [f for fil in python_filer("tests") for f in funksjoner(fil) if not f.name.startswith("test_")]
    sjekker = {f.name for f in hjelpere if any(isinstance(node, ast.Assert) for node in ast.walk(f))}
    while nye := {f.name for f in hjelpere if _kall(f) & sjekker} - sjekker:
        sjekker |= nye
    return frozenset(sjekker)


def _kan_feile(funksjon: Funksjon) -> bool:
    """It asserts or raises, or calls what does: pytest's and Playwright's own, our krev_* and ready(), a helper."""
    ord_ = re.compile(r"raises$|fail$|expect$|warns$|ready$|krev_|assert|django_assert")
    selv = any(isinstance(node, ast.Assert | ast.Raise) for node in ast.walk(funksjon))
    return selv or any(ord_.match(kalt) or kalt in _hjelpere_som_sjekker() for kalt in _kall(funksjon))
