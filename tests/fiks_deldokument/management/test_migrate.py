"""`migrate` does what Django's does. That it is polite is shown on a real server (tests/prosess/test_migrering.py)."""

from io import StringIO

import pytest
from django.core.management import call_command, get_commands
from django.db import connection


@pytest.mark.django_db(transaction=True)
def test_it_is_the_one_that_runs_and_finds_nothing_left_to_do() -> None:
    assert get_commands()["migrate"] == "fiks_deldokument"
    ut = StringIO()
    call_command("migrate", stdout=ut, no_color=True)
    assert "No migrations to apply." in ut.getvalue()


@pytest.mark.django_db(transaction=True)
def test_it_waits_a_second_for_a_table_and_no_longer() -> None:
    call_command("migrate", stdout=StringIO())
    with connection.cursor() as peker:
        if connection.vendor == "postgresql":
            peker.execute("SHOW lock_timeout")
            assert peker.fetchone() == ("1s",)
            peker.execute("RESET lock_timeout")
        peker.execute("SELECT 1")
        assert peker.fetchone() == (1,)
