"""The log, for those who must account for what has been done."""

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from hendelser.models import SYSTEM, HarAktor, Hendelsestype
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
    omvei = nettleser.get(adresse.removesuffix("/") + ".csv", filter_)
    assert omvei["Location"].startswith(f"{adresse}?")


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
    svar = nettleser.get(adresse.removesuffix("/") + ".csv", {"konto": str(konto.id)})
    assert svar["Content-Disposition"] == 'attachment; filename="logg.csv"'
    innhold = b"".join(svar.streaming_content).decode()  # type: ignore[attr-defined]
    rader = list(csv.reader(io.StringIO(innhold.removeprefix("\ufeff")), delimiter=";"))
    assert rader[0] == ["Tidspunkt", "Hendelse", "Hvem", "Konto", "Deling", "Dokument", "Detaljer"]
    assert len(rader) == PER_SIDE + 2
    assert rader[1][1:] == ["Kontoen ble endret", "ASTRID TESTPERSON", "'=HYPERLINK(1)", "", "", "tidligere navn: a;b"]
