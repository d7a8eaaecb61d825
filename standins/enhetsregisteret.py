"""Enhetsregisteret: the businesses and municipalities of personer.json, by organisasjonsnummer."""

import re
from dataclasses import replace

from standins.personer import Virksomhet, kommuner, virksomheter
from standins.standin import Standin
from standins.wsgi import Request, Response, json_response

_ADDRESS = re.compile(r"/api/(enheter|underenheter)/([^/]+)")
_FLAGS = {
    "konkurs": "konkurs",
    "avvikling": "underAvvikling",
    "tvang": "underTvangsavviklingEllerTvangsopplosning",
}
_ENDED = "2024-03-01"


class Enhetsregisteret(Standin):
    """The stand-in. Faults of ``enheter`` and ``underenheter``; ``felter`` replaces fields of the next answer found.

    ``fjernet`` holds the numbers of those that are taken out of the register, and answered with 410.
    """

    prefix = "/enhetsregisteret"
    spolbart = frozenset({"felter"})

    def __init__(self, base: str) -> None:
        super().__init__(base)
        self.fjernet: set[str] = set()
        self.spurt: list[str] = []
        for kind in ("enheter", "underenheter"):
            self.route("GET", f"/{kind}", self._answer, kind)

    def nullstill(self) -> None:
        """Everything as in personer.json again."""
        super().nullstill()
        self.fjernet.clear()
        self.spurt.clear()

    def handle(self, request: Request) -> Response:
        """The number is part of the address, and the routes are not that fine."""
        if address := _ADDRESS.fullmatch(request.path):
            request = replace(request, path=f"/{address[1]}", headers={**request.headers, "x-orgnr": address[2]})
        return super().handle(request)

    def _answer(self, request: Request) -> Response:
        orgnr, subunits = request.headers["x-orgnr"], request.path == "/underenheter"
        with self.lock:
            self.spurt.append(orgnr)
        if orgnr in self.fjernet:
            return json_response({"organisasjonsnummer": orgnr}, 410)
        unit = next((unit for unit in _units() if unit.orgnr == orgnr), None)
        if unit is None or (unit.overordnet is not None) is not subunits:
            return Response(404)
        return json_response(_fields(unit) | self.ta_spol("felter").get("felter", {}))


def _units() -> list[Virksomhet]:
    municipalities = [
        Virksomhet(kommune.key, kommune.orgnr, kommune.navn, "KOMM", None, False) for kommune in kommuner.values()
    ]
    return [*virksomheter.values(), *municipalities]


def _fields(unit: Virksomhet) -> dict[str, object]:
    """A deleted one is answered with when, and without the rest; the register writes names in capitals."""
    common: dict[str, object] = {
        "organisasjonsnummer": unit.orgnr,
        "navn": unit.navn.upper(),
        "organisasjonsform": {"kode": unit.enhetstype, "beskrivelse": "Oppdiktet"},
    }
    if unit.overordnet is not None:
        common["overordnetEnhet"] = virksomheter[unit.overordnet].orgnr
    if unit.er_slettet:
        return common | {"nedleggelsesdato" if unit.overordnet else "slettedato": _ENDED}
    return common | {field: unit.registrert == name for name, field in _FLAGS.items()}
