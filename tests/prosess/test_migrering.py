"""The tables change while others use them: who reads and writes is never kept waiting for long."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from contextlib import closing

import psycopg2

from tests.prosess.conftest import LagTjeneste
from tests.prosess.tjenere import Postgres
from tests.prosess.tjeneste import ROT, vent_til

_EN_SKRIVING = "UPDATE dokumenter_deling SET tilstand = tilstand WHERE opprettet < '2000-01-01'"


def test_it_steps_out_of_the_line_while_somebody_uses_the_table(ny_tjeneste: LagTjeneste, postgres: Postgres) -> None:
    """A long report holds the table; the migration waits for it, and no writer waits for the migration."""
    adresse = postgres.ny_database("migrering")
    tjeneste = ny_tjeneste({"DATABASE_URL": adresse})
    tjeneste.kjor("manage.py", "migrate", "dokumenter", "0010")
    utskrift = tjeneste.mappe / "migrate.txt"
    with (
        closing(psycopg2.connect(adresse)) as rapport,
        closing(psycopg2.connect(adresse)) as skriver,
        utskrift.open("wb") as ut,
    ):
        with rapport.cursor() as leser:
            leser.execute("SELECT count(*) FROM dokumenter_deling")  # and its transaction stays open
        kommando = [sys.executable, "manage.py", "migrate", "dokumenter", "0011"]
        migrering = subprocess.Popen(kommando, cwd=ROT, env=tjeneste.miljo, stdout=ut, stderr=ut)
        try:
            vent_til(lambda: "i bruk akkurat nå" in utskrift.read_text(encoding="utf-8"), hva="at migreringen venter")
            with skriver.cursor() as peker:
                # Longer than the migration stands in line, so this fails only if it were to stand there all the time.
                peker.execute("SET lock_timeout = '20s'")
                for _ in range(5):
                    peker.execute(_EN_SKRIVING)
                    skriver.commit()
            assert migrering.poll() is None
            rapport.rollback()
            assert migrering.wait(timeout=60) == 0
        finally:
            migrering.kill()
            migrering.wait()
    assert "dokumenter.0011" in utskrift.read_text(encoding="utf-8")


def test_it_makes_every_change_that_is_to_come_while_others_write(ny_tjeneste: LagTjeneste, postgres: Postgres) -> None:
    """From the last version on: the migrations run one after another, and a writer is never refused."""
    adresse = postgres.ny_database("skriving")
    tjeneste = ny_tjeneste({"DATABASE_URL": adresse})
    for app, fra in (("dokumenter", "0011"), ("hendelser", "0007"), ("kontoer", "0003"), ("users", "0004")):
        tjeneste.kjor("manage.py", "migrate", app, fra)
    ferdig, skrevet = threading.Event(), 0
    feil: list[psycopg2.Error] = []

    def skriv() -> None:
        nonlocal skrevet
        with closing(psycopg2.connect(adresse)) as skriver, skriver.cursor() as peker:
            peker.execute("SET lock_timeout = '20s'")
            while not ferdig.is_set():
                try:
                    peker.execute(_EN_SKRIVING)
                    skriver.commit()
                except psycopg2.Error as grunn:
                    feil.append(grunn)
                    return
                skrevet += 1
                time.sleep(0.01)

    trad = threading.Thread(target=skriv)
    trad.start()
    try:
        tjeneste.kjor("manage.py", "migrate")
    finally:
        ferdig.set()
        trad.join(timeout=60)
    assert feil == []
    assert skrevet > 0
    assert "[ ]" not in tjeneste.kjor("manage.py", "showmigrations")
