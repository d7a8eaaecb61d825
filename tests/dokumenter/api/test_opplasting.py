from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from dokumenter.models import Deling, Dokument, Mottaker
from dokumenter.services.kontroll import kontroller_dokument
from kontoer.models import Integrasjonstilgang, Konto, Organisasjon
from standins.personer import personer, virksomheter
from tests.dokumenter.api.conftest import System, ingenting_er_igjen, send
from tests.dokumenter.api.multipart import dokumentdel, kropp, metadata, metadatadel, om, opplasting
from users.identvern import hash_ident
from users.models import User


def test_it_receives_a_document_and_gives_the_link(
    system: System, mottaker: User, nettleser_for: Callable[[User | None], Client]
) -> None:
    svar = send(system, opplasting(b"x" * 1000, korrelasjonsid=str(uuid.uuid4())))
    assert svar.status_code == 201, svar.content
    data = svar.json()
    assert data == {
        "id": data["id"],
        "dokumentnavn": "vedtak.pdf",
        "mimeType": "application/pdf",
        "ukryptertStorrelse": 1000,
        "kryptertStorrelse": 1000,
    }
    dokument = Dokument.objects.get(pk=data["id"])
    assert svar["Location"] == f"{settings.BASE_URL}/d/{dokument.deling_id}"
    assert dokument.deling.delt_av_integrasjon == system.integrasjon
    kontroller_dokument(dokument_id=dokument.pk)
    klient = nettleser_for(mottaker)
    assert klient.get(svar["Location"].removeprefix(settings.BASE_URL)).status_code == 200
    hentet = klient.get(f"/d/{dokument.deling_id}/{dokument.pk}")
    assert b"".join(hentet) == b"x" * 1000


def test_it_tells_the_digest_as_soon_as_it_is_known(system: System) -> None:
    id_ = send(system, opplasting(b"x" * 1000)).json()["id"]
    assert system.kall("GET", system.dokument(id_)).json()["sha256"] is None
    kontroller_dokument(dokument_id=uuid.UUID(id_))
    svar = system.kall("GET", system.dokument(id_)).json()
    assert (svar["ukryptertStorrelse"], svar["sha256"]) == (1000, hashlib.sha256(b"x" * 1000).hexdigest())


@pytest.mark.parametrize("ende", ["", "/"])
def test_it_takes_the_path_with_and_without_a_slash(ende: str, system: System) -> None:
    assert send(system, opplasting(), f"{system.kontosti}/dokumenter{ende}").status_code == 201


def test_it_keeps_everything_the_metadata_says(system: System) -> None:
    korrelasjonsid, annen = uuid.uuid4(), uuid.uuid4()
    orgnr = next(iter(virksomheter.values())).orgnr
    mottakere = [
        {"type": "PERSON", "fnr": personer["mottaker"].fnr},
        {"type": "PERSON", "fnr": personer["mottaker"].fnr},
        {"type": "ORGANISASJON", "orgnr": orgnr, "ressursType": "POST"},
        {"type": "ORGANISASJON", "orgnr": orgnr, "ressursType": None},
        {"type": "INTEGRASJON", "id": str(annen)},
        {"type": "AUTORISASJON", "privilegium": "LES", "ressurs": "abc"},
        {
            "type": "MATRIKKELENHET",
            "matrikkelenhet": {"kommunenummer": "0301", "gardsnummer": 7, "bruksnummer": 12, "festenummer": None},
        },
    ]
    svar = send(
        system,
        opplasting(
            ttl=None,
            tilgjengeligTil=om(days=900),
            eksponertFor=mottakere,
            korrelasjonsid=str(korrelasjonsid),
            ikkeLagreDokumentLastetNed=True,
            dokumentnavn="Ættens «skjønn» 文書.pdf",
        ),
    )
    assert svar.status_code == 201, svar.content
    dokument = Dokument.objects.get(pk=svar.json()["id"])
    assert dokument.dokumentnavn == "Ættens «skjønn» 文書.pdf"
    assert (dokument.korrelasjonsid, dokument.logg_nedlasting) == (korrelasjonsid, False)
    til = dokument.deling.tilgjengelig_til
    assert til is not None
    assert abs(til - timezone.now() - timedelta(days=900)) < timedelta(minutes=1)
    assert list(dokument.deling.mottakere.values_list("type", "oppslag", "ressurstype")) == [
        ("PERSON", hash_ident(personer["mottaker"].fnr), ""),
        ("ORGANISASJON", orgnr, "POST"),
        ("ORGANISASJON", orgnr, ""),
        ("INTEGRASJON", str(annen), ""),
        ("AUTORISASJON", "LES|abc", ""),
        ("MATRIKKELENHET", "0301-7/12/0/0", ""),
    ]


def test_it_keeps_what_the_sender_wrote_about_it_and_answers_as_before(system: System) -> None:
    svar = send(system, opplasting(tittel=" Vedtak om  plass ", saksnummer="26/123", melding="Hei\r\n\r\nPer"))
    assert set(svar.json()) == {"id", "dokumentnavn", "mimeType", "ukryptertStorrelse", "kryptertStorrelse"}
    deling = Deling.objects.get()
    assert (deling.tittel, deling.saksnummer, deling.melding) == ("Vedtak om plass", "26/123", "Hei\n\nPer")
    assert deling.soketekst == "vedtak om plass\n26/123"
    lest = system.kall("GET", system.dokument(svar.json()["id"]))
    assert "Vedtak om plass" not in lest.content.decode(), "KS' client takes no fields it does not know"


@pytest.mark.parametrize(
    ("felt", "verdi"),
    [("tittel", "x" * 201), ("saksnummer", "x" * 61), ("melding", "a\x00b"), ("tittel", personer["mottaker"].fnr)],
)
def test_it_refuses_such_a_text_by_the_name_of_its_field(system: System, felt: str, verdi: str) -> None:
    svar = send(system, opplasting(b"x", **{felt: verdi}))
    assert svar.status_code == 400
    assert svar.json()["message"].startswith(f"{felt}: ")
    assert verdi not in svar.content.decode()
    ingenting_er_igjen()


@pytest.mark.parametrize(
    ("type_", "ressurs"),
    [
        ("ORGANISASJON_POST", "POST"),
        ("ORGANISASJON_BYGGESAKER", "BYGGESAKER"),
        ("ORGANISASJON_ANDRESAKER", "ANDRE_SAKER"),
    ],
)
def test_it_takes_a_business_as_some_of_ks_clients_write_it(system: System, type_: str, ressurs: str) -> None:
    orgnr = next(iter(virksomheter.values())).orgnr
    felter = {"orgnr": orgnr, "ressursId": None, "eksponertForOrgType": "ORGANISASJON", "type": type_}
    assert send(system, opplasting(eksponertFor=[felter])).status_code == 201
    mottaker = Mottaker.objects.get()
    assert (mottaker.type, mottaker.oppslag, mottaker.ressurstype) == ("ORGANISASJON", orgnr, ressurs)


@pytest.mark.parametrize("mimetype", ["pdf", "x" * 300, "", "12345678901", "a/\0"])
def test_it_keeps_an_odd_type_as_unknown(mimetype: str, system: System) -> None:
    svar = send(system, opplasting(mimetype=mimetype))
    assert (svar.status_code, svar.json()["mimeType"]) == (201, "application/octet-stream")


def test_it_passes_over_a_byte_order_mark_before_the_metadata(system: System) -> None:
    merket = ("\ufeff" + json.dumps(metadata())).encode()
    assert send(system, kropp(metadatadel(merket), dokumentdel(b"innhold"))).status_code == 201
    eldre = "\ufeff" + json.dumps(metadata(ttl=-1))
    assert system.kall("POST", f"{system.kontosti}/dokumenter", eldre).status_code == 201
    assert system.kall("POST", f"{system.kontosti}/dokumenter/sok", "\ufeff{}").status_code == 200


def test_it_takes_numbers_as_people_write_them(system: System) -> None:
    fnr, orgnr = personer["mottaker"].fnr, next(iter(virksomheter.values())).orgnr
    skrevet = [
        {"type": "PERSON", "fnr": f"\u200b{fnr[:6]} {fnr[6:]}"},
        {"type": "ORGANISASJON", "orgnr": f"{orgnr[:3]}.{orgnr[3:6]}.{orgnr[6:]}"},
    ]
    assert send(system, opplasting(eksponertFor=skrevet)).status_code == 201
    assert set(Mottaker.objects.values_list("oppslag", flat=True)) == {hash_ident(fnr), orgnr}


def test_it_counts_the_letters_of_a_name_in_normal_form(system: System) -> None:
    svar = send(system, opplasting(dokumentnavn="a\u030a" * 226))
    assert (svar.status_code, svar.json()["dokumentnavn"]) == (201, "å" * 226)


@pytest.mark.parametrize("felter", [{"lagreDokumentLastetNed": False}, {"ikkeLagreDokumentLastetNed": True}])
def test_it_takes_both_ways_to_ask_for_no_log_of_downloads(system: System, felter: dict[str, Any]) -> None:
    send(system, opplasting(**felter))
    send(system, opplasting(lagreDokumentLastetNed=True, ikkeLagreDokumentLastetNed=False))
    assert list(Dokument.objects.order_by("opprettet").values_list("logg_nedlasting", flat=True)) == [False, True]


def test_it_never_ends_when_ttl_is_negative(system: System) -> None:
    dokument_id = send(system, opplasting(ttl=-1)).json()["id"]
    deling = Deling.objects.get(dokumenter=dokument_id)
    assert deling.tilgjengelig_til is None
    assert deling.er_apen(timezone.now() + timedelta(days=36_500))


def test_it_lets_the_konto_demand_more_than_the_document(system: System, konto: Konto) -> None:
    Konto.objects.update(sikkerhetsniva=4)
    assert send(system, opplasting(sikkerhetsniva=3)).status_code == 201
    assert Deling.objects.get().sikkerhetsniva == 4


FNR = personer["mottaker"].fnr
FEIL: dict[str, tuple[dict[str, object], str]] = {
    "begge": ({"tilgjengeligTil": om(days=1)}, "ttl"),
    "ingen av dem": ({"ttl": None}, "tilgjengeligTil"),
    "ttl null": ({"ttl": 0}, "ttl"),
    "ttl for stor": ({"ttl": 10**13}, "ttl"),
    "ttl tekst": ({"ttl": "i morgen"}, "ttl"),
    "passert": ({"ttl": None, "tilgjengeligTil": om(days=-1)}, "tilgjengeligTil"),
    "uten sone": ({"ttl": None, "tilgjengeligTil": "2099-01-01T12:00:00"}, "tilgjengeligTil"),
    "ikke et tidspunkt": ({"ttl": None, "tilgjengeligTil": "snart"}, "tilgjengeligTil"),
    "utenfor kalenderen": ({"ttl": None, "tilgjengeligTil": "9999-12-31T23:59:59Z"}, "tilgjengeligTil"),
    "nivå 2": ({"sikkerhetsniva": 2}, "sikkerhetsniva"),
    "ttl som er sann": ({"ttl": True}, "ttl"),
    "nivå 4 ukryptert": ({"sikkerhetsniva": 4}, "sikkerhetsniva"),
    "korrelasjonsid": ({"korrelasjonsid": FNR}, "korrelasjonsid"),
    "uten navn": ({"dokumentnavn": None}, "dokumentnavn"),
    "tomt navn": ({"dokumentnavn": "  "}, "dokumentnavn"),
    "langt navn": ({"dokumentnavn": "x" * 227}, "dokumentnavn"),
    "usynlig navn": ({"dokumentnavn": "\u3164\u200b"}, "dokumentnavn"),
    "galt fnr": ({"eksponertFor": [{"type": "PERSON", "fnr": FNR[:-1] + "0"}]}, "eksponertFor[0].fnr"),
    "fnr som tall": ({"eksponertFor": [{"type": "PERSON", "fnr": int(FNR)}]}, "eksponertFor[0].fnr"),
    "uten fnr": ({"eksponertFor": [{"type": "PERSON"}]}, "eksponertFor[0].fnr"),
    "galt orgnr": ({"eksponertFor": [{"type": "ORGANISASJON", "orgnr": "123"}]}, "eksponertFor[0].orgnr"),
    "gal id": ({"eksponertFor": [{"type": "INTEGRASJON", "id": "x"}]}, "eksponertFor[0].id"),
    "ukjent type": ({"eksponertFor": [{"type": FNR, "fnr": FNR}]}, "eksponertFor[0]"),
    "uten type": ({"eksponertFor": [{"fnr": FNR}]}, "eksponertFor[0]"),
    "ikke liste": ({"eksponertFor": FNR}, "eksponertFor"),
    "for mange": (
        {"eksponertFor": [{"type": "INTEGRASJON", "id": str(uuid.UUID(int=n))} for n in range(201)]},
        "eksponertFor",
    ),
    "uten matrikkel": ({"eksponertFor": [{"type": "MATRIKKELENHET", "matrikkelenhet": {}}]}, "kommunenummer"),
    "logg": ({"ikkeLagreDokumentLastetNed": "kanskje"}, "ikkeLagreDokumentLastetNed"),
}


@pytest.mark.parametrize(("felter", "felt"), FEIL.values(), ids=FEIL.keys())
def test_it_refuses_metadata_by_naming_the_field_and_no_number(
    felter: dict[str, Any], felt: str, system: System
) -> None:
    svar = send(system, opplasting(**felter))
    assert svar.status_code == 400, svar.content
    feil = svar.json()
    assert felt in feil["message"]
    assert FNR[:10] not in json.dumps(feil)
    assert ingenting_er_igjen()


M, D = metadatadel(metadata()), dokumentdel(b"innhold")
UKJENT = b'Content-Disposition: form-data; name="vedlegg"; filename="a"\r\n\r\nx\r\n'
KROPPER: dict[str, tuple[bytes, str]] = {
    "bytte om": (kropp(D, M), "metadata"),
    "uten metadata": (kropp(D), "metadata"),
    "uten dokument": (kropp(M), "dokument"),
    "metadata to ganger": (kropp(M, M, D), "metadata"),
    "metadata etter": (kropp(M, D, M), "metadata"),
    "dokument to ganger": (kropp(M, D, D), "dokument"),
    "ukjent først": (kropp(UKJENT, M, D), "vedlegg"),
    "ukjent mellom": (kropp(M, UKJENT, D), "vedlegg"),
    "ukjent sist": (kropp(M, D, UKJENT), "vedlegg"),
    "ingen deler": (kropp(), "metadata"),
    "uten slutt": (kropp(M, D, slutt=False), ""),
    "kuttet i dokumentet": (opplasting(b"x" * 5000)[:-3000], ""),
    "kuttet i metadata": (kropp(M)[:60], ""),
    "tom kropp": (b"", ""),
    "tomt dokument": (kropp(M, dokumentdel(b"")), ""),
    "ikke JSON": (kropp(metadatadel(b"{'a'}"), D), "metadata"),
    "JSON-liste": (kropp(metadatadel(b"[]"), D), "dokumentnavn"),
    "ikke UTF-8": (kropp(metadatadel(b'{"dokumentnavn": "\xff"}'), D), "metadata"),
    "dypt": (kropp(metadatadel(b"[" * 50_000), D), "metadata"),
}


@pytest.mark.parametrize(("body", "del_"), KROPPER.values(), ids=KROPPER.keys())
def test_it_refuses_a_body_that_is_not_as_it_should_be_and_keeps_nothing(
    body: bytes, del_: str, system: System
) -> None:
    svar = send(system, body)
    assert svar.status_code == 400, svar.content
    assert del_ in svar.json()["message"]
    assert ingenting_er_igjen()


def test_it_refuses_metadata_that_are_too_large(system: System) -> None:
    stor = metadatadel(metadata(dokumentnavn="x" * 300_000))
    assert send(system, kropp(stor, D)).status_code == 413


def test_it_refuses_another_kind_of_body(system: System) -> None:
    svar = send(system, b"<xml/>", content_type="text/xml")
    assert svar.status_code == 400
    assert "multipart" in svar.json()["message"]


def test_it_opens_nothing_for_those_it_cannot_prove(
    system: System, mottaker: User, nettleser_for: Callable[[User | None], Client]
) -> None:
    svar = send(system, opplasting(eksponertFor=[{"type": "AUTORISASJON", "privilegium": "LES", "ressurs": "x"}]))
    assert svar.status_code == 201
    assert nettleser_for(mottaker).get(svar["Location"].removeprefix(settings.BASE_URL)).status_code == 404


def test_it_refuses_a_system_without_access_to_the_konto(system: System, annen_organisasjon: Organisasjon) -> None:
    Integrasjonstilgang.objects.all().delete()
    assert send(system, opplasting()).status_code == 403
    annen = Konto.objects.create(organisasjon=annen_organisasjon, navn="Bygg")
    sti = f"/dokumentlager/api/v1/{annen_organisasjon.id}/kontoer/{annen.id}/dokumenter"
    assert send(system, opplasting(), sti).status_code == 404
    sti = f"/dokumentlager/api/v1/{annen_organisasjon.id}/kontoer/{system.konto.id}/dokumenter"
    assert send(system, opplasting(), sti).status_code == 404
    sti = f"/dokumentlager/api/v1/{system.konto.organisasjon_id}/kontoer/{uuid.uuid4()}/dokumenter"
    assert send(system, opplasting(), sti).status_code == 404
    assert ingenting_er_igjen()


def test_it_refuses_a_deleted_konto_and_an_organisation_that_has_not_begun(system: System) -> None:
    Organisasjon.objects.update(tatt_i_bruk=None)
    assert send(system, opplasting()).status_code == 403
    Konto.objects.update(slettet=timezone.now())
    assert send(system, opplasting()).status_code == 410


def test_it_gives_the_same_answer_for_every_wrong_login(system: System) -> None:
    rette = dict(system.hoder)
    svarene = set()
    for hoder in (
        {},
        rette | {"Authorization": "Bearer tull"},
        rette | {"IntegrasjonId": str(uuid.uuid4())},
        rette | {"IntegrasjonPassord": "feil"},
        {navn: verdi for navn, verdi in rette.items() if navn != "IntegrasjonPassord"},
        {navn: verdi for navn, verdi in rette.items() if navn != "Authorization"},
    ):
        system.hoder = hoder
        svar = send(system, opplasting())
        assert svar.status_code == 401
        assert svar["WWW-Authenticate"] == "Bearer"
        svarene.add(json.dumps({k: v for k, v in svar.json().items() if k not in {"timestamp", "errorId"}}))
    assert len(svarene) == 1
    assert ingenting_er_igjen()


def test_it_limits_how_often_a_system_may_call(system: System, settings: Settings) -> None:
    settings.API_KALL_PER_MINUTT = 2
    statuser = [system.kall("GET", f"{system.kontosti}/finnes-ikke").status_code for _gang in range(2)]
    svar = [send(system, opplasting()) for _gang in range(4)][-1]
    assert statuser == [404, 404]
    assert svar.status_code == 429
    assert 0 < int(svar["Retry-After"]) <= 61
    assert svar.json()["errorCode"] == "for_mange_kall"


def test_it_logs_no_number_and_no_secret(system: System, caplog: pytest.LogCaptureFixture) -> None:
    send(system, opplasting())
    send(system, opplasting(eksponertFor=[{"type": "PERSON", "fnr": FNR[:-1] + "0"}]))
    logg = caplog.text + repr([post.__dict__ for post in caplog.records])
    assert FNR[:10] not in logg
    assert system.hoder["IntegrasjonPassord"] not in logg
    assert system.hoder["Authorization"][10:] not in logg
    assert Mottaker.objects.filter(oppslag__contains=FNR).count() == 0


@pytest.mark.parametrize("mottakere", [1, 5])
def test_it_receives_a_small_document_in_one_transaction_and_eight_statements(system: System, mottakere: int) -> None:
    """Who calls, with the right to the konto; one commit, by the konto's policy then, which ends its reservasjon."""
    body = opplasting(eksponertFor=[{"type": "INTEGRASJON", "id": str(uuid.uuid4())} for _ in range(mottakere)])
    assert send(system, body).status_code == 201
    with CaptureQueriesContext(connection) as sporsmal:
        assert send(system, body).status_code == 201
    # Inside a test a transaction is a savepoint.
    antall = Counter(linje["sql"].split()[0] for linje in sporsmal.captured_queries)
    assert antall == {"SELECT": 2, "SAVEPOINT": 1, "DELETE": 1, "INSERT": 5, "RELEASE": 1}


def test_it_asks_anew_for_the_right_at_each_upload(system: System) -> None:
    assert send(system, opplasting()).status_code == 201
    Integrasjonstilgang.objects.all().delete()
    assert send(system, opplasting()).status_code == 403
