"""What changes in a deling after it was shared: who was taken out of it, and files on their way into it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from adapters import klokke
from dokumenter.models.deling import Deling, Mottaker


class FjernetMottaker(models.Model):
    """One who was a mottaker and is none any more: for those who share, to see who it was and what was got.

    A table of its own and no mark on the mottaker, so that whoever asks for mottakere can never find one.
    """

    deling = models.ForeignKey(
        Deling, on_delete=models.PROTECT, related_name="fjernede_mottakere", verbose_name="deling", db_index=False
    )
    type = models.CharField("type", max_length=20, choices=Mottaker.Type.choices)
    oppslag = models.CharField("oppslag", max_length=200)
    ident_kryptert = models.BinaryField("fødselsnummer (kryptert)", null=True)
    ressurstype = models.CharField("ressurstype", max_length=40, blank=True)
    fjernet = models.DateTimeField("fjernet", default=klokke.naa)

    class Meta:
        verbose_name = "fjernet mottaker"
        verbose_name_plural = "fjernede mottakere"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["deling", "type", "oppslag", "ressurstype"], name="en_fjernet_mottaker_en_gang"
            )
        ]

    def __str__(self) -> str:
        return f"fjernet mottaker {self.pk}"

    def som_mottaker(self) -> Mottaker:
        """As it was, not stored: for the pages, which show the two in the same words."""
        return Mottaker(
            deling_id=self.deling_id,
            type=self.type,
            oppslag=self.oppslag,
            ident_kryptert=self.ident_kryptert,
            ressurstype=self.ressurstype,
        )


class Ettersending(models.Model):
    """One person's files on their way into a deling that is shared already.

    They lie in a draft of the person's own, where nobody else sees them, until they are moved into the deling.
    """

    deling = models.ForeignKey(
        Deling, on_delete=models.PROTECT, related_name="ettersendinger", verbose_name="deling", db_index=False
    )
    utkast = models.OneToOneField(Deling, on_delete=models.PROTECT, related_name="ettersending", verbose_name="utkast")
    av = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="av", db_index=False
    )
    skjema = models.UUIDField("skjemaet som sist delte", null=True)
    opprettet = models.DateTimeField("opprettet", default=klokke.naa)

    class Meta:
        verbose_name = "ettersending"
        verbose_name_plural = "ettersendinger"
        ordering = ["id"]
        indexes = [models.Index(fields=["deling", "av"], name="ettersending_deling")]

    def __str__(self) -> str:
        return f"ettersending {self.pk}"
