"""Every page, and every operation of the API, as the heaviest user or system calls it: also far back in the lists."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any, cast

from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone

from bench.api import multipart
from bench.skala_fyll import PASSORD, Installasjon
from bench.skala_mal import Operasjon
from dokumenter.models import Deling, Mottaker
from dokumenter.queries.mine_delinger import Delingssok, sok_delinger
from dokumenter.queries.mottak import mottatte_for
from dokumenter.services.reservasjon import glem_reservasjoner
from hendelser.models import Hendelse
from standins.personer import integrasjoner
from standins.server import Standins
from users import klokke
from users.niva import ACR_FOR_NIVA, HOYT

_SIDE = 25
_LOGGSIDE = 50
_DYP = 200

_SOK = {
    "Delt av meg": {"hurtig": "mine"},
    "Ikke hentet": {"hurtig": "ikke_hentet"},
    "Utløper snart": {"hurtig": "utloper_snart"},
    "går ut først": {"sorter": "utloper"},
    "tittel": {"sorter": "tittel"},
    "søk, sjelden": {"tekst": "nr. 77777"},
    "søk, vanlig": {"tekst": "vedtak nr."},
    "søk, tittel og sortert": {"tekst": "søknad", "sorter": "tittel"},
    "søk, en virksomhet": {"tekst": "800000107"},
}


class Operasjoner:
    """Makes the calls."""

    def __init__(self, installasjon: Installasjon, standins: Standins) -> None:
        self.hos = installasjon
        self.nettleser = _innlogget(installasjon)
        token = standins.maskinporten.lag_token(integrasjoner["leverandor"].orgnr)
        self.hoder = {
            "Authorization": f"Bearer {token}",
            "IntegrasjonId": str(installasjon.id("system")),
            "IntegrasjonPassord": PASSORD,
        }
        self.system = Client()

    def alle(self) -> Iterator[tuple[str, Operasjon]]:
        """Name and call of each."""
        for navn, sti in {**self._felles(), **self._delinger(), **self._motta(), **self._konfigurasjon()}.items():
            yield navn, self._side(sti)
        yield "side: velg virksomhet (POST)", self._side("/mottatt/representer/", {"virksomhet": "alle"})
        yield "side: begynn utkast (POST)", self._side("/del/utkast/", {"konto": str(self.hos.id("konto"))})
        for navn, sti in self._api_lesing().items():
            yield navn, self._kall("GET", sti)
        yield from self._api_skriving()

    def _felles(self) -> dict[str, str]:
        return {
            "side: forside": "/",
            "side: om tjenesten": "/om/",
            "side: informasjonskapsler": "/informasjonskapsler/",
            "side: API": "/api/",
            "side: øktstatus": "/okt/status/",
        }

    def _delinger(self) -> dict[str, str]:
        deling = self._min_apne()
        dokument = deling.dokumenter.values_list("pk", flat=True)[0]
        konto = self.hos.id("konto")
        sokene = {"": "", ", åpne": "tilstand=apen", ", en konto": f"konto={konto}", ", tiden ute": "tilstand=utlopt"}
        sider = {f"side: Mine delinger{navn}": f"/delinger/?{sok}" for navn, sok in sokene.items()}
        sider |= {f"side: Mine delinger, {navn}": self._sok(**felter) for navn, felter in _SOK.items()}
        dyp = sok_delinger(self.hos.tyngst, Delingssok(), naa=timezone.now())[_SIDE * _DYP]
        return sider | {
            f"side: Mine delinger, side {_DYP}": f"/delinger/?etter={_nokkel(dyp, False)}",
            f"side: Mine delinger, åpne, side {_DYP}": f"/delinger/?tilstand=apen&etter={_nokkel(dyp, False)}",
            "side: Del dokumenter": "/del/",
            "side: en deling": f"/delinger/{deling.pk}/",
            "side: forleng": f"/delinger/{deling.pk}/forleng/",
            "side: trekk tilbake": f"/delinger/{deling.pk}/trekk-tilbake/",
            "side: slett dokument": f"/delinger/{deling.pk}/dokument/{dokument}/slett/",
        }

    def _sok(self, **felter: str) -> str:
        """Where a search is shown, once it has been sent."""
        return str(self.nettleser.post("/delinger/", felter)["Location"])

    def _motta(self) -> dict[str, str]:
        naa = timezone.now()
        mottatte = mottatte_for(self.hos.tyngst, naa=naa)
        apen, siste = mottatte[0], mottatte.reverse()[_SIDE]
        dokument = apen.dokumenter.values_list("pk", flat=True)[0]
        virksomhet = Mottaker.objects.filter(oppslag__in=self.hos.virksomheter, deling__in=Deling.objects.apne(naa))
        return {
            "side: Mottatt": "/mottatt/",
            "side: Mottatt, siste side": f"/mottatt/?etter={_nokkel(siste, siste.er_apen(naa))}",
            "side: lenken": f"/d/{apen.pk}",
            "side: lenken, for en virksomhet": f"/d/{virksomhet[0].deling_id}",
            "side: lenken, en fremmed": f"/d/{self.hos.id('deling', 9)}",
            "side: lenken, et dokument": f"/d/dokument/{dokument}",
        }

    def _konfigurasjon(self) -> dict[str, str]:
        org, konto = (f"/konfigurasjon/{self.hos.id('org')}", f"/konfigurasjon/konto/{self.hos.id('konto')}")
        system = f"/konfigurasjon/integrasjon/{self.hos.id('system')}/"
        mitt, alt = (self._i_loggen(felt) for felt in ("aktor_id", "organisasjon_id"))
        person = f"person={self.hos.tyngst.pk}"
        deling = self._min_apne()
        fremmed = f"person={self.hos.id('mottaker', 12345)}"
        return {
            "side: Konfigurasjon": "/konfigurasjon/",
            "side: organisasjonen": f"{org}/",
            "side: ta i bruk": f"{org}/ta-i-bruk/",
            "side: lenker": f"{org}/lenker/",
            "side: ny konto": f"{org}/ny-konto/",
            "side: statistikk": f"{org}/statistikk/",
            "side: statistikk, en konto": f"{org}/statistikk/?konto={self.hos.id('konto')}",
            "side: administratorer": f"{org}/administratorer/",
            "side: ny administrator": f"{org}/administratorer/ny/",
            "side: integrasjoner": f"{org}/integrasjoner/",
            "side: integrasjonen": system,
            "side: konto": f"{konto}/",
            "side: konto, navn": f"{konto}/navn/",
            "side: konto, innstillinger": f"{konto}/innstillinger/",
            "side: konto, slett": f"{konto}/slett/",
            "side: konto, ny bruker": f"{konto}/brukere/ny/",
            "side: konto, rettigheter": f"{konto}/brukere/{self.hos.tyngst.pk}/",
            "side: logg": f"{org}/logg/",
            f"side: logg, side {_DYP}": f"{org}/logg/?for={alt}",
            "side: logg, en person": f"{org}/logg/?{person}",
            f"side: logg, en person, side {_DYP}": f"{org}/logg/?{person}&for={mitt}",
            "side: logg, en person med få": f"{org}/logg/?{fremmed}",
            "side: logg, person og hendelse": f"{org}/logg/?{person}&type=dokument_mottatt",
            "side: logg, person og sjelden hendelse": f"{org}/logg/?{person}&type=konto_slettet",
            "side: logg, en hendelse": f"{org}/logg/?type=dokument_hentet",
            "side: logg, sjelden hendelse": f"{org}/logg/?type=konto_slettet",
            "side: logg, en konto": f"{org}/logg/?konto={self.hos.id('konto', 7)}",
            "side: logg, konto og hendelse": f"{org}/logg/?konto={self.hos.id('konto', 7)}&type=konto_slettet",
            "side: logg, en deling": f"{org}/logg/?deling={deling.pk}",
            "side: logg, gamle dager": f"{org}/logg/?til={_dag(850)}",
            "side: logg, dager og person": f"{org}/logg/?{person}&fra={_dag(860)}&til={_dag(850)}",
        }

    def _api_lesing(self) -> dict[str, str]:
        org, konto = self.hos.id("org"), self.hos.id("konto")
        api, melding = f"/dokumentlager/api/v1/{org}", f"/melding-dokumentdeling/api/v1/{org}"
        under = f"/dokumentlager/api/v1/organisasjoner/{org}/kontoer/{konto}"
        dokument = self.hos.id("dok", 30)
        return {
            "API: kontoer": f"{api}/kontoer",
            "API: kontoer med tag": "/dokumentlager/api/v1/kontoer?kontoTag=skole",
            "API: en konto": f"{api}/kontoer/{konto}",
            "API: statistikk for en konto": f"{api}/kontoer/{konto}/statistikk",
            "API: dokumentene": f"{api}/kontoer/{konto}/dokumenter",
            f"API: dokumentene, side {_DYP}": f"{api}/kontoer/{konto}/dokumenter?fra={100 * _DYP}",
            "API: dokumentene, 10 000": f"{api}/kontoer/{konto}/dokumenter?til=10000",
            "API: et dokument": f"{api}/kontoer/{konto}/dokumenter/{dokument}",
            "API: offentlig nøkkel": "/dokumentlager/api/v1/public-key",
            "API: stats": "/dokumentlager-stats/api/v1/stats",
            "API: stats for organisasjonen": f"/dokumentlager-stats/api/v1/organisasjoner/{org}/stats",
            "API: stats for en konto": f"/dokumentlager-stats/api/v1/kontoer/{konto}/stats",
            "API: brukere": f"{under}/brukere",
            "API: administratorer": f"{under}/administratorer",
            "API: kontoer (melding)": f"{melding}/kontoer",
            "API: en konto (melding)": f"{melding}/kontoer/{konto}",
        }

    def _api_skriving(self) -> Iterator[tuple[str, Operasjon]]:
        kontosti = f"/dokumentlager/api/v1/{self.hos.id('org')}/kontoer/{self.hos.id('konto')}"
        sok = {
            "alt": {},
            "navn som er i alle": {"dokumentnavn": "vedtak"},
            "navn som er i ett": {"dokumentnavn": "nr. 4210."},
            "navn som er i ingen": {"dokumentnavn": "finnes ikke"},
            "slettede": {"slettet": True},
            "ikke slettede": {"slettet": False},
            "en uke": {"fra": _tid(400), "til": _tid(393)},
            "korrelasjonsid": {"korrelasjonsid": str(self.hos.id("sak", 10))},
        }
        for navn, kriterier in sok.items():
            yield f"API: søk, {navn}", self._kall("POST", f"{kontosti}/dokumenter/sok", kriterier)
        dypt = f"{kontosti}/dokumenter/sok?fra={100 * _DYP}&antall=100"
        yield f"API: søk, alt, side {_DYP}", self._kall("POST", dypt, {})
        yield f"API: søk, slettede, side {_DYP}", self._kall("POST", dypt, {"slettet": True})
        ider = [str(self.hos.id("dok", 10 * nr)) for nr in range(100)]
        yield "API: er 100 lest", self._kall("POST", f"{kontosti}/dokumenter/lest", {"ids": ider})
        yield "API: sett tag", self._kall("PUT", f"{kontosti}/tags/ny", {})
        yield "API: nytt navn", self._kall("PATCH", kontosti, {"navn": "Et nytt navn"})
        kropp, type_ = multipart(b"innhold " * 1250)
        yield "API: last opp 10 kB", self._kall("POST", f"{kontosti}/dokumenter", kropp, type_)
        yield "API: slett et dokument", self._kall("DELETE", f"{kontosti}/dokumenter/{self.hos.id('dok', 60)}")
        sak = f"{kontosti}/korrelasjonsid/{self.hos.id('sak', 10)}"
        yield "API: slett en korrelasjonsid", self._kall("DELETE", sak)

    def _side(self, sti: str, data: dict[str, str] | None = None) -> Operasjon:
        def kall() -> HttpResponseBase:
            svar = self.nettleser.get(sti) if data is None else self.nettleser.post(sti, data)
            return cast(HttpResponseBase, svar)

        return kall

    def _kall(self, metode: str, sti: str, data: Any = b"", type_: str = "application/json") -> Operasjon:
        kropp = json.dumps(data).encode() if isinstance(data, dict) else data

        def kall() -> HttpResponseBase:
            glem_reservasjoner()  # those of the round before were rolled back with it
            svar = self.system.generic(metode, sti, kropp, content_type=type_, headers=self.hoder)
            return cast(HttpResponseBase, svar)

        return kall

    def _min_apne(self) -> Deling:
        return Deling.objects.apne(timezone.now()).filter(delt_av_bruker=self.hos.tyngst)[0]

    def _i_loggen(self, felt: str) -> int:
        """The key of page 200 of the log: of the person, or of all."""
        hva = {"aktor_id": self.hos.tyngst.pk, "organisasjon_id": self.hos.id("org")}[felt]
        rader = Hendelse.objects.filter(**{felt: hva}).order_by("-id")
        antall = min(_LOGGSIDE * _DYP, rader.count() - 1)
        return int(rader.values_list("id", flat=True)[antall])


def _innlogget(installasjon: Installasjon) -> Client:
    klient = Client()
    klient.force_login(installasjon.tyngst)
    naa, okt = klokke.naa(), klient.session
    okt.update({"acr": ACR_FOR_NIVA[HOYT], "sid": "skala", "innlogget": naa, "siste_aktivitet": naa})
    okt.save()
    return klient


def _nokkel(deling: Deling, apen: bool) -> str:
    assert deling.delt is not None
    return f"{int(apen)}~{deling.delt.isoformat()}~{deling.pk}".replace("+", "%2B")


def _tid(dager_siden: int) -> str:
    return time.strftime("%Y-%m-%dT00:00:00Z", time.gmtime(time.time() - 86400 * dager_siden))


def _dag(dager_siden: int) -> str:
    with connection.cursor() as peker:
        peker.execute("SELECT to_char(now() - make_interval(days => %s), 'DD.MM.YYYY')", [dager_siden])
        return str(peker.fetchone()[0])
