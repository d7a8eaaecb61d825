"""Kontoer and people of an organisation by a part of their name: for those who would else read a list of hundreds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from kontoer.models import Konto, Organisasjon, Registrering
from users.tegn import sokbar

HOYST = 20


class Treff(NamedTuple):
    """What fits, by name, and whether there is more of it."""

    rader: list[tuple[UUID, str]]
    flere: bool


def kontoer_som_heter(organisasjon: Organisasjon, tekst: str) -> Treff:
    """Also deleted ones: the log tells of both."""
    kontoer = Konto.objects.filter(organisasjon=organisasjon).order_by("navn", "id")
    return _treff(kontoer.values_list("id", "navn"), tekst)


def personer_som_heter(organisasjon: Organisasjon, tekst: str) -> Treff:
    """Those whom the organisation has registered, also when they have left; nobody it has not."""
    registrert = Registrering.objects.filter(organisasjon=organisasjon).order_by("navn", "id")
    return _treff(registrert.values_list("bruker_id", "navn"), tekst)


def _treff(rader: Iterable[tuple[UUID, str]], tekst: str) -> Treff:
    """Compared here and not by the database, which may not know that Å is å. An organisation has thousands at most."""
    ord_ = sokbar(tekst).split()
    funnet = [rad for rad in rader if all(ett in sokbar(rad[1]) for ett in ord_)] if ord_ else []
    return Treff(funnet[:HOYST], len(funnet) > HOYST)
