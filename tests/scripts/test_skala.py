"""`make skala` writes its rows in plain SQL, which must know every column there is."""

import re

import pytest
from django.apps import apps
from django.db.models import NOT_PROVIDED, AutoField

from bench.skala_fyll import _RADENE, _STAMMEN

_INN = re.compile(r"INSERT INTO (\w+) \(([^)]+)\)")
_MODELLER = {modell._meta.db_table: modell for modell in apps.get_models()}


@pytest.mark.parametrize("sporring", [*_STAMMEN, *_RADENE], ids=lambda sporring: str(_INN.findall(sporring)[0][0]))
def test_it_fills_every_column_that_must_have_a_value(sporring: str) -> None:
    [(tabell, kolonner)] = _INN.findall(sporring)
    felter = _MODELLER[tabell]._meta.local_concrete_fields
    kreves = {
        felt.column
        for felt in felter
        if not felt.null and felt.db_default is NOT_PROVIDED and not isinstance(felt, AutoField)
    }
    skrevet = set(re.split(r",\s*", kolonner))
    assert kreves <= skrevet <= {felt.column for felt in felter}
