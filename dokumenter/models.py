"""What is shared: a deling exposes dokumenter to mottakere until it ends. A dokument's bytes are blokker in storage."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kontoer.models import Integrasjon, Konto, Sikkerhetsniva


class DelingQuerySet(models.QuerySet["Deling"]):
    """Row filters that know nothing of users."""

    def apne(self, naa: datetime) -> DelingQuerySet:
        """`Deling.er_apen` as a query: the two say the same, and a test holds them together."""
        return self.filter(
            Q(tilgjengelig_til__isnull=True) | Q(tilgjengelig_til__gt=naa),
            tilstand=Deling.Tilstand.DELT,
            konto__slettet__isnull=True,
        )

    def utlopte(self, naa: datetime) -> DelingQuerySet:
        """Still marked as shared although time is out or the konto is gone: the sweep must end them.

        A system's draft goes with its konto. A person chooses another konto, or the draft ends as abandoned.
        """
        return self.filter(
            Q(tilstand=Deling.Tilstand.DELT, tilgjengelig_til__lte=naa)
            | Q(tilstand=Deling.Tilstand.DELT, konto__slettet__isnull=False)
            | Q(tilstand=Deling.Tilstand.UTKAST, konto__slettet__isnull=False, delt_av_integrasjon__isnull=False)
        )


class Deling(models.Model):
    """The unit of exposure."""

    class Tilstand(models.TextChoices):
        UTKAST = "utkast", _("utkast")
        DELT = "delt", _("delt")
        TRUKKET = "trukket", _("trukket tilbake")
        SLETTET = "slettet", _("slettet")

    class Slutt(models.TextChoices):
        """Why it ended."""

        UTLOPT = "utlopt", _("tiden gikk ut")
        TRUKKET = "trukket", _("trukket tilbake")
        SLETTET = "slettet", _("slettet av avsenderen")
        KONTO_SLETTET = "konto_slettet", _("kontoen ble slettet")
        FORKASTET = "forkastet", _("utkastet ble forkastet")

    objects = DelingQuerySet.as_manager()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # No index of its own for a foreign key that begins one of those below, or that nobody searches by.
    konto = models.ForeignKey(
        Konto, on_delete=models.PROTECT, related_name="delinger", verbose_name="konto", db_index=False
    )
    delt_av_bruker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="delinger",
        verbose_name="delt av",
        db_index=False,
    )
    delt_av_integrasjon = models.ForeignKey(
        Integrasjon,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="delinger",
        verbose_name="delt av integrasjon",
        db_index=False,
    )
    tilstand = models.CharField("tilstand", max_length=20, choices=Tilstand.choices, default=Tilstand.UTKAST)
    sikkerhetsniva = models.PositiveSmallIntegerField(
        "sikkerhetsnivå", choices=Sikkerhetsniva.choices, default=Sikkerhetsniva.NIVA_3
    )
    opprettet = models.DateTimeField("opprettet", default=timezone.now)
    delt = models.DateTimeField("delt", null=True, blank=True)
    tilgjengelig_til = models.DateTimeField("tilgjengelig til", null=True, blank=True)
    avsluttet = models.DateTimeField("avsluttet", null=True, blank=True)
    slutt = models.CharField("hvorfor avsluttet", max_length=20, choices=Slutt.choices, blank=True)
    skrevet = models.BinaryField("skrevet i utkastet (kryptert)", null=True)
    skjema = models.UUIDField("skjemaet som endret den sist", null=True, blank=True)

    class Meta:
        verbose_name = "deling"
        verbose_name_plural = "delinger"
        ordering = ["-opprettet", "-id"]
        indexes = [
            models.Index(fields=["konto", "tilstand", "delt", "id"], name="deling_konto_tilstand"),
            models.Index(fields=["konto", "delt", "id"], name="deling_konto_delt"),
            models.Index(
                fields=["delt_av_bruker", "tilstand", "opprettet"],
                name="deling_bruker_tilstand",
                condition=Q(delt_av_bruker__isnull=False),
            ),
            models.Index(fields=["tilgjengelig_til"], name="deling_utloper", condition=Q(tilstand="delt")),
            models.Index(fields=["opprettet"], name="deling_gamle_utkast", condition=Q(tilstand="utkast")),
            models.Index(fields=["avsluttet"], name="deling_avsluttet", condition=Q(avsluttet__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(tilstand__in=["utkast", "delt"], avsluttet__isnull=True)
                | Q(tilstand__in=["trukket", "slettet"], avsluttet__isnull=False),
                name="deling_avsluttet_naar_den_er_det",
            ),
            models.CheckConstraint(condition=~Q(tilstand="delt") | Q(delt__isnull=False), name="deling_delt_har_tid"),
            models.CheckConstraint(
                condition=Q(tilstand="utkast") | Q(skrevet__isnull=True), name="deling_skrevet_bare_i_utkast"
            ),
            # A form that is sent twice shares once.
            models.UniqueConstraint(
                fields=["delt_av_bruker", "skjema"],
                condition=Q(delt__isnull=False, skjema__isnull=False),
                name="en_deling_per_skjema",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def er_apen(self, naa: datetime) -> bool:
        """The one truth about time: may those it is shared with reach it at this moment?

        Asked for every page, every API call and every block of a running download.
        """
        return (
            self.tilstand == self.Tilstand.DELT
            and not self.konto.er_slettet
            and (self.tilgjengelig_til is None or naa < self.tilgjengelig_til)
        )

    def sluttet(self, naa: datetime) -> tuple[Slutt, datetime] | None:
        """Why and when it ended, also before the sweep has been here; None while it is open or a draft."""
        if self.avsluttet is not None:
            return self.Slutt(self.slutt), self.avsluttet
        if self.konto.slettet is not None:
            return self.Slutt.KONTO_SLETTET, self.konto.slettet
        if self.tilstand == self.Tilstand.DELT and self.tilgjengelig_til is not None and self.tilgjengelig_til <= naa:
            return self.Slutt.UTLOPT, self.tilgjengelig_til
        return None


class Mottaker(models.Model):
    """One of those a deling is meant for (KS: eksponertFor)."""

    class Type(models.TextChoices):
        PERSON = "PERSON", _("person")
        ORGANISASJON = "ORGANISASJON", _("virksomhet")
        INTEGRASJON = "INTEGRASJON", _("integrasjon")
        AUTORISASJON = "AUTORISASJON", _("autorisasjon")
        MATRIKKELENHET = "MATRIKKELENHET", _("matrikkelenhet")

    deling = models.ForeignKey(
        Deling, on_delete=models.PROTECT, related_name="mottakere", verbose_name="deling", db_index=False
    )
    type = models.CharField("type", max_length=20, choices=Type.choices)
    oppslag = models.CharField(
        "oppslag",
        max_length=200,
        help_text="PERSON: nøklet hash; ORGANISASJON: organisasjonsnummer; ellers en nøkkel for typen",
    )
    ident_kryptert = models.BinaryField("fødselsnummer (kryptert)", null=True)
    ressurstype = models.CharField("ressurstype", max_length=40, blank=True)

    class Meta:
        verbose_name = "mottaker"
        verbose_name_plural = "mottakere"
        ordering = ["id"]
        indexes = [models.Index(fields=["oppslag", "type"], name="mottaker_oppslag")]
        constraints = [
            models.UniqueConstraint(fields=["deling", "type", "oppslag", "ressurstype"], name="en_mottaker_en_gang")
        ]

    def __str__(self) -> str:
        return f"mottaker {self.pk}"


class DokumentQuerySet(models.QuerySet["Dokument"]):
    """Row filters that know nothing of users."""

    def delte(self) -> DokumentQuerySet:
        """What is or was part of what is shared. A file removed from a draft never was, and exists for nobody else."""
        return self.exclude(eksponering=Dokument.Eksponering.ALDRI)


class Dokument(models.Model):
    """One shared file: its metadata, and the wrapped key to its bytes until they are destroyed."""

    class Tilstand(models.TextChoices):
        VENTER = "venter", _("lastes opp")
        KONTROLLERES = "kontrolleres", _("kontrolleres")
        TILGJENGELIG = "tilgjengelig", _("tilgjengelig")
        SPERRET = "sperret", _("sperret")
        SLETTES = "slettes", _("slettes")
        SLETTET = "slettet", _("slettet")

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
    kryptert_storrelse = models.BigIntegerField("størrelse da den kom (byte)", null=True)
    logg_nedlasting = models.BooleanField("nedlasting logges", default=True)
    opprettet = models.DateTimeField("opprettet", default=timezone.now)
    ferdig = models.DateTimeField("ferdig mottatt", null=True)
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
            models.Index(fields=["slettet"], name="dokument_slettet", condition=Q(slettet__isnull=False)),
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
    def er_borte(self) -> bool:
        """Out of reach for good: the key is destroyed."""
        return self.tilstand in {self.Tilstand.SLETTES, self.Tilstand.SLETTET}


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


class Reservasjon(models.Model):
    """An id set aside for a dokument that is not entered yet, so that what is written for it can be found."""

    id = models.UUIDField(primary_key=True, editable=False)
    opprettet = models.DateTimeField("opprettet", default=timezone.now)
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
    bestilt = models.DateTimeField("bestilt", default=timezone.now)
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
