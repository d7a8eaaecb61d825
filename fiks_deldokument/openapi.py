"""The description of the API: what the code says of each path, and what holds for all of them."""

from __future__ import annotations

from copy import deepcopy
from http.client import responses
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

BESKRIVELSE = (
    "Del dokumenter med innbyggere og virksomheter, fra system til system. Hvert kall har tre hoder: Authorization med "
    "et token fra Maskinporten (eller ID-porten, på vegne av en person), IntegrasjonId og IntegrasjonPassord. "
    "En administrator oppretter integrasjonen og gir den tilgang til kontoer under Konfigurasjon. Adressene kan ha "
    "skråstrek til slutt eller la det være. Felter vi ikke kjenner, ses det bort fra."
)
# In the library's place, whose words are those of the Python it runs on.
_SVAR = {
    200: "Svaret",
    201: "Opprettet",
    202: "Stengt, men ikke bekreftet av lageret ennå",
    204: "Gjort; svaret er uten kropp",
    206: "Den delen av dokumentet det ble spurt om (Range)",
    304: "Dokumentet er det samme som før (If-None-Match)",
    409: "Dokumentet kontrolleres ennå; vent så mange sekunder som Retry-After sier",
    412: "Dokumentet er ikke det samme som før (If-Match)",
    416: "Dokumentet har ikke bytene det ble spurt om",
}
_FEIL = {
    400: "Noe i kallet er feil; message navngir feltet",
    401: "Token, IntegrasjonId eller IntegrasjonPassord er ikke riktig; svaret sier ikke hvilket",
    403: "Integrasjonen (eller personen) er kjent, men mangler tilgangen",
    404: "Finnes ikke, eller tilhører en annen organisasjon",
    410: "Kontoen eller dokumentet er slettet",
    413: "Kallet er for stort",
    429: "For mange kall; vent så mange sekunder som Retry-After sier",
    500: "Noe gikk galt hos oss; oppgi errorId til brukerstøtten",
    503: "En tjeneste vi trenger, svarer ikke; prøv igjen om litt",
}
_UTEN_INNLOGGING = {500, 503}
_MED_VENTETID = {409, 429}
_INT32 = 2**31 - 1
_HODER = {
    "IntegrasjonId": "Integrasjonens id, fra Konfigurasjon",
    "IntegrasjonPassord": "Integrasjonens passord, vist én gang da det ble laget",
}
_METODER = {"get", "post", "put", "patch", "delete"}
Skjema = dict[str, Any]
_VENT: Skjema = {"Retry-After": {"description": "Sekunder", "schema": {"type": "integer"}}}


class DokumentlagerApi(NinjaAPI):
    """The same API, with a description that is complete."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Skjema | None = None) -> OpenAPISchema:
        """OpenAPI 3.1: every path with every status it can answer."""
        skjema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        deler = skjema["components"]
        skjema["paths"] = deepcopy(skjema["paths"])  # parts of it belong to the code that described them
        deler["schemas"].update(_loft_definisjoner(skjema["paths"]))
        for operasjoner in skjema["paths"].values():
            for metode, operasjon in operasjoner.items():
                if metode in _METODER:
                    _fyll_ut(operasjon)
            if "head" in operasjoner:  # described together with GET, and is an operation of its own
                operasjoner["head"] = _uten_innhold(operasjoner["head"])
        deler["securitySchemes"] = {
            "Token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            **{
                navn: {"type": "apiKey", "in": "header", "name": navn, "description": tekst}
                for navn, tekst in _HODER.items()
            },
        }
        _gi_tallene_bredde(skjema)
        return skjema


def _loft_definisjoner(verdi: object) -> Skjema:
    """Take the `$defs` out of what was written by hand, to where everything refers."""
    funnet: Skjema = {}
    if isinstance(verdi, dict):
        funnet |= verdi.pop("$defs", {})
    for ett in verdi.values() if isinstance(verdi, dict) else verdi if isinstance(verdi, list) else ():
        funnet |= _loft_definisjoner(ett)
    return funnet


def _fyll_ut(operasjon: Skjema) -> None:
    """Add the errors that come from the frame around the operation, and its three headers."""
    krever_innlogging = "security" in operasjon
    if krever_innlogging:
        operasjon["security"] = [{"Token": [], **{navn: [] for navn in _HODER}}]
    svar = operasjon["responses"]
    for status, tekst in _FEIL.items():
        if krever_innlogging or status in _UTEN_INNLOGGING:
            svar[status] = _feilsvar(tekst)
    for status, ett in svar.items():
        if ett["description"] == responses.get(int(status)):
            ett["description"] = _SVAR[int(status)]
        if int(status) in _MED_VENTETID:
            ett["headers"] = _VENT
    operasjon["responses"] = {status: svar[status] for status in sorted(svar, key=int)}


def _feilsvar(tekst: str) -> Skjema:
    return {
        "description": tekst,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Feilmelding"}}},
    }


def _uten_innhold(operasjon: Skjema) -> Skjema:
    """HEAD: the same headers, and no body, in errors neither."""
    svar = {status: {n: v for n, v in ett.items() if n != "content"} for status, ett in operasjon["responses"].items()}
    return operasjon | {"operationId": f"{operasjon['operationId']}_head", "responses": svar}


def _gi_tallene_bredde(verdi: object) -> None:
    """Say of every whole number how wide it can be: a document is larger than what many a client calls an integer."""
    if isinstance(verdi, dict):
        if verdi.get("type") == "integer":
            verdi.setdefault("format", "int32" if verdi.get("maximum", _INT32 + 1) <= _INT32 else "int64")
        verdi = list(verdi.values())
    for ett in verdi if isinstance(verdi, list) else ():
        _gi_tallene_bredde(ett)
