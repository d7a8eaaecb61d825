"""What is wrong with a value, in words: the field and the reason. Never the value: it may be somebody's number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

_RAMMER = {"body", "query", "path", "header", "form"}
_MAKS_FEIL = 5


def forklar(feil: Sequence[Mapping[str, Any]], *, rot: str = "") -> str:
    """One sentence for each error of pydantic's, at most five. `rot` names the whole when no field can be named."""
    return " ".join(f"{_felt(ett['loc'], rot)}: {_grunn(ett)}" for ett in feil[:_MAKS_FEIL])


def _felt(loc: Sequence[str | int], rot: str) -> str:
    """`eksponertFor[1].fnr`, as one would write it in JSON; a name the caller made up is not repeated."""
    if loc[:1] == ("body",):
        loc = loc[2:]  # the second is what our own code calls the whole
    navn = ""
    for nr, del_ in enumerate(loc):
        if isinstance(del_, int):
            navn += f"[{del_}]"
        elif nr == 0 and del_ in _RAMMER and len(loc) > 1:
            continue
        elif del_.isupper() or del_.startswith(("function-", "tagged-")):
            continue  # which of several types it was read as
        else:
            navn += f".{del_}" if navn else del_
    return navn or rot or _("kallet")


def _grunn(feil: Mapping[str, Any]) -> str:
    kontekst = feil.get("ctx", {})
    tekster = {
        "missing": _("mangler."),
        "json_invalid": _("er ikke gyldig JSON."),
        "string_too_long": _("er for lang; lengst %(grense)s tegn.") % {"grense": kontekst.get("max_length")},
        "string_too_short": _("er for kort; minst %(grense)s tegn.") % {"grense": kontekst.get("min_length")},
        "too_long": _("har for mange verdier; høyst %(grense)s.") % {"grense": kontekst.get("max_length")},
        "greater_than_equal": _("er for lite; minst %(grense)s.") % {"grense": kontekst.get("ge")},
        "less_than_equal": _("er for stort; høyst %(grense)s.") % {"grense": kontekst.get("le")},
        "timezone_aware": _("må ha med tidssone, for eksempel 2027-01-31T12:00:00+01:00."),
        "union_tag_invalid": _("har en ukjent type."),
        "union_tag_not_found": _("mangler type."),
        "egen": str(kontekst.get("grunn", "")),
    }
    kode = str(feil.get("type", ""))
    if kode in tekster:
        return tekster[kode]
    if kode.startswith("uuid"):
        return _("må være en uuid.")
    if kode.startswith(("int", "float", "decimal")):
        return _("må være et heltall.")
    if kode.startswith(("datetime", "date")):
        return _("må være et tidspunkt på formen 2027-01-31T12:00:00+01:00.")
    if kode.startswith("bool"):
        return _("må være true eller false.")
    return _("har en verdi som ikke kan brukes.")
