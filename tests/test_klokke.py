"""House rule about time in tests: none fails because the machine was busy for a second.

Seen from the syntax: what was measured may not have to be small, and what must succeed is not given too little time.
That something took at least so long is another matter, and so is how long the thing that is tried may itself wait.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.test_architecture import ROT, navn, python_filer, tre

_MINST_SEKUNDER = 1.0
_KLOKKER = {"monotonic", "perf_counter", "process_time", "thread_time", "time", "timer"}
_VENTER = {"wait", "wait_for", "join", "get", "result", "acquire", "communicate", "settimeout", "poll", "recv"}
_FRISTER = {"timeout", "frist"}
# That it gives up is what is tried, or how often a slow client sends: a slow machine gives up too, and sends later.
GIR_OPP = {
    ("tests/adapters/test_altinn.py", "lag_altinn"),
    ("tests/adapters/test_enhetsregisteret.py", "_mot"),
    ("tests/fiks_deldokument/test_arbeider.py", "settimeout"),
}


def _tall(node: ast.expr | None, kjente: dict[str, float]) -> float | None:
    """What a number, or a name for one, is worth; None for all else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return float(node.value)
    return kjente.get(node.id) if isinstance(node, ast.Name) else None


def _navngitte_tall(modul: ast.Module) -> dict[str, float]:
    return {
        mal.id: verdi
        for node in modul.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for mal in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(mal, ast.Name) and (verdi := _tall(node.value, {})) is not None
    }


def _malt(node: ast.AST) -> bool:
    """Does a clock take part in it?"""
    kall = (n for n in ast.walk(node) if isinstance(n, ast.Call))
    return any(ast.unparse(n.func).removeprefix("time.") in _KLOKKER for n in kall)


def _varigheter(modul: ast.Module) -> set[str]:
    """Names of what was measured: a reading of a clock less another."""
    return {
        n.id
        for node in ast.walk(modul)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.BinOp)
        and isinstance(node.value.op, ast.Sub)
        and _malt(node.value)
        for mal in node.targets
        for n in ast.walk(mal)
        if isinstance(n, ast.Name)
    }


def for_knappe_krav(modul: ast.Module) -> Iterator[ast.Compare]:
    """`time.monotonic() - start < 0.5`, and the same the other way round."""
    kjente, varigheter = _navngitte_tall(modul), _varigheter(modul)
    for node in ast.walk(modul):
        if not isinstance(node, ast.Compare):
            continue
        ledd = [node.left, *node.comparators]
        for mindre, tegn, storre in zip(ledd, node.ops, ledd[1:], strict=False):
            liten, stor = (mindre, storre) if isinstance(tegn, ast.Lt | ast.LtE) else (storre, mindre)
            grense = _tall(stor, kjente)
            er_malt = _malt(liten) or (isinstance(liten, ast.Name) and liten.id in varigheter)
            ulikhet = isinstance(tegn, ast.Lt | ast.LtE | ast.Gt | ast.GtE)
            if ulikhet and er_malt and grense is not None and grense <= _MINST_SEKUNDER:
                yield node


def for_korte_frister(modul: ast.Module) -> Iterator[ast.Call]:
    """`timeout=0.5`, `.join(0.5)`; no time at all is not to wait, which no machine is too slow for."""
    kjente = _navngitte_tall(modul)
    for node in ast.walk(modul):
        if not isinstance(node, ast.Call):
            continue
        frister = [felt.value for felt in node.keywords if felt.arg in _FRISTER]
        if isinstance(node.func, ast.Attribute) and node.func.attr in _VENTER and len(node.args) == 1:
            frister.append(node.args[0])
        if any(0 < sekunder < _MINST_SEKUNDER for frist in frister if (sekunder := _tall(frist, kjente)) is not None):
            yield node


def test_it_fails_no_test_for_a_busy_second() -> None:
    brudd, brukt = [], set()
    for fil in python_filer("tests"):
        brudd += [f"{navn(fil)}:{node.lineno} {ast.unparse(node)}" for node in for_knappe_krav(tre(fil))]
        for kall in for_korte_frister(tre(fil)):
            unntak = (navn(fil), ast.unparse(kall.func).split(".")[-1])
            brukt |= {unntak} & GIR_OPP
            if unntak not in GIR_OPP:
                brudd.append(f"{navn(fil)}:{kall.lineno} {ast.unparse(kall)}")
    assert not brudd, "\n" + "\n".join(brudd)
    assert brukt == {unntak for unntak in GIR_OPP if ROT.joinpath(unntak[0]).exists()}, "an exception nobody needs"


def test_it_sees_what_depends_on_the_clock() -> None:
    """The rule is only worth something when it sees."""
    knappe = """
start = time.monotonic()
tok = perf_counter() - start
assert tok < 0.5
assert GRENSE >= time.monotonic() - start
assert 0.1 < time.monotonic() - start
assert time.monotonic() - start < 3
GRENSE = 1
"""
    assert [node.lineno for node in for_knappe_krav(ast.parse(knappe))] == [4, 5]
    korte = 'trad.join(0.5)\nkall(timeout=KORT)\ntrad.join(timeout=30)\nkode["a"].get(0)\nKORT = 0.2\ntime.sleep(0.1)'
    assert [node.lineno for node in for_korte_frister(ast.parse(korte))] == [1, 2]
