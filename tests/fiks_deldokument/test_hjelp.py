"""Hjelp and Hva er nytt: for everybody, in three languages, without a look into the database."""

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from fiks_deldokument.hjelpetekst import NYTT, ROLLER

STIER = ["/hjelp/", *(f"/hjelp/{rolle.id}/" for rolle in ROLLER), "/hva-er-nytt/"]


@pytest.mark.parametrize("sti", STIER)
@pytest.mark.parametrize("sprak", ["nb", "nn", "en"])
def test_it_is_for_nobody_in_particular(
    sti: str, sprak: str, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        svar = Client().get(sti, headers={"Accept-Language": sprak})
    assert svar.status_code == 200
    assert f'<html lang="{sprak}"' in svar.content.decode()


def test_it_answers_what_each_role_asks(db: None) -> None:
    side = Client().get("/hjelp/").content.decode()
    for rolle in ROLLER:
        assert f'href="/hjelp/{rolle.id}/"' in side
        hjelp = Client().get(f"/hjelp/{rolle.id}/").content.decode()
        assert hjelp.count("<h2") == len(rolle.svar)
    assert Client().get("/hva-er-nytt/").content.decode().count("<h2") == len(NYTT)


def test_it_shows_each_role_a_picture_that_is_there_in_both_colours(db: None) -> None:
    for rolle in (rolle for rolle in ROLLER if rolle.bilde):
        side = Client().get(f"/hjelp/{rolle.id}/").content.decode()
        for fil in (f"hjelp/{rolle.bilde}.png", f"hjelp/{rolle.bilde}-mork.png"):
            assert fil in side
            assert finders.find(fil)


def test_it_knows_no_other_role(db: None) -> None:
    assert Client().get("/hjelp/sjef/").status_code == 404


def test_it_is_reached_from_every_page(db: None) -> None:
    side = Client().get("/").content.decode()
    assert 'href="/hjelp/"' in side
    assert 'href="/hva-er-nytt/"' in side
