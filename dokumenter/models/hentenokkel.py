"""What a recipient may fetch a deling's files with by a command, for an hour."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

from adapters import klokke
from dokumenter.models.deling import Deling
from hendelser.models import Sted


class HentenokkelQuerySet(models.QuerySet["Hentenokkel"]):
    """Row filters that know nothing of users."""

    def levende(self, naa: datetime) -> HentenokkelQuerySet:
        """Neither too old nor taken back."""
        return self.filter(utloper__gt=naa, trukket__isnull=True)


class Hentenokkel(models.Model):
    """One key, for one person and one deling. Only its hash is kept: whoever reads this table can use none of them."""

    objects = HentenokkelQuerySet.as_manager()

    # No index of its own for a foreign key that begins the one below, or that nobody searches by.
    deling = models.ForeignKey(
        Deling, on_delete=models.PROTECT, related_name="hentenokler", verbose_name="deling", db_index=False
    )
    bruker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="bruker", db_index=False
    )
    nokkel_hash = models.CharField("hentenøkkel (hash)", max_length=64, unique=True)
    niva = models.PositiveSmallIntegerField("innloggingsnivå da den ble laget")
    skjema = models.UUIDField("skjemaet den ble laget med")
    opprettet = models.DateTimeField("opprettet", default=klokke.naa)
    utloper = models.DateTimeField("utløper")
    brukt = models.DateTimeField("sist brukt", null=True)
    trukket = models.DateTimeField("trukket tilbake", null=True)

    class Meta:
        verbose_name = "hentenøkkel"
        verbose_name_plural = "hentenøkler"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["deling", "bruker", "utloper"], name="hentenokkel_deling"),
            models.Index(fields=["utloper"], name="hentenokkel_utloper"),
        ]

    def __str__(self) -> str:
        return f"hentenøkkel {self.pk}"

    @property
    def sted(self) -> Sted:
        """Where an event about it belongs."""
        return self.deling.sted
