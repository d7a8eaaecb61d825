"""Forms sent on a session that had ended: the typed fields wait, encrypted, for the same person to log in again.

They lie in the anonymous session, sealed together with who wrote them; nobody else gets them back. Files are not kept:
an upload has its own way to survive a logout.
"""

from __future__ import annotations

import base64
import json

from django.contrib.sessions.backends.base import SessionBase
from django.http import QueryDict

from users.identvern import IdentvernFeil, dekrypter_ident, krypter_ident

_NOKKEL = "bevart_skjema"
_MAKS_TEGN = 200_000


def bevar(sesjon: SessionBase, *, bruker_id: str, sti: str, felter: QueryDict) -> bool:
    """Keep the fields of the form at `sti`, one form per session. False when they are too large to keep."""
    kopi = felter.copy()
    kopi.pop("csrfmiddlewaretoken", None)
    innhold = json.dumps({"bruker": bruker_id, "sti": sti, "felter": kopi.urlencode()})
    if len(innhold) > _MAKS_TEGN:
        return False
    sesjon[_NOKKEL] = base64.b64encode(krypter_ident(innhold)).decode()
    return True


def hent(sesjon: SessionBase, *, bruker_id: str, sti: str) -> QueryDict | None:
    """The fields this person typed at `sti`, or None. They stay until `glem`, so that a reload shows them too."""
    innhold = _apne(sesjon)
    if innhold is None or innhold["bruker"] != bruker_id or innhold["sti"] != sti:
        return None
    return QueryDict(innhold["felter"])


def eier(sesjon: SessionBase) -> str | None:
    """The id of the user who wrote what is kept, or None."""
    innhold = _apne(sesjon)
    return innhold["bruker"] if innhold else None


def glem(sesjon: SessionBase) -> None:
    """Forget what was kept."""
    sesjon.pop(_NOKKEL, None)


def _apne(sesjon: SessionBase) -> dict[str, str] | None:
    try:
        innhold: dict[str, str] = json.loads(dekrypter_ident(base64.b64decode(sesjon[_NOKKEL])))
    except (KeyError, ValueError, IdentvernFeil):
        return None
    return innhold
