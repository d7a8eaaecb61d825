"""The tus door: its table of answers, who may knock, and that the capability is all a client needs."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from dokumenter.models import Deling, Dokument
from dokumenter.services.deling import opprett_utkast
from dokumenter.services.sletting import slett_dokument
from dokumenter.storage.lager import dokumentlager
from kontoer.models import Konto, Kontotilgang
from tests.dokumenter.views.tusklient import HEI, TusKlient, lest, metadata, sjekksum
from users.models import User

TUS = {"Tus-Resumable": "1.0.0"}


# --- Creation ---------------------------------------------------------------------------------------------------


def test_it_creates_an_upload_and_takes_its_bytes(karis: TusKlient, ingens: TusKlient, utkast: Deling) -> None:
    svar = karis.opprett(utkast, len(HEI), navn="Vedtak på søknad.pdf")
    dokument = Dokument.objects.get()
    assert (svar.status_code, svar.headers["Dokument-Id"], svar.headers["Upload-Offset"]) == (
        201,
        str(dokument.pk),
        "0",
    )
    assert (dokument.dokumentnavn, dokument.mimetype) == ("Vedtak på søknad.pdf", "application/pdf")
    url = svar.headers["Location"]
    for fra, til in ((0, 4), (4, len(HEI))):
        svar = ingens.patch(url, HEI[fra:til], fra)
        assert (svar.status_code, svar.headers["Upload-Offset"]) == (204, str(til))
    dokument.refresh_from_db()
    assert (dokument.tilstand, lest(dokument)) == (Dokument.Tilstand.KONTROLLERES, HEI)


def test_it_keeps_the_folder_a_file_lay_in(karis: TusKlient, utkast: Deling) -> None:
    felter = {"deling": str(utkast.pk), "filename": "kart.pdf"}
    assert karis.opprett(utkast, Upload_Metadata=metadata(**felter, mappe="Saker/Å rs")).status_code == 201
    assert Dokument.objects.get().mappe == "Saker/Å rs"
    for sti in ("../etc", "x" * 501):
        svar = karis.opprett(utkast, Upload_Metadata=metadata(**felter, mappe=sti))
        assert svar.status_code == 400
        assert sti not in svar.content.decode()
    assert Dokument.objects.count() == 1


@pytest.mark.parametrize("filtype", ["pdf", "x" * 300, "application/pdf\0", "tekst/ødelagt", ""])
def test_it_takes_a_file_whatever_the_browser_calls_it(filtype: str, karis: TusKlient, utkast: Deling) -> None:
    merket = metadata(deling=str(utkast.pk), filename="a.pdf", filetype=filtype)
    assert karis.opprett(utkast, Upload_Metadata=merket).status_code == 201
    assert Dokument.objects.get().mimetype == "application/octet-stream"


def test_it_takes_the_first_bytes_with_the_creation(karis: TusKlient, utkast: Deling) -> None:
    halv = karis.opprett(utkast, len(HEI), HEI[:4])
    assert (halv.status_code, halv.headers["Upload-Offset"], "Upload-Expires" in halv.headers) == (201, "4", True)
    hel = karis.opprett(utkast, len(HEI), HEI, Upload_Checksum=sjekksum(HEI))
    assert (hel.status_code, hel.headers["Upload-Offset"], "Upload-Expires" in hel.headers) == (201, "11", False)
    assert lest(Dokument.objects.get(pk=hel.headers["Dokument-Id"])) == HEI


@pytest.mark.parametrize(
    ("hoder", "status"),
    [
        ({"Upload_Length": None}, 400),
        ({"Upload_Length": "elleve"}, 400),
        ({"Upload_Length": "-1"}, 400),
        ({"Upload_Length": "0"}, 400),
        ({"Upload_Length": "1001"}, 413),
        ({"Upload_Defer_Length": "1"}, 400),
        ({"Upload_Concat": "partial"}, 400),
        ({"Upload_Concat": "final;/opplasting/a /opplasting/b", "Upload_Length": None}, 400),
        ({"Upload_Metadata": None}, 400),
        ({"Upload_Metadata": "deling !"}, 400),
        ({"Upload_Metadata": metadata(filename="a.pdf")}, 404),
        ({"Upload_Metadata": metadata(filename="a.pdf", deling="ikke-en-uuid")}, 404),
        ({"Tus_Resumable": None}, 412),
        ({"Tus_Resumable": "0.2.2"}, 412),
    ],
)
def test_it_refuses_a_creation_that_is_not_right(
    karis: TusKlient, utkast: Deling, settings: Settings, hoder: dict[str, str | None], status: int
) -> None:
    settings.OPPLASTING_MAKS_BYTES = 1000
    svar = karis.opprett(utkast, **hoder)  # type: ignore[arg-type]
    assert (svar.status_code, svar.headers["Tus-Resumable"]) == (status, "1.0.0")
    assert svar.headers["Content-Type"].startswith("text/plain")
    assert not Dokument.objects.exists()


@pytest.mark.parametrize(
    ("innhold", "hoder", "status"),
    [
        (b"x" * 12, {}, 413),
        (HEI, {"Upload_Checksum": sjekksum(b"noe annet")}, 460),
        (HEI, {"Upload_Checksum": "md5 AAAA"}, 400),
        (HEI, {"Content_Type": "application/pdf"}, 415),
    ],
)
def test_it_leaves_no_file_in_the_draft_when_the_first_bytes_are_refused(
    karis: TusKlient, utkast: Deling, innhold: bytes, hoder: dict[str, str], status: int
) -> None:
    svar = karis.opprett(utkast, 11, innhold, **hoder)
    assert (svar.status_code, svar.headers["Tus-Resumable"]) == (status, "1.0.0")
    assert not Dokument.objects.exclude(tilstand=Dokument.Tilstand.SLETTES).exists()
    assert [navn for navn in dokumentlager().list("") if "vaktpost" not in navn] == []


@pytest.mark.parametrize(
    ("hvem", "status"),
    [("kari", 201), ("ola", 404), ("uten_rett", 404), ("per", 404), ("mottaker", 404), ("admin", 404), (None, 401)],
)
def test_it_lets_only_the_drafts_maker_create(
    request: pytest.FixtureRequest,
    utkast: Deling,
    nettleser_for: Callable[[User | None], Client],
    hvem: str | None,
    status: int,
) -> None:
    bruker = request.getfixturevalue(hvem) if hvem else None
    assert TusKlient(nettleser_for(bruker)).opprett(utkast).status_code == status
    assert Dokument.objects.count() == (status == 201)


def test_it_answers_a_draft_that_does_not_exist_as_one_of_another(
    karis: TusKlient, konto: Konto, ola: User, utkast: Deling
) -> None:
    olas = opprett_utkast(konto=konto, av=ola)
    svar = [karis.opprett(olas), karis.opprett("00000000-0000-4000-8000-000000000000")]
    assert {(s.status_code, s.content) for s in svar} == {(404, svar[0].content)}


def test_it_says_why_one_who_lost_the_right_may_not_create(karis: TusKlient, utkast: Deling, kari: User) -> None:
    Kontotilgang.objects.filter(bruker=kari).update(kan_dele=False)
    assert karis.opprett(utkast).status_code == 403


def test_it_demands_a_csrf_token_to_create_and_resume_but_not_to_send(
    kari: User, utkast: Deling, url: str, ingens: TusKlient
) -> None:
    streng = Client(enforce_csrf_checks=True)
    streng.force_login(kari)
    assert TusKlient(streng).opprett(utkast).status_code == 403
    dokument = Dokument.objects.get()
    assert streng.post("/opplasting/gjenoppta/", {"dokument": str(dokument.pk)}).status_code == 403
    assert TusKlient(streng).patch(url, HEI).status_code == 204
    assert TusKlient(Client(enforce_csrf_checks=True)).head(url).status_code == 200


# --- The table --------------------------------------------------------------------------------------------------


def test_it_tells_what_it_speaks(ingens: TusKlient, url: str) -> None:
    for sti in ("/opplasting/", url, "/opplasting/finnes-ikke"):
        svar = ingens.klient.options(sti)
        assert (svar.status_code, svar.headers["Tus-Version"]) == (204, "1.0.0")
        assert set(svar.headers["Tus-Extension"].split(",")) == {
            "creation",
            "creation-with-upload",
            "expiration",
            "termination",
            "checksum",
        }
        assert svar.headers["Tus-Max-Size"] == str(5 * 1024**3)
        assert "sha1" in svar.headers["Tus-Checksum-Algorithm"]


def test_it_tells_where_an_upload_is(ingens: TusKlient, url: str) -> None:
    ingens.patch(url, HEI[:4])
    svar = ingens.head(url)
    assert svar.status_code == 200
    assert (svar.headers["Upload-Offset"], svar.headers["Upload-Length"]) == ("4", "11")
    assert (svar.headers["Cache-Control"], svar.headers["Tus-Resumable"]) == ("no-store", "1.0.0")
    assert svar.headers["Upload-Expires"].endswith("GMT")


@pytest.mark.parametrize(
    ("innhold", "hoder", "status"),
    [
        (HEI, {"Upload_Offset": "1"}, 409),
        (HEI, {"Upload_Offset": "11"}, 409),
        (HEI, {"Upload_Offset": None}, 400),
        (HEI, {"Upload_Offset": "-1"}, 400),
        (HEI, {"Upload_Offset": "0x0"}, 400),
        (HEI, {"Tus_Resumable": None}, 412),
        (HEI, {"Tus_Resumable": "1.0.1"}, 412),
        (HEI, {"Content_Type": "application/octet-stream"}, 415),
        (HEI, {"Content_Type": "multipart/form-data"}, 415),
        (HEI + b"!", {}, 413),
        (HEI, {"Upload_Checksum": sjekksum(b"noe annet")}, 460),
        (HEI, {"Upload_Checksum": sjekksum(HEI, "sha256")[:-8]}, 400),
        (HEI, {"Upload_Checksum": "crc32 AAAAAA=="}, 400),
    ],
)
def test_it_refuses_bytes_that_are_not_right_and_keeps_nothing(
    ingens: TusKlient, url: str, innhold: bytes, hoder: dict[str, str | None], status: int
) -> None:
    svar = ingens.patch(url, innhold, **hoder)  # type: ignore[arg-type]
    assert (svar.status_code, svar.headers["Tus-Resumable"]) == (status, "1.0.0")
    assert ("Tus-Version" in svar.headers) == (status == 412)
    assert svar.headers["Content-Type"].startswith("text/plain")
    assert ingens.head(url).headers["Upload-Offset"] == "0"
    assert [navn for navn in dokumentlager().list("") if "vaktpost" not in navn] == []
    assert ingens.patch(url, HEI, Upload_Checksum=sjekksum(HEI, "sha256")).status_code == 204


def test_it_refuses_more_after_the_last_byte(ingens: TusKlient, url: str) -> None:
    assert ingens.patch(url, HEI).status_code == 204
    # Where it begins decides first: one that has missed the answer to its last bytes asks where we are.
    for offset, status in ((0, 409), (4, 409), (len(HEI), 403), (len(HEI) + 1, 409)):
        svar = ingens.patch(url, b"!", offset)
        assert (svar.status_code, svar.headers["Tus-Resumable"]) == (status, "1.0.0")
    svar = ingens.head(url)
    assert (svar.status_code, svar.headers["Upload-Offset"], "Upload-Expires" in svar.headers) == (200, "11", False)


def test_it_ends_an_upload_in_time(ingens: TusKlient, url: str) -> None:
    Dokument.objects.update(opplasting_utloper=timezone.now() - timedelta(seconds=1))
    for svar in (ingens.head(url), ingens.patch(url, HEI), ingens.slett(url)):
        assert (svar.status_code, svar.headers["Tus-Resumable"]) == (410, "1.0.0")
    assert Dokument.objects.get().mottatt == 0


@pytest.mark.parametrize("sti", ["/opplasting/finnes-ikke", "/opplasting/" + "A" * 43, "/opplasting/æøå"])
def test_it_does_not_know_what_does_not_exist(ingens: TusKlient, db: None, sti: str) -> None:
    for svar in (ingens.head(sti), ingens.patch(sti, HEI), ingens.slett(sti)):
        assert (svar.status_code, svar.headers["Tus-Resumable"]) == (404, "1.0.0")


def test_it_forgets_a_deleted_upload(ingens: TusKlient, karis: TusKlient, url: str, kari: User) -> None:
    slett_dokument(dokument=Dokument.objects.get(), av=kari)
    assert {ingens.head(url).status_code, ingens.patch(url, HEI).status_code} == {404}


def test_it_ends_uploads_when_the_konto_is_deleted(ingens: TusKlient, url: str, konto: Konto) -> None:
    Konto.objects.filter(pk=konto.pk).update(slettet=timezone.now())
    assert {ingens.head(url).status_code, ingens.patch(url, HEI).status_code} == {410}


def test_it_gives_an_upload_up(ingens: TusKlient, url: str) -> None:
    ingens.patch(url, HEI[:4])
    svar = ingens.slett(url)
    assert (svar.status_code, svar.headers["Tus-Resumable"]) == (204, "1.0.0")
    dokument = Dokument.objects.get()
    assert (dokument.tilstand, dokument.nokkel) == (Dokument.Tilstand.SLETTES, None)
    assert ingens.head(url).status_code == 404


def test_it_does_not_let_a_capability_delete_what_is_shared(ingens: TusKlient, url: str, utkast: Deling) -> None:
    ingens.patch(url, HEI)
    Deling.objects.filter(pk=utkast.pk).update(tilstand=Deling.Tilstand.DELT, delt=timezone.now())
    assert ingens.slett(url).status_code == 403
    assert Dokument.objects.get().nokkel is not None


def test_it_takes_the_method_from_a_header_when_the_client_can_only_post(ingens: TusKlient, url: str) -> None:
    svar = ingens.patch(url, HEI[:4], metode="POST", X_HTTP_Method_Override="PATCH")
    assert (svar.status_code, svar.headers["Upload-Offset"]) == (204, "4")
    assert ingens.patch(url, b"", 0, metode="POST", X_HTTP_Method_Override="DELETE").status_code == 204
    assert Dokument.objects.get().tilstand == Dokument.Tilstand.SLETTES


@pytest.mark.parametrize("versjon", ["1.0.0", None])
@pytest.mark.parametrize("metode", ["GET", "PUT", "POST"])
def test_it_refuses_other_methods_and_says_which_it_takes(
    karis: TusKlient, url: str, metode: str, versjon: str | None
) -> None:
    svar = karis.patch(url, b"", 0, metode=metode, Tus_Resumable=versjon)
    assert (svar.status_code, svar.headers["Tus-Resumable"]) == (405, "1.0.0")
    assert svar.headers["Allow"] == "HEAD, PATCH, DELETE, OPTIONS"
    for en in svar.headers["Allow"].split(", "):
        assert karis.patch(url, b"", 0, metode=en).status_code != 405
    if metode != "POST":
        svar = karis.patch("/opplasting/", b"", 0, metode=metode, Tus_Resumable=versjon)
        assert (svar.status_code, svar.headers["Allow"]) == (405, "POST, OPTIONS")


# --- The capability ---------------------------------------------------------------------------------------------


def test_it_needs_no_session_and_touches_none(karis: TusKlient, url: str) -> None:
    Session.objects.all().delete()
    cookie = dict(karis.klient.cookies)
    svar = [karis.patch(url, HEI[:4]), karis.head(url), karis.patch(url, HEI[4:], 4)]
    assert [s.status_code for s in svar] == [204, 200, 204]
    assert not any(s.cookies for s in svar)
    assert dict(karis.klient.cookies) == cookie
    assert not Session.objects.exists()


def test_it_asks_the_database_little(
    ingens: TusKlient, url: str, django_assert_max_num_queries: Callable[..., object]
) -> None:
    with django_assert_max_num_queries(2):  # type: ignore[attr-defined]
        ingens.head(url)
    with django_assert_max_num_queries(9):  # type: ignore[attr-defined]
        ingens.patch(url, HEI[:4])


def test_it_says_nothing_of_the_capability_in_the_log(
    ingens: TusKlient, karis: TusKlient, url: str, logg: io.StringIO
) -> None:
    for innhold, offset in ((HEI, 3), (HEI + b"!!", 0), (HEI, 0), (HEI, 0)):
        ingens.patch(url, innhold, offset)
    ingens.slett(url)
    ingens.head(url)
    assert "/opplasting/" in logg.getvalue()
    assert url.rsplit("/", 1)[1] not in logg.getvalue()
    assert "vedtak" not in logg.getvalue()


def test_it_answers_errors_of_the_domain_in_plain_words(ingens: TusKlient, url: str) -> None:
    ingens.patch(url, HEI)
    svar = ingens.patch(url, HEI, len(HEI))
    assert svar.content.decode() == "Filen er allerede lastet opp."
    assert svar.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert svar.headers["Cache-Control"] == "no-store"
