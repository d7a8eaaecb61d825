"""The small changes that `mutanter.py` makes: what a tired person might have written instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_SAMMENLIGNING: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_REGNING: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
# A condition that is left out of one of these asks for more rows, or changes less in them.
_SPORRINGER = {"filter", "exclude", "first", "get", "update"}
# What is said to people and to the log is for other tests.
_TEKST_TIL_FOLK = {"_", "gettext", "gettext_lazy", "logger"}
_LENGST = 90


@dataclass(frozen=True)
class Mutant:
    """A tree with one change, good until the next is asked for."""

    tre: ast.Module
    linje: int
    funksjon: str
    for_: str
    etter: str


@dataclass(frozen=True)
class _Plass:
    """Where a node hangs, and the function around it."""

    mor: ast.AST
    felt: str
    nr: int | None
    funksjon: str

    def sett(self, node: ast.AST) -> None:
        """Hang another node here."""
        if self.nr is None:
            setattr(self.mor, self.felt, node)
        else:
            getattr(self.mor, self.felt)[self.nr] = node


def mutanter(tre: ast.Module) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines. The tree is changed while each is looked at."""
    for node, plass in list(_noder(tre, "")):
        for ny in _endringer(node, plass):
            ast.copy_location(ny, node)
            ast.fix_missing_locations(ny)
            plass.sett(ny)
            try:
                yield Mutant(tre, getattr(node, "lineno", 0), plass.funksjon or "modulen", _kort(node), _kort(ny))
            finally:
                plass.sett(node)


def _noder(mor: ast.AST, funksjon: str) -> Iterator[tuple[ast.AST, _Plass]]:
    """All nodes that may be changed, with their places; types, decorators, imports and docstrings are left alone."""
    for felt, verdi in ast.iter_fields(mor):
        if felt in {"annotation", "returns", "decorator_list", "type_params"}:
            continue
        for nr, node in enumerate(verdi) if isinstance(verdi, list) else ((None, verdi),):
            if not isinstance(node, ast.AST) or _er_la_vaere(node):
                continue
            yield node, _Plass(mor, felt, nr, funksjon)
            navn = node.name if isinstance(node, ast.FunctionDef | ast.ClassDef) else ""
            yield from _noder(node, f"{funksjon}.{navn}".strip("."))


def _er_la_vaere(node: ast.AST) -> bool:
    """Docstrings, imports, and what is said to people."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) or _er_la_vaere(node.value)
    return isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] in _TEKST_TIL_FOLK


def _endringer(node: ast.AST, plass: _Plass) -> Iterator[ast.AST]:
    """What may stand here instead."""
    match node:
        case ast.Compare():
            yield from _annen_sammenligning(node)
        case ast.BoolOp():
            yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.BinOp() if (ny := _REGNING.get(type(node.op))) and not _er_tekst(node):
            yield ast.BinOp(node.left, ny(), node.right)
        case ast.AugAssign() if ny := _REGNING.get(type(node.op)):
            yield ast.AugAssign(node.target, ny(), node.value)
        case ast.Constant():
            yield from (ast.Constant(verdi) for verdi in _andre_verdier(node.value))
        case ast.Return() if node.value is not None and not _er_ingen(node.value):
            yield ast.Return(ast.Constant(None))
        case ast.Raise() | ast.Expr(value=ast.Call()):
            yield ast.Pass()
        case ast.Call():
            yield from _uten_et_vilkar(node)
        case ast.Name() | ast.Attribute() if plass.felt in {"test", "ifs"}:
            yield ast.UnaryOp(ast.Not(), node)


def _annen_sammenligning(node: ast.Compare) -> Iterator[ast.AST]:
    for nr, op in enumerate(node.ops):
        for ny in _SAMMENLIGNING[type(op)]:
            yield ast.Compare(node.left, [*node.ops[:nr], ny(), *node.ops[nr + 1 :]], node.comparators)


def _andre_verdier(verdi: object) -> Iterator[bool | int | str | bytes]:
    """Neighbours of a constant."""
    if isinstance(verdi, bool):
        yield not verdi
    elif isinstance(verdi, int):
        yield from (verdi + 1, verdi - 1)
    elif isinstance(verdi, str):
        yield f"{verdi}X" if verdi else "X"
    elif isinstance(verdi, bytes):
        yield verdi + b"X"


def _uten_et_vilkar(node: ast.Call) -> Iterator[ast.AST]:
    if isinstance(node.func, ast.Attribute) and node.func.attr in _SPORRINGER:
        for nr in range(len(node.keywords)):
            yield ast.Call(node.func, node.args, node.keywords[:nr] + node.keywords[nr + 1 :])


def _er_tekst(node: ast.BinOp) -> bool:
    return any(
        isinstance(side, ast.Constant | ast.JoinedStr) and not _er_tall(side) for side in (node.left, node.right)
    )


def _er_tall(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int)


def _er_ingen(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _kort(node: ast.AST) -> str:
    """The code of a node on one line."""
    tekst = " ".join(ast.unparse(node).split())
    return tekst if len(tekst) <= _LENGST else f"{tekst[:_LENGST]}…"
