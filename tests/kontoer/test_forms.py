"""What the forms of Konfigurasjon take, and what they say about what they do not take."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from kontoer.forms import KontoinnstillingerForm, NavnForm, PersonForm, RettigheterForm, SlettKontoForm
from kontoer.models import Konto
from standins.personer import kommuner, personer


def test_it_takes_a_name_and_normalises_it() -> None:
    form = NavnForm({"navn": "  Barnevern   og  familie "})
    assert form.is_valid()
    assert form.cleaned_data["navn"] == "Barnevern og familie"


@pytest.mark.parametrize("navn", ["", " ", "x", "x" * 201])
def test_it_refuses_a_name_that_is_too_short_or_too_long(navn: str) -> None:
    assert "navn" in NavnForm({"navn": navn}).errors


def test_it_takes_a_person_by_number_with_spaces() -> None:
    fnr = personer["kari"].fnr
    form = PersonForm({"fnr": f" {fnr[:6]} {fnr[6:]} ", "navn": "Kari Testperson"})
    assert form.is_valid()
    assert form.cleaned_data["fnr"] == fnr


@pytest.mark.parametrize("fnr", ["", "12345678901", kommuner["testvik"].orgnr, "9" * 41])
def test_it_refuses_what_is_no_fodselsnummer_and_does_not_repeat_it(fnr: str) -> None:
    form = PersonForm({"fnr": fnr, "navn": "Kari Testperson"})
    assert list(form.errors) == ["fnr"]
    assert not fnr or fnr not in str(form.errors["fnr"])


def test_it_takes_the_settings_of_a_konto() -> None:
    konto = Konto(navn="Barnevern")
    form = KontoinnstillingerForm(KontoinnstillingerForm.fra(konto) | {"sikkerhetsniva": "4", "taushetsbelagt": "on"})
    assert form.is_valid()
    assert (form.innstillinger.sikkerhetsniva, form.innstillinger.taushetsbelagt) == (4, True)
    assert form.innstillinger.standard_varighet_dager == konto.standard_varighet_dager


def test_it_leaves_what_was_not_touched_as_another_has_made_it() -> None:
    """A page from before four eyes was turned on, sent to change something else."""
    konto = Konto(navn="Barnevern")
    vist = KontoinnstillingerForm(initial=KontoinnstillingerForm.fra(konto)).initial["vist"]
    sendt = {"standard_varighet_dager": "7", "lengste_varighet_dager": "365", "sikkerhetsniva": "3", "vist": vist}
    konto.fire_oyne, konto.taushetsbelagt = True, True
    form = KontoinnstillingerForm(sendt, initial=KontoinnstillingerForm.fra(konto))
    assert form.is_valid()
    nye = form.innstillinger
    assert (nye.standard_varighet_dager, nye.fire_oyne, nye.taushetsbelagt) == (7, True, True)
    na = KontoinnstillingerForm(initial=KontoinnstillingerForm.fra(konto)).initial["vist"]
    form = KontoinnstillingerForm(sendt | {"vist": na}, initial=KontoinnstillingerForm.fra(konto))
    assert form.is_valid()
    assert (form.innstillinger.fire_oyne, form.innstillinger.taushetsbelagt) == (False, False)


@pytest.mark.parametrize("vist", ["", "x", "[]"])
def test_it_takes_all_as_it_stands_when_nobody_knows_what_was_shown(vist: str) -> None:
    form = RettigheterForm({"er_administrator": "on", "vist": vist}, initial={"kan_dele": True})
    assert form.is_valid()
    assert (form.rettigheter.kan_dele, form.rettigheter.er_administrator) == (False, True)


@pytest.mark.parametrize("dager", ["0", "-1", "x", "", "100000000"])
def test_it_refuses_a_duration_that_is_none(dager: str) -> None:
    verdier = KontoinnstillingerForm.fra(Konto(navn="Barnevern")) | {"lengste_varighet_dager": dager}
    assert list(KontoinnstillingerForm(verdier).errors) == ["lengste_varighet_dager"]


def test_it_refuses_a_level_that_does_not_exist() -> None:
    verdier = KontoinnstillingerForm.fra(Konto(navn="Barnevern")) | {"sikkerhetsniva": "5"}
    assert list(KontoinnstillingerForm(verdier).errors) == ["sikkerhetsniva"]


@pytest.mark.parametrize(
    ("skrevet", "gyldig"), [("Barnevern", True), (" Barnevern ", True), ("barnevern", False), ("", False)]
)
def test_it_deletes_only_by_the_name_itself(skrevet: str, gyldig: bool) -> None:
    assert SlettKontoForm({"navn": skrevet}, konto=Konto(navn="Barnevern")).is_valid() is gyldig


def test_it_lets_one_who_may_share_also_upload() -> None:
    for verdier, kan in (({"kan_dele": "on"}, True), ({"er_administrator": "on"}, False)):
        form = RettigheterForm(verdier)
        assert form.is_valid()
        assert form.rettigheter.kan_dele is form.rettigheter.kan_laste_opp is kan
        assert form.rettigheter.er_administrator is not kan


@pytest.mark.parametrize(("adresse", "policy", "finnes"), [("", "", False), ("", "blokker", True), ("v:1", "", True)])
def test_it_offers_scanning_where_there_is_something_to_choose(
    settings: Settings, adresse: str, policy: str, finnes: bool
) -> None:
    settings.CLAMAV_ADRESSE = adresse
    verdier = KontoinnstillingerForm.fra(Konto(navn="Barnevern", skann_policy=policy))
    form = KontoinnstillingerForm(verdier, initial=verdier)
    assert form.is_valid()
    assert ("skann_policy" in form.fields) == finnes
    assert form.innstillinger.skann_policy == (policy if finnes else None)
