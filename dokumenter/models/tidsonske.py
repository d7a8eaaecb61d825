"""A recipient's wish for more time with what is shared, and what came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from adapters import klokke
from dokumenter.models.deling import Deling

LENGSTE_GRUNN = 500


class TidsonskeQuerySet(models.QuerySet["Tidsonske"]):
    """Row filters that know nothing of users."""

    def ventende(self) -> TidsonskeQuerySet:
        """Those that nobody has answered."""
        return self.filter(svar=Tidsonske.Svar.VENTER)


class Tidsonske(models.Model):
    """One wish of one recipient, answered at most once. What is written in it is never in the log."""

    class Svar(models.TextChoices):
        """What the sender said."""

        VENTER = "venter", _("ikke besvart")
        FORLENGET = "forlenget", _("tiden ble forlenget")
        AVSLATT = "avslatt", _("avslått")

    objects = TidsonskeQuerySet.as_manager()

    # No index of its own for a foreign key that begins one of those below, or that nobody searches by.
    deling = models.ForeignKey(
        Deling, on_delete=models.PROTECT, related_name="tidsonsker", verbose_name="deling", db_index=False
    )
    bruker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="den som ber",
        db_index=False,
    )
    pa_vegne_av = models.CharField("på vegne av virksomheten", max_length=9, blank=True)
    grunn = models.TextField("grunn", max_length=LENGSTE_GRUNN, blank=True)
    opprettet = models.DateTimeField("opprettet", default=klokke.naa)
    svar = models.CharField("svar", max_length=10, choices=Svar.choices, default=Svar.VENTER)
    besvart = models.DateTimeField("besvart", null=True)

    class Meta:
        verbose_name = "tidsønske"
        verbose_name_plural = "tidsønsker"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["deling", "bruker", "id"], name="tidsonske_deling"),
            models.Index(fields=["bruker", "opprettet"], name="tidsonske_bruker"),
        ]
        constraints = [
            # Also what finds the few delinger that wait for an answer.
            models.UniqueConstraint(
                fields=["deling", "bruker"], condition=Q(svar="venter"), name="ett_ubesvart_tidsonske"
            ),
            models.CheckConstraint(
                condition=Q(svar="venter", besvart__isnull=True) | (~Q(svar="venter") & Q(besvart__isnull=False)),
                name="tidsonske_besvart_naar_det_er_det",
            ),
        ]

    def __str__(self) -> str:
        return f"tidsønske {self.pk}"
