"""The description of the API as a page for people: the same as /api/openapi.json, from the same source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fiks_deldokument.api import api

Skjema = dict[str, Any]


class Felt(NamedTuple):
    """One value of a call or an answer."""

    navn: str
    type: str
    pakrevd: bool
    beskrivelse: str


class Operasjon(NamedTuple):
    """One method of one path."""

    id: str
    metode: str
    sti: str
    sammendrag: str
    beskrivelse: str
    parametre: list[Felt]
    kropp: list[Felt]
    svar: list[Felt]
    statuser: list[tuple[str, str]]


class Gruppe(NamedTuple):
    """Operations that belong together."""

    id: str
    navn: str
    operasjoner: list[Operasjon]


@require_safe
def apiside(request: HttpRequest) -> HttpResponse:
    """Every operation of the API."""
    return render(request, "api.html", {"grupper": grupper(get_language() or settings.LANGUAGE_CODE)})


@cache
def grupper(sprak: str) -> list[Gruppe]:
    """All operations, by tag, in the order of the code, in `sprak`. The code does not change while it runs."""
    with override(sprak):
        return list(_grupper())


def _grupper() -> Iterator[Gruppe]:
    skjema = api.get_openapi_schema(path_prefix="")
    funnet: dict[str, list[Operasjon]] = defaultdict(list)
    for sti, operasjoner in skjema["paths"].items():
        for metode, operasjon in operasjoner.items():
            funnet[operasjon.get("tags", ["API"])[0]].append(_operasjon(skjema, sti, metode, operasjon))
    yield from (Gruppe(slugify(navn), _oversatt(navn), rader) for navn, rader in funnet.items())


def _operasjon(skjema: Skjema, sti: str, metode: str, operasjon: Skjema) -> Operasjon:
    kropp: Skjema = next(iter(operasjon.get("requestBody", {}).get("content", {}).values()), {})
    ok: Skjema = next((svar for status, svar in operasjon["responses"].items() if int(status) < 400), {})  # noqa: PLR2004
    innhold: Skjema = next(iter(ok.get("content", {}).values()), {})
    return Operasjon(
        id=slugify(f"{metode}-{sti}"),
        metode=metode.upper(),
        sti=sti,
        sammendrag=_oversatt(operasjon["summary"]),
        beskrivelse=_oversatt(operasjon.get("description", "")),
        parametre=[
            Felt(p["name"], _type(p["schema"]), p["required"], _oversatt(p.get("description", "")))
            for p in operasjon["parameters"]
        ],
        kropp=list(_felter(skjema, kropp.get("schema", {}))),
        svar=list(_felter(skjema, innhold.get("schema", {}))),
        statuser=[(str(status), _oversatt(svar["description"])) for status, svar in operasjon["responses"].items()],
    )


def _felter(skjema: Skjema, verdi: Skjema, rot: str = "", dybde: int = 0) -> Iterator[Felt]:
    """The fields of an object, those of objects inside it after it: `a.b`, and `a[].b` in a list."""
    verdi = _slaa_opp(skjema, verdi)
    if "items" in verdi:
        yield from _felter(skjema, verdi["items"], f"{rot}[]", dybde)
    for ett in verdi.get("anyOf", []) + verdi.get("oneOf", []):
        yield from _felter(skjema, ett, rot, dybde)
    for navn, felt in verdi.get("properties", {}).items():
        sti = f"{rot}.{navn}" if rot else navn
        yield Felt(sti, _type(felt), navn in verdi.get("required", []), _beskrivelse(felt))
        if dybde < 3:  # noqa: PLR2004  # no schema of ours is deeper
            yield from _felter(skjema, felt, sti, dybde + 1)


def _slaa_opp(skjema: Skjema, verdi: Skjema) -> Skjema:
    navn = verdi.get("$ref", "").rpartition("/")[2]
    return skjema["components"]["schemas"].get(navn, {}) if navn else verdi


def _type(verdi: Skjema) -> str:
    if "$ref" in verdi:
        return _("objekt")
    if "anyOf" in verdi or "oneOf" in verdi:
        typer = dict.fromkeys(_type(ett) for ett in verdi.get("anyOf", []) + verdi.get("oneOf", []))
        return _(" eller ").join(typer)
    if verdi.get("type") == "array":
        return _("liste av %(type)s") % {"type": _type(verdi.get("items", {}))}
    if "const" in verdi:
        return f"«{verdi['const']}»"
    return str(verdi.get("format") or verdi.get("type") or _("hva som helst"))


def _beskrivelse(felt: Skjema) -> str:
    eksempler = felt.get("examples") or []
    deler = [] if "properties" in felt else [_oversatt(felt.get("description", ""))]  # an object's is for programmers
    if eksempler and not isinstance(eksempler[0], dict | list):
        deler.append(_("Eksempel: %(verdi)s") % {"verdi": eksempler[0]})
    return ". ".join(del_.rstrip(".") for del_ in deler if del_)


def _oversatt(tekst: str) -> str:
    """A text of the API's description, which is in bokmål; `make sprak` finds these texts in the description itself."""
    return _(tekst)
