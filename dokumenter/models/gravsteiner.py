"""Tombstones on their way to the store, and how far this database has come with them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Gravsteinsmerke(models.Model):
    """The one row that tells how old the database is: the number of the newest tombstone it knows of.

    Each gets its number here, in a transaction of its own, before it is written. So a store that holds a greater one
    has seen ends that this database has not: it is an old copy.
    """

    siste = models.BigIntegerField("siste nummer", default=0)
    gjenopprettet = models.DateTimeField("sist gjenopprettet", null=True)

    class Meta:
        verbose_name = "gravsteinsmerke"
        verbose_name_plural = "gravsteinsmerker"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"gravsteinsmerke {self.siste}"


class Gravstein(models.Model):
    """One end that the store shall know of: entered by the transaction that ends it, removed when it is written.

    That of a konto stays, with `skrevet`: its konto cannot tell whether it was. The ids are plain, like the log's.
    """

    art = models.CharField("art", max_length=10)
    gjelder = models.UUIDField("gjelder")
    grunn = models.CharField("grunn", max_length=20, blank=True)
    tidspunkt = models.DateTimeField("tidspunkt")
    frist = models.DateTimeField("ny frist", null=True)
    objekt = models.CharField("navn i lageret", max_length=80, blank=True)
    skrevet = models.DateTimeField("skrevet", null=True)

    class Meta:
        verbose_name = "gravstein"
        verbose_name_plural = "gravsteiner"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["gjelder"], name="gravstein_gjelder"),
            models.Index(fields=["tidspunkt"], name="gravstein_venter", condition=Q(skrevet__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"gravstein {self.pk}"
