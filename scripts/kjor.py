"""`make run`: the whole service on this machine, with keys, demo data and stand-ins, until Ctrl-C or SIGTERM.

Takes PORT (default 8000; the stand-ins get PORT+1) and DATA_DIR (default ./var). DATABASE_URL, REDIS_URL and LAGER_*
go through to the service, so that the same command runs it on PostgreSQL, Redis and S3.
"""

import fcntl
import json
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO, Any

ROT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROT))

from scripts.hemmeligheter import (  # noqa: E402
    IDPORTEN_KLIENT,
    MASKINPORTEN_KLIENT,
    lag_hemmeligheter,
    skriv_klientregister,
)
from scripts.prosesser import Barn, Vakt, do_med_forelder  # noqa: E402

VERT = "127.0.0.1"
PERSONER = ROT / "standins" / "personer.json"
FAGSYSTEM = "fagsystem.json"  # id and password of a system that may use the API
_START_FRIST = 90.0


def si(tekst: str) -> None:
    """Print at once, also into a pipe."""
    print(tekst, flush=True)


def main() -> int:
    """Start everything and watch it; returns the exit code."""
    try:
        port = int(os.environ.get("PORT") or 8000)
        if not 1 <= port <= 65534:  # noqa: PLR2004
            raise ValueError
    except ValueError:
        return _feil("PORT må være et tall mellom 1 og 65534.")
    data_dir = Path(os.environ.get("DATA_DIR") or ROT / "var").resolve()
    (data_dir / "logg").mkdir(parents=True, exist_ok=True)
    las = _las(data_dir)
    if las is None:
        return _feil(f"{data_dir} er i bruk av en annen «make run». Stopp den, eller velg en annen DATA_DIR.")
    for opptatt in (p for p in (port, port + 1) if not _ledig(p)):
        return _feil(f"Port {opptatt} er opptatt av et annet program. Velg en annen, for eksempel: make run PORT=8100")
    if "MAKELEVEL" in os.environ:
        do_med_forelder()
    vakt = Vakt([], si)
    vakt.lytt()
    _sett_miljo(port, data_dir)
    _klargjor(port, data_dir)
    vakt.barn = _barn(port, data_dir)
    vakt.start()
    try:
        if _vent_til_klar(vakt, port):
            _vis(port, data_dir)
            while not vakt.skal_stoppe:
                vakt.pass_pa()
                time.sleep(0.2)
        elif not vakt.skal_stoppe:
            return _feil(
                "Tjenesten kom ikke i gang.\n" + "\n".join(f"{b.navn}:\n{b.siste_linjer()}" for b in vakt.barn)
            )
    finally:
        si("Stopper.")
        vakt.stopp()
    si("Stoppet.")
    return 0


def _feil(tekst: str) -> int:
    print(tekst, file=sys.stderr, flush=True)
    return 1


def _las(data_dir: Path) -> IO[str] | None:
    """The lock on DATA_DIR, held as long as the file is open; None when another supervisor has it."""
    fil = (data_dir / "kjor.las").open("w", encoding="utf-8")
    try:
        fcntl.flock(fil, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        fil.close()
        return None
    return fil


def _ledig(port: int) -> bool:
    with socket.socket() as prove:
        prove.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prove.bind((VERT, port))
        except OSError:
            return False
    return True


def lokalt_miljo(standins: str) -> dict[str, str]:
    """The settings that point a service at the stand-ins at this address; its own address and secrets come besides."""
    return {
        "TILLAT_SYNTETISKE": "ja",
        "IDPORTEN_ISSUER": f"{standins}/idporten",
        "IDPORTEN_CLIENT_ID": IDPORTEN_KLIENT,
        "IDPORTEN_KID": IDPORTEN_KLIENT,
        "MASKINPORTEN_ISSUER": f"{standins}/maskinporten/",
        "MASKINPORTEN_CLIENT_ID": MASKINPORTEN_KLIENT,
        "MASKINPORTEN_KID": MASKINPORTEN_KLIENT,
        "ALTINN_URL": f"{standins}/altinn",
        "ALTINN_ABONNEMENTSNOKKEL": "standin-abonnement",
        "ENHETSREGISTERET_URL": f"{standins}/enhetsregisteret/api",
        "LOGG_FORMAT": "tekst",
    }


def _sett_miljo(port: int, data_dir: Path) -> None:
    """Give the service the settings of a local run; what is already set in the environment wins."""
    miljo = {
        "DATA_DIR": str(data_dir),
        "BASE_URL": f"http://{VERT}:{port}",
        **lokalt_miljo(f"http://{VERT}:{port + 1}"),
        **lag_hemmeligheter(data_dir / "hemmeligheter", os.environ),
    }
    for navn, verdi in miljo.items():
        os.environ.setdefault(navn, verdi)
    os.environ["DJANGO_SETTINGS_MODULE"] = "fiks_deldokument.settings"


def _klargjor(port: int, data_dir: Path) -> None:
    """Migrate, prepare the store, load the demo municipality, register with the stand-ins; all can be done again."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections
    from django.urls import reverse

    call_command("migrate", verbosity=0, interactive=False)
    call_command("klargjor_lager", stdout=(data_dir / "logg" / "klargjor.log").open("w"))
    call_command(
        "last_demo",
        personer=str(PERSONER),
        integrasjon=data_dir / "hemmeligheter" / FAGSYSTEM,
        stdout=(data_dir / "logg" / "demo.log").open("w"),
    )
    connections.close_all()
    personer = json.loads(PERSONER.read_text(encoding="utf-8"))
    skriv_klientregister(
        data_dir / "klienter.json",
        hemmeligheter=data_dir / "hemmeligheter",
        base_url=os.environ["BASE_URL"],
        stier={
            "callback": reverse("users:oidc_callback"),
            "frontkanal": reverse("users:frontchannel_logout"),
            "bakkanal": reverse("users:backchannel_logout"),
            "orgnr": personer["kommuner"]["testvik"]["orgnr"],
        },
    )


def _barn(port: int, data_dir: Path) -> list[Barn]:
    celery = ["celery", "-A", "fiks_deldokument"]
    produkt = f"http://{VERT}:{port}"
    moduler = {
        "standins": ["standins", "--port", str(port + 1), "--produkt", produkt],
        "web": ["gunicorn", "--config", "gunicorn.conf.py"],
        "worker": ["fiks_deldokument.worker"],
        "beat": [*celery, "beat", "--loglevel", "INFO", "--pidfile="],
    }
    moduler["standins"] += ["--klienter", str(data_dir / "klienter.json")]
    moduler["web"] += ["fiks_deldokument.wsgi:application"]
    miljo = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROT), "WEB_ADRESSE": f"{VERT}:{port}"}
    return [
        Barn(navn, [sys.executable, "-m", *modul], miljo, data_dir / "logg" / f"{navn}.log")
        for navn, modul in moduler.items()
    ]


def _vent_til_klar(vakt: Vakt, port: int) -> bool:
    """True when web, stand-ins, worker and beat all answer; False when told to stop, or when it takes too long."""
    from fiks_deldokument import hjerteslag

    frist = time.monotonic() + _START_FRIST
    startet = time.time()
    while not vakt.skal_stoppe and time.monotonic() < frist:
        vakt.pass_pa()
        alder = hjerteslag.alder()
        arbeider = alder is not None and time.time() - alder >= startet
        if arbeider and _svarer(f"http://{VERT}:{port}/readyz") and _svarer(f"http://{VERT}:{port + 1}/helse"):
            return True
        time.sleep(0.1)
    return False


def _svarer(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as svar:  # noqa: S310  # loopback
            return bool(svar.status == 200)  # noqa: PLR2004
    except (urllib.error.URLError, OSError):
        return False


def _vis(port: int, data_dir: Path) -> None:
    """Print what a newcomer needs: who can log in, where the data is, the address."""
    data: dict[str, Any] = json.loads(PERSONER.read_text(encoding="utf-8"))
    si("\nTestpersoner (oppdiktede; velg dem med en knapp på innloggingssiden):")
    for person in data["personer"].values():
        si(f"  {person['fnr']}  {person['navn']:<24} {person['beskrivelse']}")
    si(f"\nData og logger ligger i {data_dir}. Etterligningene av ID-porten m.m.: http://{VERT}:{port + 1}")
    si(f"API-et for fagsystemer er beskrevet på http://{VERT}:{port}/api/. Prøv det:")
    si(
        f"  .venv/bin/python docs/klienteksempel.py --api http://{VERT}:{port} "
        f"--maskinporten http://{VERT}:{port + 1}/maskinporten --fagsystem {data_dir / 'hemmeligheter' / FAGSYSTEM}"
    )
    si("Stopp med Ctrl-C.\n")
    si(f"Klar: http://{VERT}:{port}")


if __name__ == "__main__":
    sys.exit(main())
