"""The answer of Altinn's authorized parties: main units with their subunits nested, filtered as asked."""

import uuid
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from standins.personer import Tilgang, Virksomhet, person_med_fnr, virksomheter

PERSONTYPE = "urn:altinn:person:identifier-no"
ORGTYPE = "urn:altinn:organization:identifier-no"
PARTSTYPER = (PERSONTYPE, ORGTYPE)


@dataclass(frozen=True)
class Utvalg:
    """What the caller wants in the answer; ``filter`` holds (type, value) of parties, None for all."""

    roller: bool
    pakker: bool
    ressurser: bool
    instanser: bool
    inaktive: bool
    filter: frozenset[tuple[str, str]] | None

    def gjelder(self, type_: str, value: str) -> bool:
        """Whether the filter lets this party through."""
        return self.filter is None or (type_, value) in self.filter


def lag_parter(
    pid: str, mine: Sequence[Tilgang], slettet: Mapping[str, bool], utvalg: Utvalg
) -> list[dict[str, object]]:
    """The bare array; empty for someone Altinn does not know."""
    person = person_med_fnr(pid)
    if person is None:
        return []
    access = {tilgang.virksomhet: tilgang for tilgang in mine}
    parties = [_person_party(pid, person.navn, utvalg)] if utvalg.gjelder(PERSONTYPE, pid) else []
    for unit in virksomheter.values():
        if unit.overordnet is None:
            parties += _unit_with_subunits(unit, access, slettet, utvalg)
    return parties


def _unit_with_subunits(
    unit: Virksomhet, access: Mapping[str, Tilgang], slettet: Mapping[str, bool], utvalg: Utvalg
) -> list[dict[str, object]]:
    """The unit and the subunits the person has; a unit that is only the way to a subunit comes without access."""
    own = access.get(unit.key)
    parts = []
    for sub in virksomheter.values():
        tilgang = access.get(sub.key) or (own if own and own.underenheter else None)
        if sub.overordnet == unit.key and tilgang and _is_listed(sub, slettet, utvalg):
            parts.append(_party(sub, tilgang, slettet, utvalg))
    if own and _is_listed(unit, slettet, utvalg):
        return [{**_party(unit, own, slettet, utvalg), "subunits": parts}]
    if parts:
        hierarchy = Tilgang("", unit.key, kun_hierarki=True)
        return [{**_party(unit, hierarchy, slettet, utvalg), "subunits": parts}]
    return []


def _is_listed(unit: Virksomhet, slettet: Mapping[str, bool], utvalg: Utvalg) -> bool:
    return utvalg.gjelder(ORGTYPE, unit.orgnr) and (utvalg.inaktive or not slettet[unit.key])


def _party(unit: Virksomhet, tilgang: Tilgang, slettet: Mapping[str, bool], utvalg: Utvalg) -> dict[str, object]:
    has_access = not tilgang.kun_hierarki
    parent = virksomheter[unit.overordnet] if unit.overordnet else None
    return {
        **_common(unit.orgnr, unit.navn, "Organization"),
        "organizationNumber": unit.orgnr,
        "parentId": str(_uuid(parent.orgnr)) if parent else None,
        "unitType": unit.enhetstype,
        "isDeleted": slettet[unit.key],
        "onlyHierarchyElementWithNoAccess": not has_access,
        "authorizedAccessPackages": list(tilgang.pakker) if utvalg.pakker and has_access else [],
        "authorizedRoles": list(tilgang.roller) if utvalg.roller and has_access else [],
        "authorizedResources": ["standin-skjema"] if utvalg.ressurser and has_access else [],
        "authorizedInstances": _instances(unit.orgnr) if utvalg.instanser and has_access else [],
    }


def _person_party(pid: str, navn: str, utvalg: Utvalg) -> dict[str, object]:
    return {
        **_common(pid, navn, "Person"),
        "personId": pid,
        "dateOfBirth": "1900-01-01",
        "authorizedRoles": ["priv"] if utvalg.roller else [],
    }


def _common(number: str, name: str, type_: str) -> dict[str, object]:
    """Every field of a party, with what both kinds share filled in."""
    return {
        "partyUuid": str(_uuid(number)),
        "name": name,
        "organizationNumber": None,
        "parentId": None,
        "personId": None,
        "dateOfBirth": None,
        "partyId": 50000000 + zlib.crc32(number.encode()) % 1000000,
        "emailId": None,
        "type": type_,
        "unitType": None,
        "isDeleted": False,
        "onlyHierarchyElementWithNoAccess": False,
        "authorizedAccessPackages": [],
        "authorizedResources": [],
        "authorizedRoles": [],
        "authorizedInstances": [],
        "subunits": [],
    }


def _instances(orgnr: str) -> list[dict[str, str]]:
    instance = str(_uuid(f"{orgnr}-instans"))
    return [
        {"resourceId": "standin-skjema", "instanceId": instance, "instanceRef": f"urn:altinn:instance-id:{instance}"}
    ]


def _uuid(name: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"https://standin.example/{name}")
