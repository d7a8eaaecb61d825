"""What happens to a deling after it was shared, that is not part of it: who approved it, and who took it over."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from adapters import klokke
from dokumenter.models.deling import Deling


class Kollegasvar(models.Model):
    """What a second person decided about a deling that had to be approved; at most one, and never changed.

    That it may be opened stands in `Deling.godkjenning`; here is who said so, when, and why not.
    """

    deling = models.OneToOneField(
        Deling, on_delete=models.PROTECT, primary_key=True, related_name="kollegasvar", verbose_name="deling"
    )
    av = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="av", db_index=False
    )
    godkjent = models.BooleanField("godkjent")
    grunn = models.TextField("grunn", max_length=500, blank=True)
    tidspunkt = models.DateTimeField("tidspunkt", default=klokke.naa)

    class Meta:
        verbose_name = "kollegasvar"
        verbose_name_plural = "kollegasvar"

    def __str__(self) -> str:
        return f"kollegasvar {self.pk}"


class Overtakelse(models.Model):
    """Who looks after a deling since the one who shared it no longer can. Who shared it stays as it was."""

    deling = models.OneToOneField(
        Deling, on_delete=models.PROTECT, primary_key=True, related_name="overtakelse", verbose_name="deling"
    )
    eier = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="overtatte", verbose_name="eier"
    )
    tidspunkt = models.DateTimeField("tidspunkt", default=klokke.naa)

    class Meta:
        verbose_name = "overtakelse"
        verbose_name_plural = "overtakelser"

    def __str__(self) -> str:
        return f"overtakelse {self.pk}"
