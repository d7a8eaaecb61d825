"""What pages need of cookies and forms never touches a request of a system, and the API still guards its answers."""

from __future__ import annotations

import io
from collections.abc import Callable
from http.cookies import SimpleCookie
from uuid import UUID
from wsgiref.types import WSGIEnvironment

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from dokumenter.models import Deling
from fiks_deldokument import settings as produktets
from fiks_deldokument.feilsvar import MASKINSTIER
from kontoer.models import Konto
from standins.idporten import IdPorten
from tests.dokumenter.lag import EN_PERSON
from tests.idporten import Person
from tests.users.test_middleware import flytt_tiden
from users.models import User

STIER = [f"{sti}api/v1/finnes-ikke" for sti in MASKINSTIER]


@pytest.mark.django_db
@pytest.mark.parametrize("sti", [*STIER, "/dokumentlager/api/v1/2f1ce7a2-6a4e-4c1c-9d0c-0d4c6a4f3b11/kontoer"])
def test_it_lets_no_cookie_count_where_systems_ask(sti: str, kari: User) -> None:
    klient = Client()
    klient.force_login(kari)
    svar = klient.get(sti)
    assert svar.status_code in {401, 404}
    assert not hasattr(svar.wsgi_request, "session")
    assert not hasattr(svar.wsgi_request, "user")
    assert not svar.cookies
    assert svar.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert svar.headers["X-Content-Type-Options"] == "nosniff"
    assert svar.json()["status"] == svar.status_code


@pytest.mark.django_db
@pytest.mark.parametrize("sti", ["/", "/api/", "/om/", "/dokumentlageret"])
def test_it_leaves_pages_as_they_are(sti: str) -> None:
    svar = Client().get(sti)
    assert hasattr(svar.wsgi_request, "session")
    assert "script-src 'self'" in svar.headers["Content-Security-Policy"]
    assert svar.headers["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_it_still_wants_a_token_with_every_form() -> None:
    assert Client(enforce_csrf_checks=True).post("/del/").status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("metode", "sti", "hoder"),
    [
        ("GET", "/delinger/", {"Accept": "text/html"}),
        ("POST", "/del/kontroller/", {"Accept": "application/json"}),
        ("PATCH", f"/opplasting/{UUID(int=1)}", {"Tus-Resumable": "1.0.0"}),
        ("GET", "/", {}),
    ],
)
def test_it_takes_no_cookie_away_from_who_may_have_logged_in_meanwhile(
    metode: str, sti: str, hoder: dict[str, str], kari: User
) -> None:
    """The request of a tab that does not know it yet is on its way while another tab gets a new session."""
    klient = Client()
    klient.force_login(kari)
    gammel = klient.cookies[settings.SESSION_COOKIE_NAME].value
    Session.objects.all().delete()
    svar = klient.generic(metode, sti, headers=hoder)
    assert settings.SESSION_COOKIE_NAME not in svar.cookies
    assert klient.cookies[settings.SESSION_COOKIE_NAME].value == gammel


@pytest.mark.django_db
def test_it_still_gives_a_new_one_at_login_and_logout(kari: User) -> None:
    klient = Client()
    klient.force_login(kari)
    gammel = klient.cookies[settings.SESSION_COOKIE_NAME].value
    ny = klient.post("/logg-ut/").cookies[settings.SESSION_COOKIE_NAME].value
    assert ny not in {"", gammel}
    assert not Session.objects.filter(session_key=gammel).exists()


def test_it_stands_where_the_frameworks_own_would() -> None:
    """The order is Django's: session before csrf before user, and messages after."""
    rekkefolge = [en.rpartition(".")[2] for en in produktets.MIDDLEWARE if "sidemiddleware" in en]
    assert rekkefolge == ["Sideokt", "Csrf", "Bruker", "Oktgrenser", "Meldinger", "Ramme", "Innholdspolicy"]


class _Langsom(io.BytesIO):
    """A body that takes so long to come that something happens meanwhile."""

    def __init__(self, innhold: bytes, imens: Callable[[], object]) -> None:
        super().__init__(innhold)
        self.imens: Callable[[], object] | None = imens

    def read(self, antall: int | None = -1, /) -> bytes:
        """The next bytes; once half of it has come, it happens."""
        if self.imens and self.tell() > len(self.getvalue()) // 2:
            self.imens()
            self.imens = None
        return super().read(antall)


@pytest.mark.parametrize("hvordan", ["logger ut", "logger inn på nytt", "ID-porten avslutter"])
def test_it_leads_to_the_receipt_of_what_was_shared_while_the_session_ended(
    person: Callable[[str], Person], idporten: IdPorten, konto: Konto, kari: User, hvordan: str
) -> None:
    en = person("kari")
    en.logg_inn()
    flytt_tiden(en.produkt, aktiv=2)
    felter = {"konto": str(konto.pk), "mottakere": EN_PERSON.verdi, "tilgjengelig_i": "14"}
    fil = SimpleUploadedFile("vedtak.pdf", b"x" * 4 * 1024**2)
    kropp = _Langsom(
        encode_multipart(BOUNDARY, felter | {"dokumenter": fil}),
        {
            "logger ut": lambda: _i_en_annen_fane(en).post("/logg-ut/"),
            "logger inn på nytt": lambda: en.logg_inn(niva=4),
            "ID-porten avslutter": lambda: Client().get(
                "/oidc/frontchannel-logout/", {"iss": idporten.issuer, "sid": en.sid}
            ),
        }[hvordan],
    )
    storrelse = len(kropp.getvalue())
    miljo: WSGIEnvironment = {"wsgi.input": kropp, "CONTENT_LENGTH": str(storrelse), "CONTENT_TYPE": MULTIPART_CONTENT}
    svar = en.produkt.generic("POST", "/del/", b"", **miljo)
    assert kropp.imens is None
    deling = Deling.objects.get()
    assert deling.tilstand == Deling.Tilstand.DELT
    kvittering = f"/delinger/{deling.pk}/?ny=1"
    assert (svar.status_code, svar["Location"]) == (302, kvittering)
    igjen = en.produkt.get(kvittering)
    if hvordan != "logger inn på nytt":
        assert igjen.status_code == 302
        assert en.logg_inn(next=kvittering)["Location"] == kvittering
    assert "Dokumentene er delt" in en.produkt.get(kvittering).content.decode()


def _i_en_annen_fane(en: Person) -> Client:
    fane = Client()
    fane.cookies = SimpleCookie({navn: kapsel.value for navn, kapsel in en.produkt.cookies.items()})
    return fane
