"""House rules about how the parts hang together: tests mirror code, templates are used, texts are translated."""

import ast
import html
import re
import tomllib
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from django.template.loader import get_template

from tests.test_architecture import APPER, ROT, i_lag, navn, python_filer, sporede_filer, tekstfiler, tre

EGNE_APPER = ("hendelser", "users", "kontoer", "dokumenter")
SPEILES = ("forms", "management", "protokoll", "queries", "services", "storage", "templatetags", "virksomhet")
SPEILES_MODULER = ("queries", "tekst", "tilgang", "tasks", "forms", "numre", "varighet")
MALER = [fil for fil in sporede_filer() if fil.suffix == ".html" and "templates" in fil.parts]
# Shown before, or without, the machinery that translates; says so itself.
UTEN_OVERSETTELSE = {"500.html"}
FORKORTELSER = {"SMS", "SHA-256", "CRC-32", "ID-porten"}


def test_it_has_a_test_file_for_every_module_that_holds_a_rule() -> None:
    """services/x.py <-> tests/<app>/services/test_x.py; so for storage, queries, tilgang, tasks, forms and commands."""
    mangler = []
    for fil in python_filer(*APPER):
        deler = fil.relative_to(ROT).parts
        speiles = any(mappe in deler[1:-1] for mappe in SPEILES) or fil.stem.split("_")[0] in SPEILES_MODULER
        if not speiles or fil.stem in {"__init__", "kilde"}:  # a kilde is a shape, and holds no rule
            continue
        test = ROT.joinpath("tests", *deler[:-1], f"test_{fil.name}")
        uten_commands = ROT.joinpath("tests", *[d for d in deler[:-1] if d != "commands"], f"test_{fil.name}")
        if not test.exists() and not uten_commands.exists():
            mangler.append(navn(test))
    assert not mangler, "\n" + "\n".join(mangler)


def test_it_has_no_test_file_without_a_module() -> None:
    """Tests that mirror an app sit where their module does; journeys and page tests have folders of their own."""
    foreldrelose = []
    for fil in python_filer("tests"):
        deler = fil.relative_to(ROT / "tests").parts
        if not fil.name.startswith("test_") or deler[0] not in APPER:
            continue
        modul = ROT.joinpath(*deler[:-1], fil.name.removeprefix("test_"))
        under_commands = ROT.joinpath(*deler[:-1], "commands", fil.name.removeprefix("test_"))
        # A module may need more than one test file: test_mottak_http.py and mottak/test_http.py belong to mottak.py.
        i_mappe = ROT.joinpath(*deler[:-1]).with_suffix(".py").exists()
        kortere = any(
            ROT.joinpath(*deler[:-1], f"{'_'.join(modul.stem.split('_')[:n])}.py").exists()
            for n in range(1, modul.stem.count("_") + 1)
        )
        if not (modul.exists() or under_commands.exists() or kortere or i_mappe or modul.with_suffix("").is_dir()):
            foreldrelose.append(navn(fil))
    assert not foreldrelose, "\n" + "\n".join(foreldrelose)


def malnavn() -> list[str]:
    """Every template by the name it is loaded with."""
    return [fil.as_posix().rpartition("/templates/")[2] for fil in MALER]


def test_it_uses_every_template() -> None:
    """By name in code or in another template; Django finds 500.html by itself."""
    tekster = {fil: tekst for fil, tekst in tekstfiler() if fil.suffix in {".py", ".html"} and "tests" not in fil.parts}
    ubrukte = []
    for mal in malnavn():
        mappe, _skille, fil_ = mal.rpartition("/")
        # A versioned text (vilkar/2026-11.html) is loaded by its folder.
        if mal in {"500.html", "404.html"} or any(
            mal in tekst or (f"{mappe}/{{" in tekst and mappe.count("/"))
            for f, tekst in tekster.items()
            if f.name != fil_
        ):
            continue
        ubrukte.append(mal)
    assert not ubrukte, "\n" + "\n".join(ubrukte)


@pytest.mark.parametrize("mal", malnavn())
def test_it_has_templates_that_compile(mal: str) -> None:
    assert get_template(mal).render is not None


def egne_modeller() -> Iterator[type[models.Model]]:
    """All models of our own apps."""
    for app in EGNE_APPER:
        yield from apps.get_app_config(app).get_models()


def test_it_protects_what_others_point_at() -> None:
    """Metadata and log outlive the bytes: nothing goes because something else was removed."""
    brudd = [
        f"{modell.__name__}.{felt.name}"
        for modell in egne_modeller()
        for felt in modell._meta.get_fields()
        if isinstance(felt, models.ForeignKey)
        and felt.related_model._meta.label in {"dokumenter.Dokument", "dokumenter.Deling", "kontoer.Konto"}
        and felt.remote_field.on_delete is not models.PROTECT
    ]
    assert not brudd, "\n".join(brudd)


def test_it_has_verbose_names_in_lower_case() -> None:
    tekster = [
        (modell.__name__, str(tekst))
        for modell in egne_modeller()
        for tekst in (
            modell._meta.verbose_name,
            modell._meta.verbose_name_plural,
            *(felt.verbose_name for felt in modell._meta.get_fields() if isinstance(felt, models.Field)),
        )
        if tekst
    ]
    brudd = [
        f"{modell}: {tekst}"
        for modell, tekst in tekster
        if any(ord_ != ord_.lower() and ord_.strip("()") not in FORKORTELSER | {"ID"} for ord_ in tekst.split())
    ]
    assert not brudd, "\n".join(brudd)


_KOMMENTAR = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", re.DOTALL)
_MALKODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_OVERSATT = re.compile(r"\{% blocktranslate.*?\{% endblocktranslate %\}|\{% translate .*?%\}", re.DOTALL)
_TAGG = re.compile(r"<[/!]?[a-zA-Z][^<>]*>", re.DOTALL)
# Names are the same in every language: the product, the protocol's headers, and what stands as code.
_EGENNAVN = {"Deldokument", "SHA", "IntegrasjonId", "IntegrasjonPassord"}


@pytest.mark.parametrize("mal", MALER, ids=navn)
def test_it_puts_nothing_inline(mal: object) -> None:
    """The content security policy forbids it, and the browser would drop it without a word."""
    tekst = _KOMMENTAR.sub("", str(mal.read_text(encoding="utf-8")))  # type: ignore[attr-defined]
    brudd = [f"<script>: {treff[0]}" for treff in re.finditer(r"<script(?![^>]*\bsrc=)[^>]*>", tekst)]
    brudd += [f"<style>: {treff[0]}" for treff in re.finditer(r"<style\b", tekst)]
    for tagg in _TAGG.findall(_MALKODE.sub("x", tekst)):
        brudd += [tagg for _ in re.finditer(r"\s(?:style|on[a-z]+)\s*=|javascript:", tagg)]
    assert not brudd, "\n".join(brudd)


@pytest.mark.parametrize("mal", [m for m in MALER if m.name not in UTEN_OVERSETTELSE], ids=navn)
def test_it_has_every_text_inside_a_translate_tag(mal: object) -> None:
    """What is left of a template without tags, variables and translated texts has no letters in it."""
    tekst = _KOMMENTAR.sub("", str(mal.read_text(encoding="utf-8")))  # type: ignore[attr-defined]
    attributter = re.findall(r'\s(?:aria-label|title|alt|placeholder|label)="([^"]*)"', tekst)
    tekst = re.sub(r"<code>.*?</code>", " ", tekst, flags=re.DOTALL)
    synlig = re.sub(r"<(script|title)\b.*?</\1>", lambda treff: treff[0].partition(">")[2], tekst, flags=re.DOTALL)
    synlig = _TAGG.sub(" ", _MALKODE.sub(" ", _OVERSATT.sub(" ", synlig)))
    rester = [_MALKODE.sub(" ", _OVERSATT.sub(" ", verdi)) for verdi in attributter] + [synlig]
    uoversatt = [ord_ for rest in rester for ord_ in re.findall(r"[A-Za-zÆØÅæøå]{2,}", html.unescape(rest))]
    uoversatt = [ord_ for ord_ in uoversatt if ord_ not in _EGENNAVN]
    assert not uoversatt, " ".join(uoversatt)


def uoversatte_tekster(node: ast.AST) -> Iterator[ast.Constant]:
    """Texts with æ, ø or å (as texts for people sooner or later have) that are not an argument of gettext."""
    for barn in ast.iter_child_nodes(node):
        if isinstance(barn, ast.Call) and ast.unparse(barn.func) in {"_", "gettext", "gettext_lazy", "ngettext"}:
            continue
        if isinstance(barn, ast.Expr) and isinstance(barn.value, ast.Constant):
            continue  # a docstring
        if isinstance(barn, ast.Constant) and isinstance(barn.value, str) and re.search("[æøåÆØÅ]", barn.value):
            yield barn
        yield from uoversatte_tekster(barn)


def test_it_writes_every_text_in_code_through_gettext() -> None:
    """In what people read: pages, forms, errors and services. Models' labels are for the log and the shell."""
    brudd = [
        f"{navn(fil)}:{tekst.lineno} {tekst.value!r}"
        for fil in python_filer(*EGNE_APPER)
        if {"views", "views.py", "forms.py", "errors.py", "services"} & set(fil.parts)
        for tekst in uoversatte_tekster(tre(fil))
    ]
    assert not brudd, "\n" + "\n".join(brudd)


def test_it_has_the_same_version_in_the_changelog_and_the_project() -> None:
    versjon = tomllib.loads((ROT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    overskrifter = re.findall(r"^## +\[?v?([^\s\]]+)", (ROT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert overskrifter[0] == versjon


def test_it_explains_every_model_in_the_glossary() -> None:
    ordliste = (ROT / "docs" / "ordliste.md").read_text(encoding="utf-8").lower()
    mangler = [modell.__name__ for modell in egne_modeller() if f"| **{modell.__name__.lower()}**" not in ordliste]
    assert not mangler, mangler


def test_it_gives_no_two_classes_the_same_name() -> None:
    """A name means one thing: whoever searches for it finds one place. `Command` is Django's word for a command."""
    hvor: dict[str, list[str]] = {}
    for fil in python_filer(*APPER):
        for node in tre(fil).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and node.name != "Command":
                hvor.setdefault(node.name, []).append(navn(fil))
    assert {klasse: filer for klasse, filer in hvor.items() if len(filer) > 1} == {}


def test_it_gives_no_two_rules_the_same_name() -> None:
    """Doors are named after the rule they lead to; the rules themselves have one name each."""
    hvor: dict[str, list[str]] = {}
    for fil in {*i_lag("services"), *i_lag("queries"), *i_lag("tilgang")} - {*i_lag("api")}:
        for node in tre(fil).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                hvor.setdefault(node.name, []).append(navn(fil))
    assert len(hvor) > 100
    assert {regel: filer for regel, filer in hvor.items() if len(filer) > 1} == {}
