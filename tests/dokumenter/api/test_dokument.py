from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from dokumenter import tasks
from dokumenter.models import Deling, Dokument, Slettebestilling
from dokumenter.services.kontroll import kontroller_dokument
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Integrasjonstilgang, Konto
from tests.dokumenter.api.conftest import System
from tests.dokumenter.api.multipart import TYPE, om, opplasting
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, merk_delt
from tests.svar import Svar
from users.models import User


@pytest.fixture
def dokument(system: System) -> Dokument:
    svar = system.kall("POST", f"{system.kontosti}/dokumenter", opplasting(), content_type=TYPE)
    return Dokument.objects.select_related("deling").get(pk=svar.json()["id"])


def endre(system: System, dokument: Dokument, **felter: object) -> Svar:
    return system.kall("PATCH", system.dokument(dokument.pk), json.dumps(felter))


def test_it_changes_how_long(system: System, dokument: Dokument) -> None:
    svar = endre(system, dokument, ttl=7200, tilgjengeligTil=None)
    assert svar.status_code == 200, svar.content
    assert svar.json()["id"] == str(dokument.pk)
    til = datetime.fromisoformat(svar.json()["tilgjengeligTil"])
    assert til.utcoffset() is not None
    assert abs(til - timezone.now() - timedelta(hours=2)) < timedelta(minutes=1)
    nytt = om(days=5000)
    assert endre(system, dokument, tilgjengeligTil=nytt).status_code == 200
    dokument.deling.refresh_from_db()
    assert dokument.deling.tilgjengelig_til == datetime.fromisoformat(nytt)
    assert endre(system, dokument, ttl=-1).json()["tilgjengeligTil"] is None


@pytest.mark.parametrize(
    "felter",
    [{}, {"ttl": 0}, {"ttl": 5, "tilgjengeligTil": om(days=1)}, {"tilgjengeligTil": om(days=-1)}, {"ttl": "x"}],
)
def test_it_refuses_a_lifetime_that_is_not_one(felter: dict[str, object], system: System, dokument: Dokument) -> None:
    svar = endre(system, dokument, **felter)
    assert svar.status_code == 400
    assert "ttl" in svar.json()["message"] or "tilgjengeligTil" in svar.json()["message"]


def test_it_refuses_a_body_that_is_no_json(system: System, dokument: Dokument) -> None:
    assert system.kall("PATCH", system.dokument(dokument.pk), "{").status_code == 400
    assert system.kall("PATCH", system.dokument(dokument.pk), "[]").status_code == 400


def test_it_deletes_once(system: System, dokument: Dokument) -> None:
    svar = system.kall("DELETE", system.dokument(dokument.pk))
    assert (svar.status_code, svar.content) == (200, b"")
    dokument.refresh_from_db()
    assert dokument.er_borte
    assert Deling.objects.get().slutt == Deling.Slutt.SLETTET
    assert system.kall("DELETE", system.dokument(dokument.pk)).status_code == 410
    assert endre(system, dokument, ttl=5).status_code == 410


def test_it_says_that_it_is_closed_and_not_confirmed_when_the_store_is_away(
    system: System, dokument: Dokument, tmp_path: Path
) -> None:
    (tmp_path / "dokumenter").rename(tmp_path / "frakoblet")
    assert system.kall("DELETE", system.dokument(dokument.pk)).status_code == 202
    assert Deling.objects.get().slutt == Deling.Slutt.SLETTET
    (tmp_path / "frakoblet").rename(tmp_path / "dokumenter")
    assert tasks.skriv_gravsteiner() == 1


def test_it_deletes_one_of_several(system: System, konto: Konto, kari: User, mottaker: User) -> None:
    """What a person has shared in the form, from a konto the system may use."""
    deling = lag_deling(konto, kari, mottaker)
    Deling.objects.update(tilstand="utkast")
    deling.refresh_from_db()
    andre = lag_dokument(deling)
    Deling.objects.update(tilstand="delt")
    merk_delt(deling)
    forste = deling.dokumenter.exclude(pk=andre.pk).get()
    assert system.kall("DELETE", system.dokument(andre.pk)).status_code == 200
    forste.refresh_from_db()
    assert not forste.er_borte
    assert Deling.objects.get().er_apen(timezone.now())


def test_it_cannot_give_new_life_to_what_has_ended(system: System, dokument: Dokument) -> None:
    Deling.objects.update(tilgjengelig_til=timezone.now() - timedelta(seconds=1))
    assert endre(system, dokument, ttl=100).status_code == 410


def test_it_says_no_more_than_it_should_to_others(system: System, dokument: Dokument, kari: User) -> None:
    annen = Konto.objects.create(organisasjon=system.konto.organisasjon, navn="Skole")
    sti = system.dokument(dokument.pk).replace(str(system.konto.id), str(annen.id))
    assert system.kall("DELETE", sti).status_code == 403
    Integrasjonstilgang.objects.create(integrasjon=system.integrasjon, konto=annen)
    assert system.kall("DELETE", sti).status_code == 404
    assert system.kall("DELETE", system.dokument(uuid.uuid4())).status_code == 404
    Konto.objects.filter(pk=system.konto.pk).update(slettet=timezone.now())
    assert system.kall("DELETE", system.dokument(dokument.pk)).status_code == 410
    Integrasjonstilgang.objects.all().delete()
    assert system.kall("DELETE", system.dokument(dokument.pk)).status_code == 403


def test_it_deletes_all_with_a_korrelasjonsid_in_the_background(system: System) -> None:
    felles, annen = uuid.uuid4(), uuid.uuid4()
    ider = [
        system.kall(
            "POST", f"{system.kontosti}/dokumenter", opplasting(korrelasjonsid=str(kid)), content_type=TYPE
        ).json()["id"]
        for kid in (felles, felles, annen)
    ]
    for _gang in range(2):
        svar = system.kall("DELETE", f"{system.kontosti}/korrelasjonsid/{felles}")
        assert (svar.status_code, svar.content) == (204, b"")
    system.kall("POST", f"{system.kontosti}/dokumenter", opplasting(korrelasjonsid=str(felles)), content_type=TYPE)
    assert tasks.slett_bestilte() == 2
    assert tasks.slett_bestilte() == 0
    levende = set(Dokument.objects.filter(nokkel__isnull=False).values_list("pk", flat=True))
    assert uuid.UUID(ider[2]) in levende
    assert len(levende) == 2
    assert not Slettebestilling.objects.filter(utfort=None).exists()
    aktor = Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_SLETTES).values_list("aktor_id", flat=True)
    assert set(aktor) == {system.integrasjon.id}


def test_it_does_what_was_asked_also_when_the_access_is_gone_meanwhile(system: System) -> None:
    kid = uuid.uuid4()
    system.kall("POST", f"{system.kontosti}/dokumenter", opplasting(korrelasjonsid=str(kid)), content_type=TYPE)
    system.kall("DELETE", f"{system.kontosti}/korrelasjonsid/{kid}")
    Integrasjonstilgang.objects.all().delete()
    assert tasks.slett_bestilte() == 1


def test_both_doors_agree(
    system: System, konto: Konto, kari: User, mottaker: User, nettleser_for: Callable[[User | None], Client]
) -> None:
    """Deleted or prolonged through one door is deleted or prolonged for the other, and for the recipient."""
    deling = lag_deling(konto, kari, mottaker)
    dokument = deling.dokumenter.get()
    assert endre(system, dokument, ttl=3600 * 24 * 20).status_code == 200
    deling.refresh_from_db()
    assert deling.tilgjengelig_til is not None
    klient = nettleser_for(mottaker)
    assert klient.get(f"/d/{deling.pk}/{dokument.pk}").status_code == 200
    svar = nettleser_for(kari).post(f"/delinger/{deling.pk}/dokument/{dokument.pk}/slett/", {"bekreft": "ja"})
    assert svar.status_code == 302
    assert system.kall("DELETE", system.dokument(dokument.pk)).status_code == 410
    assert klient.get(f"/d/{deling.pk}/{dokument.pk}").status_code == 410


def test_it_ends_for_the_recipient_at_once(
    system: System, dokument: Dokument, mottaker: User, nettleser_for: Callable[[User | None], Client]
) -> None:
    kontroller_dokument(dokument_id=dokument.pk)
    klient = nettleser_for(mottaker)
    assert klient.get(f"/d/{dokument.deling_id}").status_code == 200
    system.kall("DELETE", system.dokument(dokument.pk))
    assert klient.get(f"/d/{dokument.deling_id}").status_code == 410
