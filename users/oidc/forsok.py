"""An attempt to log in, from when the browser is sent to ID-porten until it is back.

Nothing is stored here for a stranger, and tabs that log in at the same moment share nothing: what must be known on the
way back travels in `state`, sealed, and a cookie for each attempt says that it is this browser's. A lost cookie means
that the login must be done again; where the person was going is in `state` and is not lost.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import secrets
from dataclasses import asdict, dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare

from users import klokke

LEVETID_SEKUNDER = 30 * 60
# All of them go with every request, and a server takes about 8 kB of cookies.
MAKS_KAPSLER = 40
_NAVN = "deldokument_forsok_"
_FORMAL = b"fiks_deldokument innlogging v1"
_NONCE = 12
_MAKS_NESTE = 1000


@dataclass(frozen=True)
class Forsok:
    """What was decided when the browser was sent out. `merke` is a hash of the secret in the browser's cookie."""

    neste: str
    niva: int
    nonce: str
    code_verifier: str
    begynt: int
    merke: str


@dataclass(frozen=True)
class Utsendt:
    """The two halves of an attempt: what ID-porten gives back, and what the browser keeps."""

    state: str
    hemmelighet: str


def begynn_forsok(*, neste: str, niva: int, nonce: str, code_verifier: str) -> Utsendt:
    """A new attempt. `neste` is an address on this host; one too long to travel along loses its query."""
    # The time makes it possible to drop the oldest.
    hemmelighet = f"{klokke.naa():x}.{secrets.token_urlsafe(16)}"
    forsok = Forsok(_kort(neste), niva, nonce, code_verifier, klokke.naa(), _hash(hemmelighet))
    nonce_ = os.urandom(_NONCE)
    kryptert = AESGCM(_nokkel(settings.SECRET_KEY)).encrypt(nonce_, json.dumps(asdict(forsok)).encode(), None)
    return Utsendt(base64.urlsafe_b64encode(nonce_ + kryptert).rstrip(b"=").decode(), hemmelighet)


def les_forsok(state: str) -> Forsok | None:
    """The attempt that we sent out with this `state`, however long ago and by whichever browser; None if none is."""
    try:
        innhold = base64.urlsafe_b64decode(state + "=" * (-len(state) % 4))
        apnet = AESGCM(_nokkel(settings.SECRET_KEY)).decrypt(innhold[:_NONCE], innhold[_NONCE:], None)
        return Forsok(**json.loads(apnet))
    except (ValueError, TypeError, InvalidTag):  # TypeError: sent out by another version of the service
        return None


def er_denne_nettleserens(request: HttpRequest, state: str, forsok: Forsok) -> bool:
    """Whether the attempt was begun by this browser, a short while ago, and is not finished."""
    hemmelighet = request.COOKIES.get(_kapselnavn(state), "")
    fersk = klokke.naa() - forsok.begynt <= LEVETID_SEKUNDER
    return fersk and constant_time_compare(_hash(hemmelighet), forsok.merke)


def sett_kapsel(request: HttpRequest, response: HttpResponseBase, utsendt: Utsendt) -> None:
    """Let the browser keep its half. So many unfinished attempts that it gets too much, and the oldest go."""
    form = re.compile(re.escape(kapselprefiks()) + r"[\w-]{11}", re.ASCII)  # not what else a client may call a cookie
    andre = sorted((verdi, navn) for navn, verdi in request.COOKIES.items() if form.fullmatch(navn))
    for _verdi, navn in andre[: max(len(andre) + 1 - MAKS_KAPSLER, 0)]:
        _fjern(response, navn)
    response.set_cookie(
        _kapselnavn(utsendt.state),
        utsendt.hemmelighet,
        max_age=LEVETID_SEKUNDER,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def merk_brukt(request: HttpRequest, state: str) -> None:
    """The attempt is over, well or badly: the answer to this request takes the cookie away, also if it is an error."""
    request.brukt_forsok = _kapselnavn(state)  # type: ignore[attr-defined]


def fjern_brukt(request: HttpRequest, response: HttpResponseBase) -> None:
    """Take away the cookie of an attempt that is over."""
    navn = getattr(request, "brukt_forsok", "")
    if navn and navn in request.COOKIES:
        _fjern(response, navn)


def _fjern(response: HttpResponseBase, navn: str) -> None:
    # The attributes must be those it was set with; a browser refuses a change of a __Host- cookie without Secure.
    response.set_cookie(navn, "", max_age=0, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")


def kapselprefiks() -> str:
    """How the names of these cookies begin."""
    # With __Host- no other host of the municipality's domain can set one, and so log somebody in as somebody else.
    return ("__Host-" if settings.SESSION_COOKIE_SECURE else "") + _NAVN


def _kapselnavn(state: str) -> str:
    return kapselprefiks() + _hash(state)[:11]


def _hash(tekst: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(tekst.encode()).digest()).rstrip(b"=").decode()


def _kort(neste: str) -> str:
    if len(neste) <= _MAKS_NESTE:
        return neste
    sti = urlsplit(neste)._replace(query="", fragment="").geturl()
    return sti if len(sti) <= _MAKS_NESTE else "/"


@lru_cache(maxsize=4)
def _nokkel(hemmelighet: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_FORMAL).derive(hemmelighet.encode())
