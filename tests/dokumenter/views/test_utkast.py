"""What the scripts of Del dokumenter ask for, and who gets an answer."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from dokumenter.models import Deling, Dokument
from dokumenter.tekst import dag_uten_ukedag
from kontoer.models import Konto, Kontotilgang
from tests.dokumenter.lag import EN_PERSON, EN_VIRKSOMHET, lag_deling, lag_fil, lag_utkast
from users.models import User

NettleserFor = Callable[[User | None], Client]
SKRIPT = {"Accept": "application/json"}


def test_it_begins_a_draft_on_the_konto_that_is_chosen(nettleser_for: NettleserFor, kari: User, konto: Konto) -> None:
    annen = Konto.objects.create(organisasjon=konto.organisasjon, navn="Å")
    Kontotilgang.objects.create(konto=annen, bruker=kari)
    for valgt, ventet in ((str(annen.pk), annen), ("", konto), (str(uuid4()), konto)):
        svar = nettleser_for(kari).post(reverse("dokumenter:opprett_utkast"), {"konto": valgt}, headers=SKRIPT)
        assert svar.status_code == 201
        assert Deling.objects.get(pk=svar.json()["id"]).konto == ventet


def test_it_tells_a_script_what_the_draft_holds(nettleser_for: NettleserFor, kari: User, konto: Konto) -> None:
    utkast = lag_utkast(konto, kari)
    lag_fil(utkast, "borte.pdf", Dokument.Tilstand.SLETTET)
    fil = lag_fil(utkast, "halv.pdf", Dokument.Tilstand.VENTER)
    svar = nettleser_for(kari).get(reverse("dokumenter:utkast", args=[utkast.pk]), headers=SKRIPT)
    ventet = {
        "id": str(fil.pk),
        "dokumentnavn": "halv.pdf",
        "mappe": "",
        "storrelse": 1000,
        "mottatt": 430,
        "tilstand": "venter",
    }
    assert svar.json() == {"dokumenter": [ventet]}


def test_it_removes_a_file_and_answers_script_and_person(nettleser_for: NettleserFor, kari: User, konto: Konto) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf", "b.pdf")
    en, to = (reverse("dokumenter:fjern_dokument", args=[fil.pk]) for fil in utkast.dokumenter.all())
    klient = nettleser_for(kari)
    assert klient.post(en, headers=SKRIPT).status_code == 204
    assert klient.post(to)["Location"] == f"/del/?utkast={utkast.pk}"
    assert klient.post(to, headers=SKRIPT).status_code == 404
    assert {fil.tilstand for fil in utkast.dokumenter.all()} == {Dokument.Tilstand.SLETTES}


def test_it_does_not_remove_files_of_what_is_shared(nettleser_for: NettleserFor, kari: User, konto: Konto) -> None:
    fil = lag_deling(konto, kari).dokumenter.get()
    assert nettleser_for(kari).post(reverse("dokumenter:fjern_dokument", args=[fil.pk])).status_code == 404


def test_it_throws_a_draft_away(nettleser_for: NettleserFor, kari: User, konto: Konto) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    svar = nettleser_for(kari).post(reverse("dokumenter:forkast_utkast", args=[utkast.pk]), follow=True)
    assert "er slettet" in svar.content.decode()
    utkast.refresh_from_db()
    assert utkast.slutt == Deling.Slutt.FORKASTET


def test_it_checks_what_is_typed_piece_by_piece(nettleser_for: NettleserFor, kari: User, konto: Konto) -> None:
    mottakere = f"{EN_PERSON.verdi} {EN_VIRKSOMHET.verdi} 123"
    felter = {"konto": str(konto.pk), "mottakere": mottakere, "tilgjengelig_i": "7"}
    biter = nettleser_for(kari).post(reverse("dokumenter:kontroller_skjema"), felter, headers=SKRIPT).json()
    assert f"{EN_PERSON.verdi[:6]}*****" in biter["mottakere"]
    assert EN_PERSON.verdi not in biter["mottakere"]
    assert "Mottaker nummer 3 (123)" in biter["mottakere"]
    assert "(norsk tid)" in biter["tilgjengelig_i"]
    assert biter["konto"].strip() == ""
    assert biter["oppsummering"] == {"mottakere": "", "dag": ""}, "nothing is shared before the fault is mended"


def test_it_tells_what_the_button_will_do(nettleser_for: NettleserFor, kari: User, konto: Konto) -> None:
    felter = {"konto": str(konto.pk), "mottakere": f"{EN_PERSON.verdi} {EN_VIRKSOMHET.verdi}", "tilgjengelig_i": "7"}
    svar = nettleser_for(kari).post(reverse("dokumenter:kontroller_skjema"), felter, headers=SKRIPT).json()
    dag = dag_uten_ukedag(timezone.now() + timedelta(days=7), naa=timezone.now())
    assert svar["oppsummering"] == {"mottakere": "2 mottakere", "dag": dag}


def test_it_tells_of_a_few_faults_and_how_many_more(nettleser_for: NettleserFor, kari: User, konto: Konto) -> None:
    felter = {"konto": str(konto.pk), "mottakere": " ".join(["12345"] * 500), "tilgjengelig_i": "7"}
    klient = nettleser_for(kari)
    bit = klient.post(reverse("dokumenter:kontroller_skjema"), felter, headers=SKRIPT).json()["mottakere"]
    assert (bit.count("ds-validation-message"), "495 til er feil." in bit) == (6, True)
    side = klient.post(reverse("dokumenter:del_dokumenter"), felter)
    assert len(side.context["form"].errors["mottakere"]) == 6
    assert "<title>Feil: Del dokumenter" in side.content.decode()


def test_it_tells_at_once_that_there_are_too_many(
    nettleser_for: NettleserFor, kari: User, konto: Konto, settings: Settings
) -> None:
    settings.DELING_MAKS_MOTTAKERE = 1
    numre = f"{EN_PERSON.verdi} {EN_VIRKSOMHET.verdi}"
    for mottakere, feil in ((numre, "høyst 1 mottaker om"), ("1" * 20_001, "høyst 20 000 tegn"), (EN_PERSON.verdi, "")):
        felter = {"konto": str(konto.pk), "mottakere": mottakere, "tilgjengelig_i": "7"}
        svar = nettleser_for(kari).post(reverse("dokumenter:kontroller_skjema"), felter, headers=SKRIPT)
        bit = svar.json()["mottakere"]
        assert (feil in bit, "ds-validation-message" in bit) == (True, bool(feil))


@pytest.mark.parametrize(("varighet", "svar"), [("999", "høyst 365 dager"), ("tull", "antall dager"), ("", "Lengste")])
def test_it_checks_the_time_by_the_konto(
    nettleser_for: NettleserFor, kari: User, konto: Konto, varighet: str, svar: str
) -> None:
    felter = {"konto": str(konto.pk), "mottakere": "", "tilgjengelig_i": varighet}
    biter = nettleser_for(kari).post(reverse("dokumenter:kontroller_skjema"), felter, headers=SKRIPT).json()
    assert svar in biter["tilgjengelig_i"]


@pytest.mark.parametrize("hvem", ["ola", "uten_rett", "per", "fremmed"])
def test_it_hides_drafts_from_all_others(
    request: pytest.FixtureRequest, nettleser_for: NettleserFor, kari: User, konto: Konto, hvem: str
) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    klient = nettleser_for(request.getfixturevalue(hvem))
    assert klient.get(reverse("dokumenter:utkast", args=[utkast.pk]), headers=SKRIPT).status_code == 404
    assert klient.post(reverse("dokumenter:forkast_utkast", args=[utkast.pk])).status_code == 404
    fil = utkast.dokumenter.get()
    assert klient.post(reverse("dokumenter:fjern_dokument", args=[fil.pk])).status_code == 404
    fil.refresh_from_db()
    assert not fil.er_borte


@pytest.mark.parametrize("hvem", ["uten_rett", "fremmed"])
def test_it_begins_no_draft_for_those_without_the_right(
    request: pytest.FixtureRequest, nettleser_for: NettleserFor, konto: Konto, hvem: str
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem))
    svar = klient.post(reverse("dokumenter:opprett_utkast"), {"konto": str(konto.pk)}, headers=SKRIPT)
    assert svar.status_code == 403
    assert not Deling.objects.exists()


def test_it_tells_a_script_that_nobody_is_logged_in(nettleser_for: NettleserFor, kari: User, konto: Konto) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    klient = nettleser_for(None)
    for navn, args in (("opprett_utkast", []), ("kontroller_skjema", []), ("forkast_utkast", [utkast.pk])):
        assert klient.post(reverse(f"dokumenter:{navn}", args=args), headers=SKRIPT).status_code == 401
    assert klient.get(reverse("dokumenter:utkast", args=[utkast.pk]), headers=SKRIPT).status_code == 401
    fjern = reverse("dokumenter:fjern_dokument", args=[utkast.dokumenter.get().pk])
    assert klient.post(fjern)["Location"].startswith(reverse("users:logg_inn"))
