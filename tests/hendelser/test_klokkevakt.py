"""The watch on this host's clock: right, ahead, behind, and gone backwards where there is only one clock."""

import pytest
from pytest_django.fixtures import Settings
from structlog.testing import capture_logs

from hendelser.klokkevakt import klokkeavvik, klokken_gar_rett
from hendelser.models import SYSTEM, Hendelsestype
from hendelser.services import skriv_hendelse

pytestmark = pytest.mark.django_db


def test_it_lets_work_go_on_while_the_clock_is_right() -> None:
    skriv_hendelse(Hendelsestype.GAMMELT_FJERNET, av=SYSTEM)
    with capture_logs() as logg:
        assert klokken_gar_rett("sveip")
    assert logg == []


def test_it_stops_work_and_says_how_wrong_the_clock_is(skjev_klokke: float) -> None:
    assert abs(klokkeavvik() - skjev_klokke) < 60
    with capture_logs() as logg:
        assert not klokken_gar_rett("sveip")
    [linje] = logg
    assert (linje["event"], linje["arbeid"], linje["log_level"]) == ("klokken_gar_feil", "sveip", "error")
    assert abs(linje["avvik_sekunder"] - skjev_klokke) < 60


def test_it_bears_what_the_setting_allows(skjev_klokke: float, settings: Settings) -> None:
    settings.KLOKKE_AVVIK_SEKUNDER = int(abs(skjev_klokke)) + 60
    assert klokken_gar_rett("sveip")
