"""Et fagsystem på to skjermbilder: last opp et dokument, les om det, gi det lengre tid, søk det fram og slett det.

Trenger bare Python og requests. `make run` skriver ut kommandoen som kjører eksempelet på egen maskin.
Mot en ordentlig installasjon er to ting annerledes: tokenet hentes fra Maskinporten med virksomhetens egen nøkkel
(JWT grant), og id og passord får dere av administratoren i kommunen.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import requests

TIDSGRENSE = 60


class Dokumentlager:
    """Kallene et fagsystem trenger, på én konto."""

    def __init__(self, api: str, token: str, fagsystem: dict[str, str]) -> None:
        self.okt = requests.Session()
        self.okt.headers["Authorization"] = f"Bearer {token}"
        self.okt.headers["IntegrasjonId"] = fagsystem["integrasjonId"]
        self.okt.headers["IntegrasjonPassord"] = fagsystem["integrasjonPassord"]
        self.konto = f"{api}/dokumentlager/api/v1/{fagsystem['fiksOrganisasjonId']}/kontoer/{fagsystem['kontoId']}"

    def last_opp(self, navn: str, innhold: bytes, metadata: dict[str, Any]) -> tuple[str, str]:
        """Del et dokument. Svaret er dokumentets id, og lenken mottakerne skal ha."""
        deler = {
            # Metadata først, så dokumentet: tjenesten leser dem i den rekkefølgen, uten å vente på resten.
            "metadata": (None, json.dumps(metadata), "application/json"),
            "dokument": (navn, innhold, "application/octet-stream"),
        }
        svar = self._kall("POST", "/dokumenter/", files=deler)
        return svar.json()["id"], svar.headers["Location"]

    def les(self, dokument_id: str) -> dict[str, Any]:
        """Metadata, og alt som har skjedd med dokumentet."""
        return dict(self._kall("GET", f"/dokumenter/{dokument_id}").json())

    def forleng(self, dokument_id: str, sekunder: int) -> str:
        """Gi dokumentet ny levetid, regnet fra nå."""
        return str(self._kall("PATCH", f"/dokumenter/{dokument_id}", json={"ttl": sekunder}).json()["tilgjengeligTil"])

    def sok(self, **kriterier: Any) -> list[dict[str, Any]]:
        """Finn dokumenter på kontoen."""
        return list(self._kall("POST", "/dokumenter/sok?antall=10", json=kriterier).json()["dokumenter"])

    def er_lest(self, dokument_id: str) -> bool:
        """Har en mottaker hentet hele dokumentet?"""
        svar = self._kall("POST", "/dokumenter/lest", json={"ids": [dokument_id]})
        return bool(svar.json()["statuser"][0]["lest"])

    def slett(self, dokument_id: str) -> None:
        """Fra nå av kan ingen hente dokumentet."""
        self._kall("DELETE", f"/dokumenter/{dokument_id}")

    def _kall(self, metode: str, sti: str, **kwargs: Any) -> requests.Response:
        svar = self.okt.request(metode, self.konto + sti, timeout=TIDSGRENSE, **kwargs)
        if not svar.ok:
            feil = svar.json()
            raise SystemExit(f"{feil['status']} {feil['message']} (errorId {feil['errorId']})")
        return svar


def hent_token(maskinporten: str, orgnr: str) -> str:
    """Et token fra etterligningen av Maskinporten, som gir det til hvem som helst."""
    svar = requests.post(f"{maskinporten}/_test/token", json={"orgnr": orgnr}, timeout=TIDSGRENSE)
    svar.raise_for_status()
    return str(svar.json()["access_token"])


def main() -> None:
    """Alt sammen, i rekkefølge."""
    valg = argparse.ArgumentParser(description=__doc__)
    valg.add_argument("--api", default="http://127.0.0.1:8000")
    valg.add_argument("--maskinporten", default="http://127.0.0.1:8001/maskinporten")
    valg.add_argument("--fagsystem", type=Path, default=Path("var/hemmeligheter/fagsystem.json"))
    valg.add_argument("--fnr", required=False, default="", help="mottakerens fødselsnummer; ellers er ingen mottaker")
    arg = valg.parse_args()
    fagsystem = json.loads(arg.fagsystem.read_text(encoding="utf-8"))
    lager = Dokumentlager(arg.api, hent_token(arg.maskinporten, fagsystem["orgnr"]), fagsystem)

    dokument_id, lenke = lager.last_opp(
        "vedtak.txt",
        "Søknaden er innvilget.".encode(),
        {
            "dokumentnavn": "vedtak.txt",
            "mimetype": "text/plain",
            "ttl": 14 * 24 * 3600,
            "eksponertFor": [{"type": "PERSON", "fnr": arg.fnr}] if arg.fnr else [],
        },
    )
    si(f"Lastet opp {dokument_id}. Mottakerens lenke: {lenke}")
    for hendelse in lager.les(dokument_id)["hendelser"]:
        si(f"  {hendelse['dato']}  {hendelse['melding']} ({hendelse['aktor']})")
    si(f"Kan hentes til {lager.forleng(dokument_id, 30 * 24 * 3600)}")
    si(f"Søk på «vedtak» ga {len(lager.sok(dokumentnavn='vedtak', slettet=False))} treff")
    si(f"Lest av mottakeren: {'ja' if lager.er_lest(dokument_id) else 'nei'}")
    lager.slett(dokument_id)
    si(f"Slettet: {'ja' if lager.les(dokument_id)['slettet'] else 'nei'}")


def si(tekst: str) -> None:
    """Skriv en linje."""
    sys.stdout.write(tekst + "\n")


if __name__ == "__main__":
    main()
