"""Statistikk in a real browser."""

import pytest
from django.utils import timezone

from dokumenter.services.manedstall import tell_maneder
from dokumenter.services.nedlasting import lever_dokument
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from tests.nettleser.conftest import NySide
from tests.nettleser.sjekker import axe, ingen_overflyt
from users.models import User


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_is_accessible_and_narrow_enough(
    ny_side: NySide, konto: Konto, kari: User, admin: User, mottaker: User, bredde: int
) -> None:
    side = ny_side(admin, bredde=bredde)
    sti = f"/konfigurasjon/{konto.organisasjon_id}/statistikk/"
    for talt in (False, True):
        if talt:
            for _nr in range(3):
                deling = lag_deling(konto, kari, mottaker)
            list(lever_dokument(dokument=deling.dokumenter.get(), start=0, slutt=7, av=mottaker))
            tell_maneder(naa=timezone.now())
        for sporring in ("", f"?konto={konto.id}"):
            side.goto(sti + sporring)
            axe(side)
            ingen_overflyt(side)
    for tittel in side.locator("caption").all():  # a caption of a table in pieces is easily one letter wide
        boks = tittel.bounding_box()
        assert boks
        assert boks["width"] > 100
