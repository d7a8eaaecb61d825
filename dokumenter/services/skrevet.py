"""What is typed on the page Del dokumenter: it lives with the draft, encrypted, until that is shared or thrown away.

A login that ends, a lost network or a page loaded anew then costs nobody what was typed. Two pages open on one draft do
not overwrite each other: each page has an id, and only the page that changed the draft last, or that has seen what that
one did, may change it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from dokumenter.errors import DelingIkkeUtkast, UtkastEndret
from dokumenter.models import Deling
from dokumenter.tilgang import har_laget
from kontoer.errors import IkkeFunnet
from kontoer.models import Konto
from kontoer.tilgang import krev_kan_dele
from users.identvern import IdentvernFeil, dekrypter_ident, krypter_ident
from users.models import User

_MAKS_TEGN = 50_000


@dataclass(frozen=True)
class Skjema:
    """A page as it was shown: its own id, and the id of the page that had changed the draft last when it was."""

    id: UUID
    forrige: UUID | None = None

    @property
    def kan_endre(self) -> Q:
        """Drafts that this page may change."""
        return Q(skjema__isnull=True) | Q(skjema__in=[en for en in (self.id, self.forrige) if en])


def lagre_skrevet(*, deling: Deling, felter: Mapping[str, str], skjema: Skjema | None, av: User) -> None:
    """Keep what is typed in the fields, by their names; what is longer than any form we know is not kept.

    Without a `skjema` nobody knows which page it is, and the last one wins. Raises IkkeFunnet (not the person's own),
    DelingIkkeUtkast (shared or thrown away), UtkastEndret (by another page, that this one has not seen).
    """
    if not har_laget(av, deling):
        raise IkkeFunnet
    innhold = json.dumps({"deling": str(deling.pk), "felter": dict(felter)})
    if len(innhold) > _MAKS_TEGN:
        return
    utkast = Deling.objects.filter(pk=deling.pk).er_i(Deling.Tilstand.UTKAST)
    nytt: dict[str, object] = {"skrevet": krypter_ident(innhold)}
    if skjema is not None:
        utkast, nytt = utkast.filter(skjema.kan_endre), nytt | {"skjema": skjema.id}
    endret = utkast.update(**nytt)
    deling.refresh_from_db()
    if not endret:
        raise UtkastEndret if deling.tilstand == Deling.Tilstand.UTKAST else DelingIkkeUtkast


def les_skrevet(*, deling: Deling) -> dict[str, str]:
    """What was typed last, by field; empty if nothing is kept."""
    try:
        innhold = json.loads(dekrypter_ident(bytes(deling.skrevet or b"")))
    except (ValueError, IdentvernFeil):
        return {}
    felter: dict[str, str] = innhold["felter"] if innhold["deling"] == str(deling.pk) else {}
    return felter


def flytt_utkast(*, deling: Deling, konto: Konto, av: User) -> None:
    """Let a draft go on from another konto, the way it is shared from the one that is chosen in the end.

    Raises IkkeFunnet, what `krev_kan_dele` raises. One that is no draft any more stays where it is.
    """
    if not har_laget(av, deling):
        raise IkkeFunnet
    krev_kan_dele(av, konto)
    Deling.objects.filter(pk=deling.pk).er_i(Deling.Tilstand.UTKAST).update(
        konto=konto, sikkerhetsniva=konto.sikkerhetsniva
    )
    deling.refresh_from_db()
