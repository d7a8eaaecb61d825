"""Which access in Altinn opens what, and the one client of the process."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from adapters.altinn import AltinnError, Verdict
from dokumenter.virksomhet.tilgangspakker import alle_pakker, altinnklient, apner, gamle_roller, pakkenavn
from tests.altinn import GAMMEL_ROLLE, ORDINAER, TAUSHETSBELAGT


@pytest.mark.parametrize(
    ("koder", "ordinaer", "taushetsbelagt"),
    [
        ({ORDINAER}, True, False),
        ({TAUSHETSBELAGT}, False, True),
        ({ORDINAER, TAUSHETSBELAGT}, True, True),
        ({GAMMEL_ROLLE}, False, False),
        ({"regnskapsforer-med-signeringsrettighet"}, False, False),
        (set(), False, False),
    ],
)
def test_it_opens_each_kind_of_post_by_its_own_package_only(
    koder: set[str], ordinaer: bool, taushetsbelagt: bool
) -> None:
    dom = Verdict(known=True, codes=frozenset(koder))
    assert (apner(dom, taushetsbelagt=False), apner(dom, taushetsbelagt=True)) == (ordinaer, taushetsbelagt)


@pytest.mark.parametrize(
    ("pa", "dager", "gjelder"), [(True, 1, True), (True, 0, False), (True, -1, False), (False, 1, False)]
)
def test_it_takes_the_old_role_until_its_last_day_and_never_for_confidential_post(
    settings: Settings, pa: bool, dager: int, gjelder: bool
) -> None:
    settings.ALTINN_GAMMEL_ROLLE = pa
    settings.ALTINN_GAMMEL_ROLLE_TIL = timezone.localdate() + timedelta(days=dager)
    dom = Verdict(known=True, codes=frozenset({GAMMEL_ROLLE}))
    assert bool(gamle_roller()) is gjelder
    assert (apner(dom, taushetsbelagt=False), apner(dom, taushetsbelagt=True)) == (gjelder, False)


def test_it_reads_packages_from_the_settings_whatever_their_capitals(settings: Settings) -> None:
    settings.ALTINN_PAKKER, settings.ALTINN_PAKKER_TAUSHETSBELAGT = [ORDINAER.upper()], ["egen-pakke"]
    assert alle_pakker() == {ORDINAER, "egen-pakke"}
    assert pakkenavn(taushetsbelagt=False) == ["Ordinær post til virksomheten"]
    assert pakkenavn(taushetsbelagt=True) == ["egen-pakke"]


@pytest.mark.parametrize("mangler", ["MASKINPORTEN_CLIENT_ID", "ALTINN_ABONNEMENTSNOKKEL"])
def test_it_asks_nobody_before_altinn_is_set_up(settings: Settings, mangler: str) -> None:
    settings.MASKINPORTEN_CLIENT_ID = settings.ALTINN_ABONNEMENTSNOKKEL = "satt"
    setattr(settings, mangler, "")
    with pytest.raises(AltinnError) as feil:
        altinnklient()
    assert (feil.value.code, feil.value.permanent) == ("not_configured", True)


def test_it_says_that_the_key_is_wrong_and_not_what_it_is(settings: Settings) -> None:
    settings.MASKINPORTEN_CLIENT_ID = settings.ALTINN_ABONNEMENTSNOKKEL = "satt"
    settings.MASKINPORTEN_PRIVATNOKKEL = "hemmelig"
    settings.ALTINN_GAMMEL_ROLLE_TIL = date(2027, 1, 1)
    with pytest.raises(AltinnError) as feil:
        altinnklient()
    assert feil.value.code.startswith("maskinporten_")
    assert feil.value.permanent
    assert "hemmelig" not in str(feil.value)
