"""What somebody searches for in Mine delinger, kept in the session under a name that means nothing: `?sok=<name>`.

A title, a file name or a person's number must be in no address; and a page must bear a reload, the way back and paging.
So the text is sealed in the session, and of a person only what rows stand under and the masked number.
"""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import asdict, dataclass

from django.contrib.sessions.backends.base import SessionBase

from dokumenter.models import Mottaker
from dokumenter.queries.mine_sok import Mottakersok
from dokumenter.tekst import orgnr_i_ord
from users.identvern import IdentvernFeil, dekrypter_ident, hasher_for, krypter_ident, masker_fodselsnummer
from users.numre import Nummer, Nummertype

_NOKKEL = "sok_i_delinger"
_HOYST = 5  # one for each window somebody may have; the oldest goes


@dataclass(frozen=True)
class HusketSok:
    """A text, or a recipient."""

    tekst: str = ""
    type: str = ""
    oppslag: tuple[str, ...] = ()
    vist: str = ""

    @property
    def mottaker(self) -> Mottakersok | None:
        """Whom it is for, if it is for one."""
        return Mottakersok(self.type, self.oppslag) if self.type else None


def som_sok(skrevet: str | Nummer) -> HusketSok | None:
    """What the field says, as it is kept; None when it says nothing."""
    if not isinstance(skrevet, Nummer):
        return HusketSok(tekst=skrevet) if skrevet else None
    if skrevet.type is Nummertype.ORGANISASJON:
        return HusketSok("", Mottaker.Type.ORGANISASJON, (skrevet.verdi,), orgnr_i_ord(skrevet.verdi))
    return HusketSok("", Mottaker.Type.PERSON, hasher_for(skrevet.verdi), masker_fodselsnummer(skrevet.verdi))


def husk(sesjon: SessionBase, sok: HusketSok) -> str:
    """Keep it; the name to ask for it by."""
    navn = secrets.token_urlsafe(6)
    forseglet = base64.b64encode(krypter_ident(json.dumps(asdict(sok)))).decode()
    sesjon[_NOKKEL] = [*sesjon.get(_NOKKEL, []), [navn, forseglet]][-_HOYST:]
    return navn


def hent(sesjon: SessionBase, navn: str) -> HusketSok | None:
    """What was kept under the name; None in another session, or when it is forgotten."""
    forseglet = dict(sesjon.get(_NOKKEL, [])).get(navn)
    if not navn or forseglet is None:
        return None
    try:
        felter = json.loads(dekrypter_ident(base64.b64decode(forseglet)))
    except (ValueError, IdentvernFeil):
        return None
    return HusketSok(**{**felter, "oppslag": tuple(felter["oppslag"])})
