"""Everybody tries every page and every act. A page that is not in the table fails the first test."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from hendelser.models import Hendelse
from kontoer import urls
from kontoer.models import Administrator, Integrasjon, Konto, Kontotilgang, Organisasjon
from users.models import User

# What each may do: 200 (see and do), 403 (knows of it, lacks the right), 404 (does not exist for him).
ORGANISASJON = {"admin": 200, "kontoadmin": 403, "kari": 403, "uten_rett": 403, "nabo": 403, "annen_admin": 404}
BARE_ADMIN = ORGANISASJON | {"nabo": 404}
KONTO = BARE_ADMIN | {"kontoadmin": 200}
INDEKS = {"admin": 302, "kontoadmin": 302, "kari": 403, "uten_rett": 403, "nabo": 403, "annen_admin": 302}
SIDER = {
    "konfigurasjon": INDEKS,
    "organisasjon": ORGANISASJON,
    "ta_i_bruk": ORGANISASJON,
    "lenker": ORGANISASJON,
    "innsyn": ORGANISASJON,
    "ny_konto": ORGANISASJON,
    "administratorer": ORGANISASJON,
    "ny_administrator": ORGANISASJON,
    "fjern_administrator": ORGANISASJON,
    "integrasjoner": ORGANISASJON,
    "ny_integrasjon": ORGANISASJON,
    "logg": ORGANISASJON,
    "logg_eksport": ORGANISASJON | {"admin": 302},
    "integrasjon": ORGANISASJON,
    "nytt_passord": ORGANISASJON,
    "slett_integrasjon": ORGANISASJON,
    "konto": KONTO,
    "kontakt": KONTO,
    "nytt_navn": BARE_ADMIN,
    "innstillinger": BARE_ADMIN,
    "slett_konto": BARE_ADMIN,
    "ny_bruker": KONTO,
    "rettigheter": KONTO,
    "fjern_bruker": KONTO,
}
BARE_LES = {"konfigurasjon", "organisasjon", "administratorer", "integrasjoner", "konto"}
INNHOLD = {
    "navn": "Nytt navn",
    "fnr": "02906638927",
    "kan_dele": "on",
    "versjon": "2026-11",
    "godtar": "on",
    "forstatt": "on",
    "standard_varighet_dager": "7",
    "lengste_varighet_dager": "14",
    "sikkerhetsniva": "4",
    "autorisert_orgnr": "311500015",
}
PERSONER = ["admin", "kontoadmin", "kari", "uten_rett", "nabo", "annen_admin", "per", "fremmed"]

Nettleser = Callable[[User | None], Client]


@pytest.fixture
def adresser(admin: User, konto: Konto, kari: User, integrasjon: Integrasjon) -> dict[str, str]:
    """The address of each page, with things that exist."""
    mulige = {
        "organisasjon_id": konto.organisasjon_id,
        "konto_id": konto.id,
        "integrasjon_id": integrasjon.id,
        "bruker_id": kari.id,
    }
    adresser = {}
    for sti in urls.urlpatterns:
        argumenter = {felt: mulige[felt] for felt in sti.pattern.converters}
        if sti.name == "fjern_administrator":
            argumenter["bruker_id"] = admin.id
        adresser[str(sti.name)] = reverse(f"kontoer:{sti.name}", kwargs=argumenter)
    return adresser


@pytest.fixture
def folk(request: pytest.FixtureRequest) -> dict[str, User]:
    return {navn: request.getfixturevalue(navn) for navn in PERSONER}


def _ventet(navn: str) -> dict[str, int]:
    fremmede = 403 if navn == "konfigurasjon" else 404
    return dict.fromkeys(PERSONER, fremmede) | SIDER[navn]


def test_it_has_every_page_in_the_table() -> None:
    assert {sti.name for sti in urls.urlpatterns} == set(SIDER)


@pytest.mark.parametrize("navn", SIDER)
def test_it_shows_a_page_only_to_those_with_the_right(
    navn: str, adresser: dict[str, str], folk: dict[str, User], nettleser_for: Nettleser
) -> None:
    svar = {person: nettleser_for(bruker).get(adresser[navn]) for person, bruker in folk.items()}
    assert {person: ett.status_code for person, ett in svar.items()} == _ventet(navn)
    for ett in svar.values():
        if ett.status_code == 403:
            assert re.search("Be en (administrator|av administratorene)", ett.content.decode())


@pytest.mark.parametrize("navn", SIDER)
def test_it_does_nothing_for_those_without_the_right(
    navn: str, adresser: dict[str, str], folk: dict[str, User], nettleser_for: Nettleser
) -> None:
    uten_rett = {person: status for person, status in _ventet(navn).items() if status in {403, 404}}
    ventet = dict.fromkeys(uten_rett, 405) if navn in BARE_LES else uten_rett
    for_ = _tilstand()
    assert {p: nettleser_for(folk[p]).post(adresser[navn], INNHOLD).status_code for p in uten_rett} == ventet
    assert _tilstand() == for_


@pytest.mark.parametrize("navn", SIDER)
def test_it_sends_nobody_to_login_and_back(navn: str, adresser: dict[str, str], nettleser_for: Nettleser) -> None:
    svar = nettleser_for(None).get(adresser[navn])
    assert svar.status_code == 302
    assert svar["Location"] == f"{reverse('users:logg_inn')}?next={quote(adresser[navn], safe='')}"


@pytest.mark.parametrize("navn", SIDER)
def test_it_does_nothing_for_nobody(navn: str, adresser: dict[str, str], nettleser_for: Nettleser) -> None:
    for_ = _tilstand()
    svar = nettleser_for(None).post(adresser[navn], INNHOLD)
    assert svar.status_code == 302
    assert svar["Location"].startswith(reverse("users:logg_inn"))
    assert _tilstand() == for_


@pytest.mark.parametrize("navn", sorted(set(SIDER) - {"konfigurasjon"}))
def test_it_answers_the_same_for_what_is_not_there(
    navn: str, adresser: dict[str, str], folk: dict[str, User], nettleser_for: Nettleser
) -> None:
    nettleser = nettleser_for(folk["per"])
    finnes_ikke = "/".join(
        "00000000-0000-4000-8000-000000000000" if len(d) == 36 else d for d in adresser[navn].split("/")
    )
    ekte, tom = nettleser.get(adresser[navn]), nettleser.get(finnes_ikke)
    assert ekte.status_code == tom.status_code == 404
    assert _hovedinnhold(ekte.content) == _hovedinnhold(tom.content) != b""


@pytest.mark.parametrize("navn", SIDER)
def test_it_is_not_kept_by_the_browser(
    navn: str, adresser: dict[str, str], admin: User, nettleser_for: Nettleser
) -> None:
    assert "no-store" in nettleser_for(admin).get(adresser[navn])["Cache-Control"]


def test_it_keeps_csrf_on(konto: Konto, admin: User) -> None:
    nettleser = Client(enforce_csrf_checks=True)
    nettleser.force_login(admin)
    assert nettleser.post(reverse("kontoer:slett_konto", args=[konto.id]), {"navn": konto.navn}).status_code == 403


def _tilstand() -> list[object]:
    """All that the pages can change."""
    modeller = (Organisasjon, Administrator, Konto, Kontotilgang, Integrasjon, Hendelse)
    return [list(modell.objects.order_by("pk").values()) for modell in modeller]


def _hovedinnhold(innhold: bytes) -> bytes:
    """The frame tells the address and how long the login lasts; what the page itself says must not differ."""
    return innhold.partition(b"<main")[2].partition(b"</main>")[0]
