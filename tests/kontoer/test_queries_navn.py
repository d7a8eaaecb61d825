"""Two municipalities and one person, whom each calls something: through the pages and the API of both."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from hendelser.models import Hendelsestype, Sted
from hendelser.services import skriv_hendelse
from kontoer.models import Konto, Organisasjon
from kontoer.queries import tilganger_pa
from kontoer.queries_navn import navn_i
from standins.personer import personer
from tests.dokumenter.api.conftest import PASSORD, System, integrasjon, lag_integrasjon, maskinporten, system
from tests.dokumenter.fabrikk import lag_deling
from tests.kontoer.sider import tekst
from users.models import User

__all__ = ["integrasjon", "maskinporten", "system"]

FNR = personer["fremmed"].fnr
HER, DER = "Frida Herfra", "Frida Derfra"


@pytest.fixture
def annen_konto(annen_organisasjon: Organisasjon) -> Konto:
    """A konto of Prøveby."""
    return Konto.objects.create(organisasjon=annen_organisasjon, navn="Bygg")


@pytest.fixture
def frida(
    konto: Konto, admin: User, annen_konto: Konto, annen_admin: User, nettleser_for: Callable[[User | None], Client]
) -> User:
    """Registered in both, by the form, under two names."""
    for av, en, navn in ((admin, konto, HER), (annen_admin, annen_konto, DER)):
        felter = {"fnr": FNR, "navn": navn, "kan_dele": "on"}
        svar = nettleser_for(av).post(reverse("kontoer:ny_bruker", args=[en.id]), felter, follow=True)
        assert navn in tekst(svar)
    return tilganger_pa(konto).get().bruker


def _sider(organisasjon: Organisasjon, konto: Konto, frida: User) -> list[str]:
    """All pages that name people."""
    return [
        *(reverse(f"kontoer:{navn}", args=[organisasjon.id]) for navn in ("administratorer", "logg")),
        *(reverse(f"kontoer:{navn}", args=[organisasjon.id]) for navn in ("organisasjon", "ta_i_bruk")),
        reverse("kontoer:konto", args=[konto.id]),
        *(reverse(f"kontoer:{navn}", args=[konto.id, frida.id]) for navn in ("rettigheter", "fjern_bruker")),
        reverse("kontoer:fjern_administrator", args=[organisasjon.id, frida.id]),
    ]


def test_it_shows_in_each_organisation_only_its_own_name(
    frida: User,
    organisasjon: Organisasjon,
    annen_organisasjon: Organisasjon,
    konto: Konto,
    annen_konto: Konto,
    admin: User,
    annen_admin: User,
    nettleser_for: Callable[[User | None], Client],
) -> None:
    for av, der, deres, navn, ikke in (
        (admin, organisasjon, konto, HER, DER),
        (annen_admin, annen_organisasjon, annen_konto, DER, HER),
    ):
        klient = nettleser_for(av)
        klient.post(reverse("kontoer:ny_administrator", args=[der.id]), {"fnr": FNR, "navn": navn})
        deling = lag_deling(deres, frida, av)
        skriv_hendelse(Hendelsestype.DELING_FORLENGET, av=frida, gjelder=Sted(der.id, deres.id, deling.id))
        frida_klient = nettleser_for(frida)
        sider = {sti: klient.get(sti) for sti in _sider(der, deres, frida)}
        sider |= {sti: frida_klient.get(sti) for sti in ("/", f"/delinger/{deling.id}/")}
        innhold = {sti: (b"".join(svar) if svar.streaming else svar.content).decode() for sti, svar in sider.items()}
        assert [sti for sti, side in innhold.items() if ikke in side] == []
        uten = {reverse(f"kontoer:{en}", args=[der.id]) for en in ("organisasjon", "ta_i_bruk")} | {"/"}
        assert {sti for sti, side in innhold.items() if navn not in side} == uten
    liste = nettleser_for(frida).get("/delinger/").content.decode()
    assert f"Barnevern, Testvik kommune. Delt av {HER}" in " ".join(liste.split())
    assert f"Bygg, Prøveby kommune. Delt av {DER}" in " ".join(liste.split())


def test_it_tells_systems_only_their_own_organisations_name(frida: User, system: System, annen_konto: Konto) -> None:
    andre = lag_integrasjon(annen_konto.organisasjon, annen_konto)
    for innringer, konto, navn in (
        (system, system.konto, HER),
        (System(andre, annen_konto, system.hoder | {"IntegrasjonId": str(andre.id)}), annen_konto, DER),
    ):
        assert innringer.hoder["IntegrasjonPassord"] == PASSORD
        rot = f"organisasjoner/{konto.organisasjon_id}/kontoer/{konto.id}/brukere"
        for tjeneste in ("dokumentlager", "melding-dokumentdeling"):
            svar = innringer.kall("GET", f"/{tjeneste}/api/v1/{rot}").json()
            assert [en["navn"] for en in svar["brukere"]] == [navn]
        hendelser = innringer.kall("GET", innringer.kontosti).json()["hendelser"]
        assert len(hendelser) == 1
        assert (HER if navn == DER else DER) not in str(hendelser)


def test_it_names_nobody_that_the_organisation_has_not_registered(organisasjon: Organisasjon, per: User) -> None:
    assert navn_i(organisasjon.id, [per.id]) == navn_i(None, [per.id]) == navn_i(organisasjon.id, []) == {}


def test_it_shows_no_name_of_a_recipient_who_works_elsewhere(
    konto: Konto, kari: User, admin: User, per: User, nettleser_for: Callable[[User | None], Client]
) -> None:
    """The log of the sender's organisation, and the recipient's own pages."""
    deling = lag_deling(konto, kari, per)
    klient = nettleser_for(per)
    assert personer["per"].navn not in klient.get(f"/d/{deling.id}").content.decode()
    assert personer["per"].navn not in klient.get("/").content.decode()
    logg = reverse("kontoer:logg", args=[konto.organisasjon_id])
    side = nettleser_for(admin).get(logg).content.decode()
    assert "Delingen ble åpnet" in side
    assert personer["per"].navn not in side
    assert personer["per"].navn not in nettleser_for(kari).get(f"/delinger/{deling.id}/").content.decode()
