"""Work that waits: ids set aside for what is being written, and deletions that a system has asked for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from adapters import klokke
from kontoer.models import Integrasjon, Konto


class Reservasjon(models.Model):
    """An id set aside for a dokument that is not entered yet, so that what is written for it can be found."""

    id = models.UUIDField(primary_key=True, editable=False)
    opprettet = models.DateTimeField("opprettet", default=klokke.naa)
    oppgitt = models.DateTimeField("oppgitt", null=True)

    class Meta:
        verbose_name = "reservasjon"
        verbose_name_plural = "reservasjoner"
        ordering = ["opprettet", "id"]

    def __str__(self) -> str:
        return str(self.id)


class Slettebestilling(models.Model):
    """A system has asked that every dokument with a korrelasjonsid is deleted; a task does it."""

    konto = models.ForeignKey(Konto, on_delete=models.PROTECT, related_name="+", verbose_name="konto")
    korrelasjonsid = models.UUIDField("korrelasjonsid")
    integrasjon = models.ForeignKey(
        Integrasjon, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="integrasjon"
    )
    bruker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="bruker",
    )
    bestilt = models.DateTimeField("bestilt", default=klokke.naa)
    utfort = models.DateTimeField("utført", null=True, blank=True)

    class Meta:
        verbose_name = "slettebestilling"
        verbose_name_plural = "slettebestillinger"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["id"], name="slettebestilling_venter", condition=Q(utfort__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"slettebestilling {self.pk}"
