"""The log, for those who must account for what has been done."""

import csv
import io
import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from hendelser.models import SYSTEM, HarAktor, Hendelse, Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.models import Integrasjon, Konto, Organisasjon
from kontoer.services.tilgang import Rettigheter, gi_tilgang
from kontoer.views.logg import PER_SIDE
from standins.personer import personer
from tests.conftest import registrert
from tests.kontoer.sider import tekst
from users.models import User

FNR = personer["mottaker"].fnr


@pytest.fixture
def nettleser(admin: User, nettleser_for: Callable[[User | None], Client]) -> Client:
    """The administrator's."""
    return nettleser_for(admin)


@pytest.fixture
def adresse(organisasjon: Organisasjon) -> str:
    return reverse("kontoer:logg", args=[organisasjon.id])


def _skriv(konto: Konto, av: HarAktor, antall: int = 1, **data: object) -> None:
    for _nr in range(antall):
        skriv_hendelse(Hendelsestype.KONTO_ENDRET, av=av, gjelder=konto, data=data)


def test_it_tells_by_name_who_did_what_to_whom(
    konto: Konto, admin: User, ola: User, integrasjon: Integrasjon, nettleser: Client, adresse: str
) -> None:
    gi_tilgang(konto=konto, bruker=registrert("fremmed", konto.organisasjon), rettigheter=Rettigheter(), av=admin)
    _skriv(konto, integrasjon)
    _skriv(konto, SYSTEM, slutt="utlopt")
    svar = tekst(nettleser.get(adresse)).partition("<tbody>")[2]
    assert svar.index("Systemet") < svar.index(">Fagsystem<") < svar.index("Bruker fikk tilgang til kontoen")
    assert "gjelder: FRIDA PRØVEFREMMED; kan dele: ja" in svar
    assert "hvorfor avsluttet: tiden gikk ut" in svar
    assert "02906638927" not in svar


def test_it_pages_by_key_and_keeps_the_filter(konto: Konto, admin: User, nettleser: Client, adresse: str) -> None:
    _skriv(konto, admin, PER_SIDE + 2)
    forste = nettleser.get(adresse, {"konto": str(konto.id)})
    assert len(forste.context["linjer"]) == PER_SIDE
    lenke = f"?konto={konto.id}&amp;for={forste.context['neste']}"
    assert lenke in tekst(forste)
    andre = nettleser.get(adresse + lenke.replace("&amp;", "&"))
    assert len(andre.context["linjer"]) == 2
    assert "Eldre hendelser" not in tekst(andre)
    assert "Til de nyeste" in tekst(andre)


@pytest.mark.parametrize("antall", [1, PER_SIDE])
def test_it_reads_the_log_in_a_constant_number_of_queries(
    antall: int,
    konto: Konto,
    admin: User,
    nettleser: Client,
    adresse: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for nr in range(antall):
        annen = Konto.objects.create(organisasjon=konto.organisasjon, navn=f"Konto {nr}")
        _skriv(annen, admin, bruker_id=str(admin.id))
    with django_assert_max_num_queries(14):
        svar = nettleser.get(adresse)
    assert len(svar.context["linjer"]) == antall


@pytest.mark.parametrize(
    ("filter_", "antall"),
    [
        ({"type": "konto_endret"}, 1),
        ({"type": "konto_slettet"}, 0),
        ({"fra": "2026-01-01"}, 1),
        *(({"til": dato}, 0) for dato in ("1. januar 2026", "01.01.26", "1/1-2026", "\u200b1.1.2026", "Jan 1, 2026")),
        ({"fra": "31.12.9999"}, 0),
        ({"fra": "1.1.0001", "til": "9999-12-31"}, 1),
        ({"deling": "https://deling.testvik.no/d/00000000-0000-4000-8000-00000000ABCD."}, 0),
        ({"til": "2026-01-01"}, 0),
        ({"deling": "00000000-0000-4000-8000-000000000000"}, 0),
        ({"person": "00000000-0000-4000-8000-000000000000"}, 0),
        ({"for": "1"}, 0),
        ({"for": "hei"}, 1),
        ({"for": "9" * 30}, 1),
    ],
)
def test_it_narrows_by_the_form(
    filter_: dict[str, str], antall: int, konto: Konto, admin: User, nettleser: Client, adresse: str
) -> None:
    _skriv(konto, admin)
    assert len(nettleser.get(adresse, filter_).context["linjer"]) == antall


@pytest.mark.parametrize(
    "filter_",
    [
        {"type": "finnes_ikke"},
        {"konto": "02906638927"},
        {"person": "hei"},
        {"deling": "hei"},
        {"fra": "i går"},
        {"fra": "0000-01-01"},
        {"fra": "31.2.2026"},
        {"til": "1.1.99999"},
        {"deling": "a\0"},
        {"type": "a\0"},
        {"fra": "2026-02-01", "til": "2026-01-01"},
    ],
)
def test_it_says_what_is_wrong_with_a_filter(
    filter_: dict[str, str], konto: Konto, admin: User, nettleser: Client, adresse: str
) -> None:
    _skriv(konto, admin)
    svar = nettleser.get(adresse, filter_)
    assert "ds-error-summary" in tekst(svar)
    assert not svar.context["linjer"]
    antall = Hendelse.objects.count()
    assert "ds-error-summary" in tekst(nettleser.post(f"{adresse}eksport/", filter_))
    assert Hendelse.objects.count() == antall


@pytest.mark.parametrize("felt", ["person", "deling", "konto", "type", "fra", "ukjent"])
@pytest.mark.parametrize("skrevet", [FNR, f"{FNR[:6]} {FNR[6:]}", f"{FNR[:6]}\u2013{FNR[6:]}"])
def test_it_never_repeats_a_number_somebody_looks_for(felt: str, skrevet: str, nettleser: Client, adresse: str) -> None:
    side = tekst(nettleser.get(adresse, {felt: skrevet}))
    assert FNR[6:] not in side
    assert ("Skriv aldri et fødselsnummer her" in side) is (felt == "deling")


def test_it_never_shows_the_log_of_others(
    konto: Konto, annen_organisasjon: Organisasjon, per: User, nettleser: Client, adresse: str
) -> None:
    fremmed = Konto.objects.get(organisasjon=annen_organisasjon)
    _skriv(fremmed, per)
    svar = nettleser.get(adresse, {"person": str(per.id)})
    assert not svar.context["linjer"]
    assert "PER TESTPERSON" not in tekst(svar)
    assert "ds-error-summary" in tekst(nettleser.get(adresse, {"konto": str(fremmed.id)}))


def test_it_exports_all_that_passes_the_filter_and_no_formula(
    konto: Konto, admin: User, nettleser: Client, adresse: str
) -> None:
    Konto.objects.update(navn="=HYPERLINK(1)")
    _skriv(konto, admin, PER_SIDE + 1, gammelt_navn="a;b")
    svar = nettleser.post(f"{adresse}eksport/", {"konto": str(konto.id), "type": "konto_endret", "filform": "csv"})
    assert svar["Content-Disposition"] == 'attachment; filename="logg.csv"'
    innhold = svar.getvalue().decode()
    rader = list(csv.reader(io.StringIO(innhold.removeprefix("\ufeff")), delimiter=";"))
    assert rader[0] == ["Tidspunkt", "Hendelse", "Hvem", "Konto", "Deling", "Dokument", "Detaljer"]
    assert len(rader) == PER_SIDE + 2
    assert rader[1][1:] == ["Kontoen ble endret", "ASTRID TESTPERSON", "'=HYPERLINK(1)", "", "", "tidligere navn: a;b"]


def test_it_exports_lines_of_json_for_other_systems(konto: Konto, admin: User, nettleser: Client, adresse: str) -> None:
    _skriv(konto, admin, 2, gammelt_navn="Æ")
    svar = nettleser.post(f"{adresse}eksport/", {"type": "konto_endret", "filform": "jsonl"})
    assert svar["Content-Disposition"] == 'attachment; filename="logg.jsonl"'
    linjer = [json.loads(linje) for linje in svar.getvalue().decode().splitlines()]
    assert len(linjer) == 2
    assert (linjer[0]["hvem"], linjer[0]["konto"], linjer[0]["konto_id"]) == (
        "ASTRID TESTPERSON",
        konto.navn,
        str(konto.id),
    )
    assert linjer[0]["data"] == {"gammelt_navn": "Æ"}
    assert linjer[0]["deling_id"] is None


@pytest.mark.parametrize("filform", ["csv", "jsonl"])
def test_it_writes_who_took_the_log_out_and_which_part(
    filform: str, konto: Konto, admin: User, nettleser: Client, adresse: str
) -> None:
    _skriv(konto, admin)
    felter = {"konto": str(konto.id), "person": str(admin.id), "fra": "1.1.2026", "til": "2026-12-31"}
    assert nettleser.post(f"{adresse}eksport/", {**felter, "filform": filform}).status_code == 200
    hendelse = Hendelse.objects.get(type=Hendelsestype.LOGG_EKSPORTERT)
    assert (hendelse.aktor_id, hendelse.organisasjon_id, hendelse.konto_id) == (
        admin.id,
        konto.organisasjon_id,
        konto.id,
    )
    assert hendelse.data == {
        "filform": filform,
        "fra_dag": "2026-01-01",
        "til_dag": "2026-12-31",
        "bruker_id": str(admin.id),
    }
    assert "Loggen ble eksportert" in tekst(nettleser.get(adresse))


def test_it_exports_a_long_log_some_rows_at_a_time(
    konto: Konto,
    admin: User,
    nettleser: Client,
    adresse: str,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """Each batch is asked for when the one before it is sent."""
    monkeypatch.setattr("kontoer.views.logg._PER_BOLK", 5)
    _skriv(konto, admin, 50)
    svar = nettleser.post(f"{adresse}eksport/", {"filform": "jsonl"})
    linjer = iter(svar)
    with django_assert_max_num_queries(4):
        assert [json.loads(next(linjer))["type"] for _nr in range(5)][1:] == ["konto_endret"] * 4


@pytest.mark.parametrize(("hvem", "status"), [("per", 404), ("kari", 403), ("fremmed", 404), (None, 302)])
def test_it_gives_the_file_to_administrators_of_the_organisation_alone(
    hvem: str | None,
    status: int,
    konto: Konto,
    adresse: str,
    nettleser_for: Callable[[User | None], Client],
    request: pytest.FixtureRequest,
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem) if hvem else None)
    assert klient.post(f"{adresse}eksport/", {"filform": "csv"}).status_code == status
    assert not Hendelse.objects.filter(type=Hendelsestype.LOGG_EKSPORTERT).exists()


def test_it_is_not_taken_out_by_a_link(nettleser: Client, adresse: str) -> None:
    assert nettleser.get(f"{adresse}eksport/")["Location"] == adresse
    assert not Hendelse.objects.filter(type=Hendelsestype.LOGG_EKSPORTERT).exists()


def test_it_finds_kontoer_and_people_by_a_part_of_the_name(
    konto: Konto, admin: User, kari: User, nettleser: Client, adresse: str
) -> None:
    arkiv = Konto.objects.create(organisasjon=konto.organisasjon, navn="Økonomi og arkiv")
    svar = nettleser.post(f"{adresse}?type=konto_endret&konto={konto.id}", {"finn": "ØKONOMI"})
    assert f'href="{adresse}?type=konto_endret&amp;konto={arkiv.id}"' in tekst(svar)
    kalt = personer["kari"].navn
    svar = nettleser.post(f"{adresse}?konto={konto.id}", {"finn": kalt.split()[0].lower()})
    assert f'href="{adresse}?konto={konto.id}&amp;person={kari.id}"' in tekst(svar)
    assert kalt in tekst(svar)
    assert "Ingen treff" in tekst(nettleser.post(adresse, {"finn": "finnes ikke"}))


def test_it_finds_nobody_of_other_organisations(per: User, nettleser: Client, adresse: str) -> None:
    for finn in (personer["per"].navn, "bygg"):
        treff = nettleser.post(adresse, {"finn": finn}).context["treff"]
        assert personer["per"].navn not in str(treff)
        assert not treff[0]["treff"].rader


def test_it_shows_some_of_many_and_says_that_there_are_more(konto: Konto, nettleser: Client, adresse: str) -> None:
    Konto.objects.bulk_create(Konto(organisasjon=konto.organisasjon, navn=f"Skole {nr}") for nr in range(25))
    side = tekst(nettleser.post(adresse, {"finn": "skole"}))
    assert side.count("konto=") == 20
    assert "Det er flere" in side


def test_it_tells_what_the_log_is_narrowed_to_and_lets_it_go(
    konto: Konto, admin: User, nettleser: Client, adresse: str
) -> None:
    side = tekst(nettleser.get(adresse, {"konto": str(konto.id), "person": str(admin.id)}))
    assert f"Konto: {konto.navn}" in side
    assert "Person: ASTRID TESTPERSON" in side
    assert f'href="{adresse}?person={admin.id}"' in side
    assert "Valgt i loggen" in tekst(nettleser.get(adresse, {"person": "00000000-0000-4000-8000-000000000000"}))
