"""How commands tell what differs between database and store."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from dokumenter.services.avstemming import Avstemming

_VIS_HOYST = 20


def skriv_avvik(kommando: BaseCommand, funn: Avstemming) -> None:
    """Both kinds, with ids so that somebody can look; the first of many only."""
    kommando.stdout.write(f"Objekter i lageret: {funn.objekter}")
    kommando.stdout.write(f"Dokumenter som mangler innhold i lageret: {len(funn.uten_objekt)}")
    for dokument_id, antall in list(funn.uten_objekt.items())[:_VIS_HOYST]:
        kommando.stdout.write(f"  {dokument_id}: {antall} objekter mangler")
    kommando.stdout.write(f"Objekter som ikke hører til noe dokument: {len(funn.uten_rad)}")
    for navn in funn.uten_rad[:_VIS_HOYST]:
        kommando.stdout.write(f"  {navn}")
