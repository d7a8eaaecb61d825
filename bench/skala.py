"""`make skala`: fills PostgreSQL with a large installation and prints what every page and API operation costs there.

    python -m bench.skala [antall delinger] [--runder N] [--minutter N] [--bare TEKST] [--alt]

Ten events come with each deling: 1 000 000 gives ten million. Without DATABASE_URL a PostgreSQL is started for the
run; with it, what was filled before is measured again. Over a limit: 1 is returned, and the line says OVER.
"""

from __future__ import annotations

import argparse
import base64
import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import cast

from scripts.hemmeligheter import lag_sertifikat, rsa_nokkel
from standins.altinn import ABONNEMENTSNOKKEL
from standins.personer import integrasjoner
from standins.server import Standins, start_i_traad

ROT = Path(__file__).resolve().parent.parent
_MINST = 20_000
SPORRINGER, DATABASE_MS, PYTHON_MS = 10, 20.0, 60.0


def main() -> int:
    """Fill, measure, print."""
    valg = _valg()
    if "DATABASE_URL" not in os.environ:
        kommando = [sys.executable, "scripts/med_postgres.py", sys.executable, "-m", "bench.skala", *sys.argv[1:]]
        return subprocess.run(kommando, cwd=ROT, check=False).returncode
    with tempfile.TemporaryDirectory(prefix="deldokument-skala-") as mappe, start_i_traad() as standins:
        _sett_opp(Path(mappe), standins)
        return _mal(valg, standins)


def _valg() -> argparse.Namespace:
    leser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    leser.add_argument("antall", nargs="?", type=int, default=100_000, help="delinger (100 000)")
    leser.add_argument("--runder", type=int, default=15, help="målinger av hver operasjon (15)")
    leser.add_argument("--minutter", type=float, default=30, help="det hele tar aldri lenger enn dette (30)")
    leser.add_argument("--bare", default="", help="bare operasjoner med denne teksten i navnet")
    leser.add_argument("--alt", action="store_true", help="vis den tregeste spørringen også")
    valg = leser.parse_args()
    if valg.antall < _MINST:
        leser.error(f"minst {_MINST} delinger, ellers er det ingen side 200")
    return valg


def _sett_opp(mappe: Path, standins: Standins) -> None:
    """The product as it is run, with keys of its own; the same each time, so that a filled database can be read."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from jwt.algorithms import RSAAlgorithm

    produkt, privat = integrasjoner["produkt"], rsa_nokkel()
    nokkel = cast(RSAPrivateKey, load_pem_private_key(privat.encode(), None))
    jwk = RSAAlgorithm.to_jwk(nokkel.public_key(), as_dict=True) | {"kid": "skala"}
    standins.maskinporten.levetid_sekunder = 4 * 3600
    standins.maskinporten.registrer_klient(
        client_id=produkt.client_id, jwks={"keys": [jwk]}, orgnr=produkt.orgnr, scopes=list(produkt.scopes)
    )
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "fiks_deldokument.settings",
        "DATA_DIR": str(mappe),
        "STATIC_ROOT": os.environ.get("STATIC_ROOT", str(ROT / "staticfiles")),
        "BASE_URL": "http://testserver",
        "SECRET_KEY": secrets.token_urlsafe(32),
        "HOVEDNOKLER": f"skala:{base64.b64encode(b'1' * 32).decode()}",
        "IDENT_NOKKEL": base64.b64encode(b"2" * 32).decode(),
        "TILLAT_SYNTETISKE": "ja",
        "IDPORTEN_ISSUER": standins.idporten.issuer,
        "IDPORTEN_CLIENT_ID": "skala",
        "IDPORTEN_KID": "skala",
        "IDPORTEN_PRIVATNOKKEL": privat,
        "MASKINPORTEN_ISSUER": standins.maskinporten.issuer,
        "MASKINPORTEN_CLIENT_ID": produkt.client_id,
        "MASKINPORTEN_PRIVATNOKKEL": privat,
        "MASKINPORTEN_KID": "skala",
        "ALTINN_URL": f"{standins.base}/altinn",
        "ALTINN_ABONNEMENTSNOKKEL": ABONNEMENTSNOKKEL,
        "DEKRYPTERING_PRIVATNOKKEL": privat,
        "DEKRYPTERING_SERTIFIKAT": lag_sertifikat(privat),
        "API_KALL_PER_MINUTT": "10000000",
        "LOGG_NIVA": "ERROR",
        "LOGG_FORMAT": "tekst",
    }
    import django

    django.setup()


def _mal(valg: argparse.Namespace, standins: Standins) -> int:
    from django.core.management import call_command

    from bench.skala_fyll import fyll
    from bench.skala_mal import mal, store_tabeller
    from bench.skala_operasjoner import Operasjoner
    from dokumenter.storage.lager import dokumentlager

    frist = time.monotonic() + 60 * valg.minutter
    call_command("migrate", verbosity=0, interactive=False)
    dokumentlager().prepare()
    installasjon = fyll(valg.antall, frist=frist, si=lambda tekst: print(tekst, file=sys.stderr, flush=True))
    for tabell, rader in sorted(store_tabeller().items(), key=lambda par: -par[1]):
        print(f"{tabell:<32} {rader:>12,} rader".replace(",", " "))
    print(f"\n{'':<5} {'operasjon':<42} status spørr.     p50     p95 venter  db-cpu  python  (ms)")
    over = 0
    for navn, operasjon in Operasjoner(installasjon, standins).alle():
        if valg.bare not in navn:
            continue
        if time.monotonic() > frist:
            print("Tiden er ute; resten er ikke målt.")
            return 1
        maling = mal(navn, operasjon, runder=valg.runder, lengst=15)
        venter, python = maling.median("database"), maling.median("python")
        database = venter if maling.databasens_cpu is None else maling.databasens_cpu
        holder = maling.sporringer <= SPORRINGER and database <= DATABASE_MS and python <= PYTHON_MS
        over += not holder or bool(maling.gjennomlest) or maling.status >= 500
        tall = f"{maling.median('total'):7.1f} {maling.p95:7.1f} {venter:6.1f} {database:7.1f} {python:7.1f}"
        leser = f"  leser gjennom {', '.join(sorted(maling.gjennomlest))}" if maling.gjennomlest else ""
        print(f"{'' if holder else 'OVER':<5} {navn:<42} {maling.status:>6} {maling.sporringer:>6} {tall}{leser}")
        if valg.alt:
            print(f"      {maling.tregest}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
