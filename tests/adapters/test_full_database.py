"""Real errors of the database the tests run on: out of room, and another one."""

import pytest
from django.db import DatabaseError, connection, transaction

from adapters.full_database import er_full


def _fa_feil(sql: str) -> DatabaseError:
    with pytest.raises(DatabaseError) as feil, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    return feil.value


@pytest.mark.django_db
def test_it_knows_a_database_that_is_out_of_room() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE fyll (data BLOB)")
            cursor.execute("PRAGMA temp.max_page_count = 5")
        assert er_full(_fa_feil("INSERT INTO fyll VALUES (zeroblob(1000000))"))
    else:
        assert er_full(_fa_feil("DO $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$"))


@pytest.mark.django_db
def test_it_takes_no_other_error_for_that() -> None:
    assert not er_full(_fa_feil("SELECT * FROM finnes_ikke"))
