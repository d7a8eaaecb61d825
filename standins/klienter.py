"""Registered clients of ID-porten and Maskinporten: by call, or from a file that is read again when it changes.

The file is a JSON list of objects with the fields of :class:`Klient` (``type`` is ``idporten`` or ``maskinporten``).
"""

import dataclasses
import json
import logging
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt

log = logging.getLogger("standins")


@dataclass(frozen=True)
class Klient:
    """A registered client; ``jwks`` holds public keys only.

    ``orgnr`` becomes ``consumer`` in access tokens. ``delegert_fra`` are the orgnr that have delegated to it.
    """

    client_id: str
    jwks: dict[str, Any]
    type: str = "idporten"
    redirect_uris: tuple[str, ...] = ()
    post_logout_redirect_uris: tuple[str, ...] = ()
    frontchannel_logout_uri: str | None = None
    backchannel_logout_uri: str | None = None
    frontchannel_logout_session_required: bool = True
    orgnr: str | None = None
    scopes: tuple[str, ...] = ()
    delegert_fra: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.type not in ("idporten", "maskinporten"):
            raise ValueError("type must be idporten or maskinporten")
        if any("d" in key for key in self.jwks["keys"]):
            raise ValueError("a private key must never be registered")

    def nokkel(self, kid: str) -> jwt.PyJWK | None:
        """The registered key with this ``kid``."""
        for key in self.jwks["keys"]:
            if key.get("kid") == kid:
                return jwt.PyJWK(key, algorithm=key.get("alg", "RS256"))
        return None


def les_klient(fields: dict[str, object]) -> Klient:
    """A client from JSON fields. Raises TypeError, KeyError or ValueError on what is missing, unknown or wrong."""
    frozen: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()
    }
    return Klient(**frozen)


def les_klienter(text: str) -> list[Klient]:
    """The clients of a file. Raises as :func:`les_klient`."""
    fields = json.loads(text)
    if not isinstance(fields, list) or not all(isinstance(klient, dict) for klient in fields):
        raise TypeError("the file must hold a list of objects")
    return [les_klient(klient) for klient in fields]


class Klientregister:
    """The registered clients of one type; those registered by call win over those of the file."""

    def __init__(self, type_: str, fil: Path | None = None) -> None:
        self._type = type_
        self._fil = fil
        self._stamp: tuple[int, int] | None = None
        self._fra_fil: dict[str, Klient] = {}
        self._registrert: dict[str, Klient] = {}
        self._lock = threading.Lock()

    def registrer(self, fields: dict[str, Any]) -> Klient:
        """Register or replace one client."""
        klient = dataclasses.replace(les_klient(fields), type=self._type)
        self._registrert[klient.client_id] = klient
        return klient

    def finn(self, client_id: str) -> Klient | None:
        """The client with this id, or None."""
        self._les_fil()
        return self._registrert.get(client_id) or self._fra_fil.get(client_id)

    def _les_fil(self) -> None:
        """Read the file again if it has changed; a broken or missing file leaves what was read before."""
        if self._fil is None:
            return
        with self._lock:
            try:
                status = self._fil.stat()
                stamp = (status.st_mtime_ns, status.st_size)
                if stamp == self._stamp:
                    return
                klienter = les_klienter(self._fil.read_text(encoding="utf-8"))
            except FileNotFoundError:
                return
            except (ValueError, TypeError, KeyError) as error:
                log.warning("The file of clients cannot be read yet: %s", type(error).__name__)
                return
            self._fra_fil = {klient.client_id: klient for klient in klienter if klient.type == self._type}
            self._stamp = stamp
