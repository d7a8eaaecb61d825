"""Whom you act for: organisations, their kontoer, and who may do what there."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from adapters import klokke
from hendelser.models import Aktor, Aktortype, Sted
from users.models import User


class Sikkerhetsniva(models.IntegerChoices):
    """KS' levels: 3 = ID-porten substantial, 4 = ID-porten high."""

    NIVA_3 = 3, _("nivå 3 (betydelig)")
    NIVA_4 = 4, _("nivå 4 (høyt)")


class Skannpolicy(models.TextChoices):
    """What a scan for malware decides."""

    AV = "av", _("ikke skann")
    VARSLE = "varsle", _("skann og si fra")
    BLOKKER = "blokker", _("skann, og hold tilbake til filen er ren")


class Organisasjon(models.Model):
    """A municipality. `id` is KS' fiksOrganisasjonId."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    orgnr = models.CharField("organisasjonsnummer", max_length=9, unique=True)
    navn = models.CharField("navn", max_length=200)
    opprettet = models.DateTimeField("opprettet", default=klokke.naa)
    tatt_i_bruk = models.DateTimeField("tatt i bruk", null=True, blank=True)
    tatt_i_bruk_av = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tatt i bruk av"
    )
    vilkar_versjon = models.CharField("vilkår godtatt", max_length=40, blank=True)
    tilgjengelighetserklaering = models.URLField("tilgjengelighetserklæring", blank=True)
    personvernerklaering = models.URLField("personvernerklæring", blank=True)

    class Meta:
        verbose_name = "organisasjon"
        verbose_name_plural = "organisasjoner"
        ordering = ["navn"]

    def __str__(self) -> str:
        return self.navn

    @property
    def sted(self) -> Sted:
        """Where an event about it belongs."""
        return Sted(self.pk)


class Registrering(models.Model):
    """What the organisation calls a person it has registered. No other organisation sees it, nor fills it in.

    It stays when the person no longer has anything to do there, for the log still tells of him.
    """

    organisasjon = models.ForeignKey(
        Organisasjon,
        on_delete=models.PROTECT,
        related_name="registreringer",
        verbose_name="organisasjon",
        db_index=False,  # begins the constraint's
    )
    bruker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="registreringer", verbose_name="bruker")
    navn = models.CharField("navn", max_length=200)

    class Meta:
        verbose_name = "registrering"
        verbose_name_plural = "registreringer"
        constraints = [
            models.UniqueConstraint(fields=["organisasjon", "bruker"], name="en_registrering_per_organisasjon")
        ]

    def __str__(self) -> str:
        return f"registrering {self.pk}"


class Administrator(models.Model):
    """The user is local administrator of the organisation."""

    navn: str  # what the organisation calls the person; set by the queries that list administrators

    organisasjon = models.ForeignKey(
        Organisasjon,
        on_delete=models.PROTECT,
        related_name="administratorer",
        verbose_name="organisasjon",
        db_index=False,  # begins the constraint's
    )
    bruker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="administrerer", verbose_name="bruker")
    opprettet = models.DateTimeField("opprettet", default=klokke.naa)

    class Meta:
        verbose_name = "administrator"
        verbose_name_plural = "administratorer"
        constraints = [
            models.UniqueConstraint(fields=["organisasjon", "bruker"], name="en_administrator_per_organisasjon")
        ]

    def __str__(self) -> str:
        return f"administrator {self.pk}"


class KontoQuerySet(models.QuerySet["Konto"]):
    """Row filters that know nothing of users."""

    def aktive(self) -> KontoQuerySet:
        """Kontoer that are not deleted."""
        return self.filter(slettet__isnull=True)


class Konto(models.Model):
    """What delinger are made from. A deleted konto keeps its row: its documents' metadata and log remain."""

    objects = KontoQuerySet.as_manager()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisasjon = models.ForeignKey(
        Organisasjon, on_delete=models.PROTECT, related_name="kontoer", verbose_name="organisasjon"
    )
    navn = models.CharField("navn", max_length=200, validators=[MinLengthValidator(2)])
    tags = models.JSONField("tags", default=list, blank=True)
    opprettet = models.DateTimeField("opprettet", default=klokke.naa)
    slettet = models.DateTimeField("slettet", null=True, blank=True)
    standard_varighet_dager = models.PositiveIntegerField("standard varighet (dager)", default=30)
    lengste_varighet_dager = models.PositiveIntegerField("lengste varighet (dager)", default=365)
    sikkerhetsniva = models.PositiveSmallIntegerField(
        "sikkerhetsnivå", choices=Sikkerhetsniva.choices, default=Sikkerhetsniva.NIVA_3
    )
    taushetsbelagt = models.BooleanField("taushetsbelagt", default=False)
    sms_avsendernavn = models.CharField("avsendernavn på SMS", max_length=11, blank=True)
    konteringskode = models.CharField("konteringskode", max_length=100, blank=True)
    skann_policy = models.CharField(
        "skanning for skadevare",
        max_length=10,
        choices=Skannpolicy.choices,
        default="",
        db_default="",
        blank=True,
        help_text="tom: som installasjonen",
    )
    maks_mottakere = models.PositiveIntegerField(
        "flest mottakere i en deling", null=True, blank=True, help_text="tom: som installasjonen"
    )
    fire_oyne = models.BooleanField("fire øyne", default=False, db_default=False)

    class Meta:
        verbose_name = "konto"
        verbose_name_plural = "kontoer"
        ordering = ["navn", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisasjon", "navn"],
                condition=models.Q(slettet__isnull=True),
                name="ett_kontonavn_per_organisasjon",
            ),
        ]

    def __str__(self) -> str:
        return self.navn

    @property
    def sted(self) -> Sted:
        """Where an event about it belongs."""
        return Sted(self.organisasjon_id, self.pk)

    @property
    def skanning(self) -> Skannpolicy:
        """What holds for its documents: the konto's own choice, else the installation's."""
        return Skannpolicy(self.skann_policy or settings.SKANN_POLICY)

    @property
    def flest_mottakere(self) -> int:
        """How many one deling may have: the konto's own limit, and never more than the installation's."""
        return min(self.maks_mottakere or settings.DELING_MAKS_MOTTAKERE, settings.DELING_MAKS_MOTTAKERE)

    @property
    def er_slettet(self) -> bool:
        """The konto is gone; so is everything shared from it."""
        return self.slettet is not None


class Kontotilgang(models.Model):
    """What a user may do on a konto."""

    navn: str  # what the organisation calls the person; set by the queries that list a konto's users

    konto = models.ForeignKey(
        Konto,
        on_delete=models.PROTECT,
        related_name="tilganger",
        verbose_name="konto",
        db_index=False,  # begins the constraint's
    )
    bruker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tilganger", verbose_name="bruker")
    kan_dele = models.BooleanField("kan dele", default=True)
    kan_laste_opp = models.BooleanField("kan laste opp", default=True)
    er_administrator = models.BooleanField("er administrator", default=False)
    opprettet = models.DateTimeField("opprettet", default=klokke.naa)

    class Meta:
        verbose_name = "kontotilgang"
        verbose_name_plural = "kontotilganger"
        constraints = [models.UniqueConstraint(fields=["konto", "bruker"], name="en_tilgang_per_bruker_og_konto")]

    def __str__(self) -> str:
        return f"tilgang {self.pk}"


class Integrasjon(models.Model):
    """A system that uploads through the API. Its password is only kept as a hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisasjon = models.ForeignKey(
        Organisasjon, on_delete=models.PROTECT, related_name="integrasjoner", verbose_name="organisasjon"
    )
    navn = models.CharField("navn", max_length=200)
    autorisert_orgnr = models.CharField("autorisert organisasjonsnummer", max_length=9)
    passord_hash = models.CharField("passord (hash)", max_length=255)
    opprettet = models.DateTimeField("opprettet", default=klokke.naa)
    slettet = models.DateTimeField("slettet", null=True, blank=True)

    class Meta:
        verbose_name = "integrasjon"
        verbose_name_plural = "integrasjoner"
        ordering = ["navn", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisasjon", "navn"],
                condition=models.Q(slettet__isnull=True),
                name="ett_integrasjonsnavn_per_organisasjon",
            ),
        ]

    def __str__(self) -> str:
        return self.navn

    @property
    def aktor(self) -> Aktor:
        """This integration as the actor of an event."""
        return Aktor(Aktortype.INTEGRASJON, self.id)


class Integrasjonstilgang(models.Model):
    """The integration may use the konto."""

    integrasjon = models.ForeignKey(
        Integrasjon,
        on_delete=models.CASCADE,
        related_name="tilganger",
        verbose_name="integrasjon",
        db_index=False,  # begins the constraint's
    )
    konto = models.ForeignKey(
        Konto, on_delete=models.PROTECT, related_name="integrasjonstilganger", verbose_name="konto"
    )

    class Meta:
        verbose_name = "integrasjonstilgang"
        verbose_name_plural = "integrasjonstilganger"
        constraints = [
            models.UniqueConstraint(fields=["integrasjon", "konto"], name="en_integrasjonstilgang_per_konto")
        ]

    def __str__(self) -> str:
        return f"integrasjonstilgang {self.pk}"
