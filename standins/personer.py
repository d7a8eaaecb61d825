"""Test persons, municipalities, businesses and who holds which Altinn access, read from ``personer.json``.

``personer.json`` is the one source; scripts that may not import this package read the file itself. Its five parts:

``kommuner``       key -> ``orgnr``, ``navn``, ``administratorer`` and ``ansatte`` (lists of person keys)
``personer``       key -> ``fnr`` (synthetic: month + 80), ``navn``, ``beskrivelse`` (shown on the login page's button),
                   ``acr_maks`` (the highest level the person can log in with)
``virksomheter``   key -> ``orgnr``, ``navn``, ``enhetstype``, ``overordnet`` (main unit's key or null), ``er_slettet``,
                   ``registrert`` (where Enhetsregisteret says more: ``konkurs``, ``avvikling`` or ``tvang``)
``tilganger``      list of ``person``, ``virksomhet`` (keys), ``pakker`` and ``roller`` (bare Altinn codes),
                   ``kun_hierarki`` (listed, but without access), ``underenheter`` (the access reaches the subunits too)
``integrasjoner``  key -> ``orgnr``, ``navn``, Maskinporten ``client_id``, ``scopes``, ``delegert_fra`` (orgnr list)

All numbers are valid by their control digits and belong to nobody; all names are plainly invented.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PERSONER_JSON = Path(__file__).with_name("personer.json")


@dataclass(frozen=True)
class Person:
    """A synthetic person. ``repr`` leaves the number out, so that it does not reach a log by accident."""

    key: str
    fnr: str
    navn: str
    beskrivelse: str
    acr_maks: str

    def __repr__(self) -> str:
        return f"Person(key={self.key!r})"


@dataclass(frozen=True)
class Kommune:
    """A synthetic municipality; ``administratorer`` and ``ansatte`` are person keys."""

    key: str
    orgnr: str
    navn: str
    administratorer: tuple[str, ...]
    ansatte: tuple[str, ...]


@dataclass(frozen=True)
class Virksomhet:
    """A synthetic business; ``overordnet`` is the key of its main unit."""

    key: str
    orgnr: str
    navn: str
    enhetstype: str
    overordnet: str | None
    er_slettet: bool
    registrert: str = ""


@dataclass(frozen=True)
class Tilgang:
    """What Altinn gives one person for one business; both are keys, codes are bare and in lower case."""

    person: str
    virksomhet: str
    pakker: tuple[str, ...] = ()
    roller: tuple[str, ...] = ()
    kun_hierarki: bool = False
    underenheter: bool = False


@dataclass(frozen=True)
class Integrasjon:
    """A system with a Maskinporten client; ``delegert_fra`` are the orgnr it may act for as supplier."""

    key: str
    orgnr: str
    navn: str
    client_id: str
    scopes: tuple[str, ...]
    delegert_fra: tuple[str, ...]


def _frozen(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}


_data: dict[str, Any] = json.loads(PERSONER_JSON.read_text(encoding="utf-8"))

kommuner = {key: Kommune(key=key, **_frozen(fields)) for key, fields in _data["kommuner"].items()}
personer = {key: Person(key=key, **_frozen(fields)) for key, fields in _data["personer"].items()}
virksomheter = {key: Virksomhet(key=key, **_frozen(fields)) for key, fields in _data["virksomheter"].items()}
tilganger = tuple(Tilgang(**_frozen(fields)) for fields in _data["tilganger"])
integrasjoner = {key: Integrasjon(key=key, **_frozen(fields)) for key, fields in _data["integrasjoner"].items()}

_by_fnr = {person.fnr: person for person in personer.values()}


def person_med_fnr(fnr: str) -> Person | None:
    """The known test person with this number, or None."""
    return _by_fnr.get(fnr)
