"""One shared file, and the blokker in storage that its bytes are."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from adapters import klokke
from dokumenter.models.deling import Deling
from hendelser.models import Sted


class DokumentQuerySet(models.QuerySet["Dokument"]):
    """Row filters that know nothing of users."""

    def delte(self) -> DokumentQuerySet:
        """What is or was part of what is shared. A file removed from a draft never was, and exists for nobody else."""
        return self.exclude(eksponering=Dokument.Eksponering.ALDRI)

    def igjen(self) -> DokumentQuerySet:
        """Those whose key is not destroyed: the rest than `Dokument.er_borte`."""
        return self.exclude(tilstand__in=Dokument.BORTE)

    def er_i(self, tilstand: Dokument.Tilstand) -> DokumentQuerySet:
        """A check of a row that is found by its id. To find rows by their tilstand, filter on it.

        Said as what it is not: said plainly, PostgreSQL may take the partial index of the tilstand for the shorter way
        to the row, and that index is full of what lately was there. With many on the way it took 8 ms a row.
        """
        return self.exclude(tilstand__in=[en for en in Dokument.Tilstand if en != tilstand])

    def slettede(self, naa: datetime) -> DokumentQuerySet:
        """`Dokument.er_slettet` as a query, for a konto that is not deleted.

        By columns of the two tables that are joined already: asked by a subquery it took ten times as long.
        """
        over = Q(deling__tilstand__in=[Deling.Tilstand.TRUKKET, Deling.Tilstand.SLETTET])
        return self.filter(Q(tilstand__in=Dokument.BORTE) | over | Q(deling__tilgjengelig_til__lte=naa))

    def ikke_slettede(self, naa: datetime) -> DokumentQuerySet:
        """The rest, said without a negation, for a null is neither before nor after."""
        apen = Q(deling__tilgjengelig_til__isnull=True) | Q(deling__tilgjengelig_til__gt=naa)
        return self.filter(~Q(tilstand__in=Dokument.BORTE) & Q(deling__tilstand=Deling.Tilstand.DELT) & apen)


class Dokument(models.Model):
    """One shared file: its metadata, and the wrapped key to its bytes until they are destroyed."""

    class Tilstand(models.TextChoices):
        VENTER = "venter", _("lastes opp")
        KONTROLLERES = "kontrolleres", _("kontrolleres")
        TILGJENGELIG = "tilgjengelig", _("tilgjengelig")
        SPERRET = "sperret", _("sperret")
        SLETTES = "slettes", _("slettes")
        SLETTET = "slettet", _("slettet")

    # Out of reach for good: the key is destroyed.
    BORTE = (Tilstand.SLETTES, Tilstand.SLETTET)

    class Eksponering(models.TextChoices):
        """Whether it ever was part of what is shared, said in the transaction that shares, and that takes it out again.

        Not told from times: a draft's file may be removed in the second it is shared, by a host with another clock.
        """

        ALDRI = "aldri", _("aldri delt")
        DELT = "delt", _("del av det som er delt")
        FJERNET = "fjernet", _("fjernet fra det som er delt")

    class Skann(models.TextChoices):
        """What the malware scan said."""

        IKKE_SKANNET = "ikke_skannet", _("ikke skannet")
        REN = "ren", _("ingen skadevare funnet")
        SMITTET = "smittet", _("skadevare funnet")
        FOR_STOR = "for_stor", _("for stor til å skannes")
        KRYPTERT = "kryptert", _("kryptert, kan ikke skannes")
        SKANNER_NEDE = "skanner_nede", _("skanneren svarte ikke")

    objects = DokumentQuerySet.as_manager()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    deling = models.ForeignKey(
        Deling, on_delete=models.PROTECT, related_name="dokumenter", verbose_name="deling", db_index=False
    )
    dokumentnavn = models.CharField("dokumentnavn", max_length=226)
    sokenavn = models.TextField("dokumentnavn å søke i", default="", db_default="", blank=True)
    mappe = models.CharField("mappe", max_length=500, default="", db_default="", blank=True)
    mimetype = models.CharField("mimetype", max_length=255, default="application/octet-stream")
    funnet_type = models.CharField("type etter innhold", max_length=255, blank=True)
    storrelse = models.BigIntegerField("størrelse (byte)", null=True, help_text="null til slutten er kjent")
    mottatt = models.BigIntegerField("mottatt (byte)", default=0)
    tilstand = models.CharField("tilstand", max_length=20, choices=Tilstand.choices, default=Tilstand.VENTER)
    eksponering = models.CharField("eksponering", max_length=10, choices=Eksponering.choices, default=Eksponering.ALDRI)
    nokkel = models.BinaryField("datanøkkel (innpakket)", null=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    crc32 = models.PositiveBigIntegerField("CRC-32", null=True)
    korrelasjonsid = models.UUIDField("korrelasjonsid", null=True, blank=True)
    skann = models.CharField("skann", max_length=20, choices=Skann.choices, default=Skann.IKKE_SKANNET)
    skannet = models.DateTimeField("skannet", null=True, help_text="når skanneren sist sa noe om innholdet")
    signaturer = models.DateTimeField("signaturene er fra", null=True)
    kryptert_storrelse = models.BigIntegerField("størrelse da den kom (byte)", null=True)
    logg_nedlasting = models.BooleanField("nedlasting logges", default=True)
    opprettet = models.DateTimeField("opprettet", default=klokke.naa)
    ferdig = models.DateTimeField("ferdig mottatt", null=True)
    lagt_til = models.DateTimeField("lagt til etter delingen", null=True)
    nokkel_odelagt = models.DateTimeField("nøkkelen ødelagt", null=True)
    slettet = models.DateTimeField("slettet", null=True)
    opplasting_hash = models.CharField("opplastingsnøkkel (hash)", max_length=64, blank=True)
    opplasting_utloper = models.DateTimeField("opplasting utløper", null=True)

    class Meta:
        verbose_name = "dokument"
        verbose_name_plural = "dokumenter"
        ordering = ["opprettet", "id"]
        indexes = [
            models.Index(fields=["deling", "opprettet"], name="dokument_deling"),
            models.Index(
                fields=["tilstand", "opprettet"],
                name="dokument_arbeid",
                condition=Q(tilstand__in=["venter", "kontrolleres", "slettes"]),
            ),
            models.Index(
                fields=["korrelasjonsid"], name="dokument_korrelasjonsid", condition=Q(korrelasjonsid__isnull=False)
            ),
            models.Index(fields=["nokkel_odelagt"], name="dokument_slettes", condition=Q(tilstand="slettes")),
            models.Index(fields=["skannet"], name="dokument_smittet", condition=Q(tilstand="sperret", skann="smittet")),
            models.Index(fields=["slettet"], name="dokument_slettet", condition=Q(slettet__isnull=False)),
            # On PostgreSQL the names themselves have an index of trigrams, made by a migration where that is allowed.
            models.Index(fields=["deling"], name="dokument_uten_sokenavn", condition=Q(sokenavn="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["opplasting_hash"], condition=~Q(opplasting_hash=""), name="en_opplasting_per_nokkel"
            ),
            models.CheckConstraint(
                condition=Q(tilstand__in=["slettes", "slettet"], nokkel__isnull=True)
                | (~Q(tilstand__in=["slettes", "slettet"]) & Q(nokkel__isnull=False)),
                name="dokument_uten_nokkel_naar_slettet",
            ),
            models.CheckConstraint(
                condition=Q(mottatt__gte=0) & Q(mottatt__lte=F("storrelse")), name="dokument_ikke_for_mye"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def sted(self) -> Sted:
        """Where an event about it belongs."""
        return self.deling.sted._replace(dokument_id=self.pk)

    @property
    def innsendt_storrelse(self) -> int:
        """How many bytes the sender sent: more than the content's own when it came encrypted."""
        return self.mottatt if self.kryptert_storrelse is None else self.kryptert_storrelse

    @property
    def er_delt(self) -> bool:
        """Is it, or was it, part of what is shared? What is not does not exist for others than its maker.

        Not in a draft, nor in one that was thrown away: those have recipients already when a system made them.
        """
        deling = self.deling
        return (
            deling.delt is not None
            and deling.tilstand != Deling.Tilstand.UTKAST
            and self.eksponering != self.Eksponering.ALDRI
        )

    @property
    def smittet_slettes(self) -> datetime | None:
        """When the key of malware is destroyed by itself; None for what is none."""
        if self.skann != self.Skann.SMITTET or self.skannet is None:
            return None
        return self.skannet + timedelta(days=settings.SKANN_SLETT_SMITTET_DAGER)

    @property
    def navn_med_mappe(self) -> str:
        """What it is called where several may have the same name, each in a folder of its own."""
        return f"{self.mappe}/{self.dokumentnavn}" if self.mappe else self.dokumentnavn

    @property
    def er_borte(self) -> bool:
        """Out of reach for good: the key is destroyed."""
        return self.tilstand in self.BORTE

    def er_slettet(self, naa: datetime) -> bool:
        """Gone to everybody, by itself or with its deling, also before the sweep has been here?"""
        return self.er_borte or self.deling.sluttet(naa) is not None


class Blokk(models.Model):
    """One immutable encrypted object in storage: `storrelse` plaintext bytes from `start`."""

    dokument = models.ForeignKey(
        Dokument, on_delete=models.PROTECT, related_name="blokker", verbose_name="dokument", db_index=False
    )
    nr = models.PositiveIntegerField("nr")
    start = models.BigIntegerField("start (byte)")
    storrelse = models.BigIntegerField("størrelse (byte)")
    navn = models.CharField("navn i lageret", max_length=120)
    salt = models.BinaryField("salt")
    sha256 = models.BinaryField(
        "SHA-256", null=True, help_text="av klartekst; null når senderen ikke oppga en som ble kontrollert"
    )

    class Meta:
        verbose_name = "blokk"
        verbose_name_plural = "blokker"
        ordering = ["dokument", "nr"]
        constraints = [
            models.UniqueConstraint(fields=["dokument", "nr"], name="en_blokk_per_nr"),
            models.UniqueConstraint(fields=["dokument", "start"], name="en_blokk_per_start"),
        ]

    def __str__(self) -> str:
        return f"blokk {self.pk}"
