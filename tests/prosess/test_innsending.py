"""A small dokument from a system is one transaction: it is there, shared and whole, or there is nothing of it."""

import json

import pytest

from tests.prosess.conftest import LagTjeneste

_FLERE_STEG_ENN = 10


@pytest.mark.lang
def test_it_leaves_all_or_nothing_whichever_step_web_dies_before(ny_tjeneste: LagTjeneste) -> None:
    ut = ny_tjeneste().kjor("-m", "tests.prosess.dod_i_innsending", sekunder=240)
    funn = [json.loads(linje) for linje in ut.splitlines()]
    steg = [linje["steg"] for linje in funn]
    assert len(steg) > _FLERE_STEG_ENN
    assert {"exists", "write", "commit", "BEGIN IMMEDIATE", 'DELETE FROM "dokumenter_reservasjon"'} <= set(steg)
    # Only the last gets through; what the others wrote to the store is gone, and so is every id they had set aside.
    assert [linje["kode"] for linje in funn] == [-9] * (len(funn) - 1) + [0]
    assert [linje["delt"] for linje in funn] == [0] * (len(funn) - 1) + [1]
    assert [linje["objekter"] for linje in funn] == [0] * (len(funn) - 1) + [1]
    assert [linje["foreldrelose"] for linje in funn] == [0] * len(funn)
    assert {linje["reservasjoner"] for linje in funn} == {0}
