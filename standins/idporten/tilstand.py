"""What the ID-porten stand-in remembers: clients, requests under way, SSO sessions and codes."""

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path

from standins.assertion import UsedIds
from standins.klienter import Klient, Klientregister
from standins.nokler import Nokkelring
from standins.standin import Standin

SUBSTANTIAL = "idporten-loa-substantial"
HIGH = "idporten-loa-high"
NIVAER = (SUBSTANTIAL, HIGH)
COOKIE = "standin_sso"
LEVETID_SEKUNDER = 120
KODE_SEKUNDER = 60
FORSPORSEL_SEKUNDER = 1800
_UTEN = {"uten_exp", "uten_pid", "uten_sid", "uten_nonce"}
_GALE = {"aud", "iss", "nonce", "acr", "kid", "utlopt", "ikke_gyldig_enna", "feil_nokkel", "alg_none", "krav"}
SPOLBART = frozenset(_UTEN | _GALE | {"svar_iss"})


def har_niva(acr: str, krevd: str) -> bool:
    """Whether ``acr`` is at least ``krevd``."""
    return NIVAER.index(acr) >= NIVAER.index(krevd)


@dataclass(frozen=True)
class Forsporsel:
    """A checked request to /authorize."""

    klient: Klient
    redirect_uri: str
    state: str
    nonce: str
    challenge: str
    scope: str
    acr: str
    locale: str
    opprettet: float = field(default_factory=time.time)


@dataclass
class Sesjon:
    """An SSO session. ``sid`` is told to clients; ``cookie`` only to the browser."""

    pid: str
    acr: str
    auth_time: int
    sid: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    cookie: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    opprettet: float = field(default_factory=time.time)
    sist_brukt: float = field(default_factory=time.time)
    klienter: dict[str, Klient] = field(default_factory=dict)


@dataclass(frozen=True)
class Kode:
    """An authorization code, good once and for a short time."""

    forsporsel: Forsporsel
    sesjon: Sesjon
    acr: str
    auth_time: int
    opprettet: float = field(default_factory=time.time)


@dataclass(frozen=True)
class Bakkanalforsok:
    """One back-channel logout: the status answered, or the name of the error."""

    client_id: str
    sid: str
    utfall: str


class IdPortenTilstand(Standin):
    """The stand-in's memory, and what tests may read and set."""

    prefix = "/idporten"
    spolbart = SPOLBART

    def __init__(self, base: str, klientfil: Path | None = None) -> None:
        super().__init__(base)
        self.issuer = f"{base}{self.prefix}"
        self.nokler = Nokkelring("idporten")
        self.klienter = Klientregister("idporten", klientfil)
        self.brukte = UsedIds()
        self.forsporsler: dict[str, Forsporsel] = {}
        self.sesjoner: dict[str, Sesjon] = {}
        self.koder: dict[str, Kode] = {}
        self.bakkanal: list[Bakkanalforsok] = []
        self.inaktiv_sekunder = 30 * 60
        self.lengst_sekunder = 120 * 60

    def nullstill(self) -> None:
        """Forget faults, counts and everyone's login; clients and keys stay."""
        with self.lock:
            super().nullstill()
            for memory in (self.forsporsler, self.sesjoner, self.koder):
                memory.clear()
            self.bakkanal.clear()

    def registrer_klient(self, **fields: object) -> Klient:
        """Register a client; fields as :class:`standins.klienter.Klient`."""
        return self.klienter.registrer(fields)

    def sesjon_for(self, cookie: str) -> Sesjon | None:
        """The living SSO session of this cookie."""
        now = time.time()
        with self.lock:
            sesjon = self.sesjoner.get(cookie)
            if sesjon is None:
                return None
            if now - sesjon.sist_brukt > self.inaktiv_sekunder or now - sesjon.opprettet > self.lengst_sekunder:
                del self.sesjoner[cookie]
                return None
            return sesjon

    def sub_for(self, client_id: str, pid: str) -> str:
        """The pairwise subject: the same person looks different to each client."""
        digest = hmac.digest(b"standin-pairwise", f"{client_id} {pid}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
