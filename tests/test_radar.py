"""A radar over the whole: numbers that grow slowly, and that nobody sees in the one change. Mend the code, not these.

Complexity is ruff's to hold (`max-complexity` in pyproject.toml), the length of each file and function
test_architecture's.
"""

import ast
from pathlib import Path
from statistics import quantiles

from tests.test_architecture import APPER, Funksjon, funksjoner, i_lag, linjer, navn, python_filer

# Nine of ten functions in the doors are no longer than this: a door finds, asks one service, and answers.
DOR_P90 = 16
# Lines of tests for each line of the product.
MINST_TESTET = 1.3


def _typer(funksjon: Funksjon) -> list[ast.expr]:
    """What is said of the parameters and the answer."""
    a = funksjon.args
    parametre = [*a.posonlyargs, *a.args, *a.kwonlyargs, a.vararg, a.kwarg]
    sagt = [*(parameter.annotation for parameter in parametre if parameter), funksjon.returns]
    return [type_ for type_ in sagt if type_ is not None]


def _sier_any(type_: ast.expr) -> bool:
    """`Any`, `typing.Any`, and both inside others and inside a text."""
    if isinstance(type_, ast.Constant) and isinstance(type_.value, str):
        return _sier_any(ast.parse(type_.value, mode="eval").body)
    return any(
        (isinstance(node, ast.Name) and node.id == "Any") or (isinstance(node, ast.Attribute) and node.attr == "Any")
        for node in ast.walk(type_)
    )


def _kodelinjer(*mapper: str) -> int:
    """Lines that are neither empty nor a comment."""
    filer: list[Path] = python_filer(*mapper)
    linjer_ = (linje.strip() for fil in filer for linje in fil.read_text(encoding="utf-8").splitlines())
    return sum(1 for linje in linjer_ if linje and not linje.startswith("#"))


def test_it_keeps_nine_of_ten_functions_in_the_doors_short() -> None:
    lengder = [linjer(f) for lag in ("views", "api", "tasks") for fil in i_lag(lag) for f in funksjoner(fil)]
    assert len(lengder) > 150
    assert quantiles(lengder, n=10)[-1] <= DOR_P90


def test_it_says_precisely_what_rules_take_and_give() -> None:
    """`Any` in the signature of a service, a query or an access rule lets anything through to where rules are."""
    brudd = [
        f"{navn(fil)}: {funksjon.name} {ast.unparse(type_)}"
        for lag in ("services", "queries", "tilgang")
        for fil in i_lag(lag)
        for funksjon in funksjoner(fil)
        for type_ in _typer(funksjon)
        if _sier_any(type_)
    ]
    assert not brudd, "\n" + "\n".join(brudd)


def test_it_sees_any_wherever_it_stands_in_a_signature() -> None:
    kode = 'def f(a: int, /, b: "list[Any]", *c: Any, d: dict[str, t.Any], **e: str) -> Iterator[Any]: ...'
    funksjon = ast.parse(kode).body[0]
    assert isinstance(funksjon, ast.FunctionDef)
    assert [_sier_any(type_) for type_ in _typer(funksjon)] == [False, True, True, True, False, True]


def test_it_has_more_lines_of_tests_than_of_what_they_test() -> None:
    assert _kodelinjer("tests") >= MINST_TESTET * _kodelinjer(*APPER)
