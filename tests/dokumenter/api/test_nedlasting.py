from __future__ import annotations

import uuid
from collections.abc import Mapping

import pytest
from django.utils import timezone

from dokumenter.models import Deling, Dokument
from dokumenter.services import systemnedlasting
from dokumenter.services.kontroll import kontroller_dokument
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Integrasjon
from standins.personer import personer
from tests.dokumenter.api.conftest import PaVegne, System
from tests.dokumenter.api.multipart import TYPE, opplasting
from tests.svar import Svar
from users.models import User

INNHOLD = bytes(range(256)) * 40


def send(system: System, *mottakere: Mapping[str, object], **felter: object) -> Dokument:
    svar = system.kall(
        "POST",
        f"{system.kontosti}/dokumenter",
        opplasting(INNHOLD, eksponertFor=list(mottakere), **felter),
        content_type=TYPE,
    )
    dokument = Dokument.objects.get(pk=svar.json()["id"])
    kontroller_dokument(dokument_id=dokument.pk)
    return dokument


def til(integrasjon: Integrasjon) -> dict[str, object]:
    return {"type": "INTEGRASJON", "id": str(integrasjon.id)}


PERSON = {"type": "PERSON", "fnr": personer["mottaker"].fnr}


def hent(system: System, dokument: Dokument | uuid.UUID, **hoder: str) -> Svar:
    id_ = dokument.pk if isinstance(dokument, Dokument) else dokument
    system.hoder = system.hoder | hoder
    return system.kall("GET", f"/dokumentlager/nedlasting/{id_}")


def test_it_gives_the_document_to_a_system_it_is_for(system: System) -> None:
    dokument = send(system, til(system.integrasjon))
    svar = hent(system, dokument)
    assert svar.status_code == 200
    assert b"".join(svar) == INNHOLD
    assert svar["Content-Type"] == "application/pdf"
    assert "vedtak.pdf" in svar["Content-Disposition"]
    hentet = Hendelse.objects.get(type=Hendelsestype.DOKUMENT_HENTET)
    assert hentet.aktor_id == system.integrasjon.id
    assert (hentet.data["til"], hentet.data["fullfort"]) == (len(INNHOLD), True)


def test_it_gives_a_part_and_a_head(system: System) -> None:
    dokument = send(system, til(system.integrasjon))
    svar = hent(system, dokument, Range="bytes=100-199")
    assert svar.status_code == 206
    assert b"".join(svar) == INNHOLD[100:200]
    umulig = hent(system, dokument, Range="bytes=999999-")
    assert umulig.status_code == 416
    assert umulig["Content-Range"] == f"bytes */{len(INNHOLD)}"
    assert umulig.json()["status"] == 416
    hode = system.kall("HEAD", f"/dokumentlager/nedlasting/{dokument.pk}/")
    assert (hode.status_code, hode["Content-Length"]) == (200, str(len(INNHOLD)))


def test_it_writes_no_event_when_the_sender_asked_for_none(system: System) -> None:
    dokument = send(system, til(system.integrasjon), ikkeLagreDokumentLastetNed=True)
    assert b"".join(hent(system, dokument)) == INNHOLD
    assert not Hendelse.objects.filter(type__in=["dokument_hentes", "dokument_hentet"]).exists()


def test_it_tells_the_metadata(system: System) -> None:
    kid = str(uuid.uuid4())
    dokument = send(system, til(system.integrasjon), korrelasjonsid=kid)
    svar = system.kall("GET", f"/dokumentlager/nedlasting/{dokument.pk}/metadata")
    assert svar.json() == {
        "id": str(dokument.pk),
        "dokumentnavn": "vedtak.pdf",
        "mimeType": "application/pdf",
        "kryptertStorrelse": len(INNHOLD),
        "ukryptertStorrelse": len(INNHOLD),
        "korrelasjonsid": kid,
    }


def test_it_is_nothing_to_others_the_sender_too(system: System) -> None:
    dokument = send(system, PERSON, {"type": "INTEGRASJON", "id": str(uuid.uuid4())})
    for sti in (f"{dokument.pk}", f"{dokument.pk}/metadata", f"{uuid.uuid4()}"):
        assert system.kall("GET", f"/dokumentlager/nedlasting/{sti}").status_code == 404
    system.hoder = {}
    assert hent(system, dokument).status_code == 401


def test_it_is_gone_when_it_has_ended(system: System) -> None:
    dokument = send(system, til(system.integrasjon))
    Deling.objects.update(tilgjengelig_til=timezone.now())
    assert hent(system, dokument).status_code == 410
    assert system.kall("GET", f"/dokumentlager/nedlasting/{dokument.pk}/metadata").status_code == 410


def test_it_does_not_wait_for_ever_for_the_check(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(systemnedlasting, "_VENT_SEKUNDER", 0.0)
    dokument = send(system, til(system.integrasjon))
    Dokument.objects.update(tilstand=Dokument.Tilstand.KONTROLLERES)
    svar = hent(system, dokument)
    assert (svar.status_code, svar["Retry-After"]) == (409, "5")
    assert system.kall("GET", f"/dokumentlager/nedlasting/{dokument.pk}/metadata").status_code == 200


def test_it_gives_the_document_on_behalf_of_the_person_it_is_for(
    system: System, pa_vegne: PaVegne, mottaker: User
) -> None:
    dokument = send(system, PERSON)
    assert b"".join(hent(pa_vegne("mottaker"), dokument)) == INNHOLD
    assert Hendelse.objects.get(type=Hendelsestype.DOKUMENT_HENTET).aktor_id == mottaker.id
    assert hent(pa_vegne("fremmed"), dokument).status_code == 404


def test_it_demands_the_level_of_the_document_also_of_a_person_behind_a_system(
    system: System, pa_vegne: PaVegne
) -> None:
    dokument = send(system, PERSON)
    Deling.objects.update(sikkerhetsniva=4)
    assert hent(pa_vegne("mottaker", "idporten-loa-substantial"), dokument).status_code == 403
    assert hent(pa_vegne("mottaker"), dokument).status_code == 200


def test_it_lets_a_persons_own_accesses_decide_what_may_be_uploaded(
    system: System, pa_vegne: PaVegne, kari: User
) -> None:
    sti = f"{system.kontosti}/dokumenter"
    svar = pa_vegne("kari").kall("POST", sti, opplasting(), content_type=TYPE)
    assert svar.status_code == 201
    assert Deling.objects.get().delt_av_bruker == kari
    assert pa_vegne("fremmed").kall("POST", sti, opplasting(), content_type=TYPE).status_code == 404
