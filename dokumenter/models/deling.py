"""The unit of exposure, and whom it is for."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, models
from django.db.models import ExpressionWrapper, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from adapters import klokke
from hendelser.models import Sted
from kontoer.models import Integrasjon, Konto, Sikkerhetsniva
from users.identvern import hash_ident, hasher_av, krypter_ident
from users.models import User


class DelingQuerySet(models.QuerySet["Deling"]):
    """Row filters that know nothing of users."""

    def apne(self, naa: datetime) -> DelingQuerySet:
        """`Deling.er_apen` as a query: the two say the same, and a test holds them together."""
        return self.filter(Deling.er_apen_q(naa))

    def ute(self) -> DelingQuerySet:
        """`Deling.er_ute` as a query: what has ever been there for those it is shared with."""
        return self.filter(Deling.er_ute_q())

    def varer(self, naa: datetime) -> DelingQuerySet:
        """`Deling.varer` as a query."""
        return self.filter(Deling.varer_q(naa))

    def med_utlopt_tid(self, naa: datetime) -> DelingQuerySet:
        """Still marked as shared although its own time is out, whatever became of the konto: the sweep must end it."""
        return self.filter(tilstand=Deling.Tilstand.DELT, tilgjengelig_til__lte=naa)

    def ute_ifolge_databasen(self) -> DelingQuerySet:
        """Those whose time is out by the database's own clock, in the very statement that ends them.

        The second lock, for what cannot be undone. SQLite has no clock but the host's, which was asked already.
        """
        return self if connection.vendor == "sqlite" else self.filter(tilgjengelig_til__lte=Now())

    def eldre_ifolge_databasen(self, alder: timedelta) -> DelingQuerySet:
        """The same for what is made more than so long ago."""
        grense = ExpressionWrapper(Now() - alder, output_field=models.DateTimeField())
        return self if connection.vendor == "sqlite" else self.filter(opprettet__lt=grense)

    def levende(self) -> DelingQuerySet:
        """Drafts, and what is shared and not yet ended by anybody."""
        return self.filter(tilstand__in=[Deling.Tilstand.UTKAST, Deling.Tilstand.DELT])

    def er_i(self, tilstand: Deling.Tilstand) -> DelingQuerySet:
        """As `DokumentQuerySet.er_i`."""
        return self.exclude(tilstand__in=[en for en in Deling.Tilstand if en != tilstand])

    def sluttet_slik(self, slutt: Deling.Slutt, naa: datetime) -> DelingQuerySet:
        """What `Deling.sluttet` says ended so, also before the sweep has been here. One whose konto was deleted counts
        as deleted.
        """
        delt, konto_borte = Q(tilstand=Deling.Tilstand.DELT), Q(konto__slettet__isnull=False)
        if slutt == Deling.Slutt.UTLOPT:
            return self.filter(Q(slutt=slutt) | (delt & Q(tilgjengelig_til__lte=naa) & ~konto_borte))
        if slutt == Deling.Slutt.SLETTET:
            return self.filter(Q(slutt__in=[slutt, Deling.Slutt.KONTO_SLETTET]) | (delt & konto_borte))
        return self.filter(slutt=slutt)

    def eies_av(self, bruker: User) -> DelingQuerySet:
        """What the person shared, or has taken over from one who no longer may."""
        return self.filter(Q(overtakelse__eier=bruker) | Q(delt_av_bruker=bruker, overtakelse__isnull=True))

    def utkast_i_skjemaet_til(self, bruker: User) -> DelingQuerySet:
        """The drafts a person has begun in the form. What a system has under way for the person is not among them."""
        return self.filter(
            delt_av_bruker=bruker,
            tilstand=Deling.Tilstand.UTKAST,
            delt_av_integrasjon__isnull=True,
            ettersending__isnull=True,  # files on their way into what is shared already
        )


class Deling(models.Model):
    """The unit of exposure."""

    class Tilstand(models.TextChoices):
        UTKAST = "utkast", _("utkast")
        DELT = "delt", _("delt")
        TRUKKET = "trukket", _("trukket tilbake")
        SLETTET = "slettet", _("slettet")

    class Godkjenning(models.TextChoices):
        """What a konto with four eyes demands: that a second person has said yes. Where it was not demanded, empty."""

        IKKE_KREVD = "", _("ikke krevd")
        VENTER = "venter", _("venter på godkjenning")
        GODKJENT = "godkjent", _("godkjent")
        AVVIST = "avvist", _("ikke godkjent")

    class Slutt(models.TextChoices):
        """Why it ended."""

        UTLOPT = "utlopt", _("tiden gikk ut")
        TRUKKET = "trukket", _("trukket tilbake")
        SLETTET = "slettet", _("slettet av avsenderen")
        KONTO_SLETTET = "konto_slettet", _("kontoen ble slettet")
        FORKASTET = "forkastet", _("utkastet ble forkastet")

    _SLUPPET_UT = (Godkjenning.IKKE_KREVD, Godkjenning.GODKJENT)

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
    # What the konto demanded when it was shared; see docs/beslutninger/0028-kontopolicy.md.
    godkjenning = models.CharField(
        "godkjenning", max_length=10, choices=Godkjenning.choices, default="", db_default="", blank=True
    )
    taushetsbelagt = models.BooleanField("taushetsbelagt", default=False, db_default=False)
    # What the sender wrote about it: for those who have been let in, and never in a mail, a log or an address.
    tittel = models.CharField("tittel", max_length=200, default="", db_default="", blank=True)
    saksnummer = models.CharField("saksnummer", max_length=60, default="", db_default="", blank=True)
    melding = models.TextField("melding", max_length=2000, default="", db_default="", blank=True)
    soketekst = models.TextField("tittel og saksnummer å søke i", default="", db_default="", blank=True)
    opprettet = models.DateTimeField("opprettet", default=klokke.naa)
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
            # For one with many kontoer: the newest of all there is, and then those of hers.
            models.Index(fields=["delt", "id"], name="deling_delt", condition=Q(delt__isnull=False)),
            models.Index(
                fields=["delt_av_bruker", "tilstand", "opprettet"],
                name="deling_bruker_tilstand",
                condition=Q(delt_av_bruker__isnull=False),
            ),
            # For Mine delinger: what one has shared herself, and what has a title, by it. The title to search in has an
            # index of trigrams besides, as the names of dokumenter.
            models.Index(
                fields=["delt_av_bruker", "delt", "id"],
                name="deling_bruker_delt",
                condition=Q(delt_av_bruker__isnull=False, delt__isnull=False),
            ),
            models.Index(
                fields=["soketekst", "id"],
                name="deling_soketekst",
                condition=Q(delt__isnull=False) & ~Q(soketekst=""),
            ),
            models.Index(fields=["tilgjengelig_til", "id"], name="deling_forfall", condition=Q(tilstand="delt")),
            models.Index(fields=["opprettet"], name="deling_gamle_utkast", condition=Q(tilstand="utkast")),
            models.Index(
                fields=["konto", "delt", "id"],
                name="deling_til_godkjenning",
                condition=Q(tilstand="delt", godkjenning="venter"),
            ),
            # Which of them have nobody to look after them: those of systems are not among them.
            models.Index(
                fields=["konto", "delt_av_bruker"],
                name="deling_konto_bruker",
                condition=Q(tilstand="delt", delt_av_bruker__isnull=False),
            ),
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
            models.CheckConstraint(
                condition=Q(godkjenning__in=["", "venter", "godkjent", "avvist"]), name="deling_godkjenning_er_kjent"
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

    @property
    def sted(self) -> Sted:
        """Where an event about it belongs."""
        return Sted(self.konto.organisasjon_id, self.konto_id, self.pk)

    def er_apen(self, naa: datetime) -> bool:
        """The one truth about time: may those it is shared with reach it at this moment?

        Asked for every page, every API call and every block of a running download.
        """
        return self.er_ute and self.varer(naa)

    @staticmethod
    def er_apen_q(naa: datetime) -> Q:
        """The same of a row, for the database to decide."""
        return Deling.er_ute_q() & Deling.varer_q(naa)

    def varer(self, naa: datetime) -> bool:
        """Is it shared and not over: open, or waiting to be approved? For those who share, who may end or change it."""
        return (
            self.tilstand == self.Tilstand.DELT
            and not self.konto.er_slettet
            and (self.tilgjengelig_til is None or naa < self.tilgjengelig_til)
        )

    @staticmethod
    def varer_q(naa: datetime) -> Q:
        """The same of a row."""
        return Q(
            Q(tilgjengelig_til__isnull=True) | Q(tilgjengelig_til__gt=naa),
            tilstand=Deling.Tilstand.DELT,
            konto__slettet__isnull=True,
        )

    @property
    def er_ute(self) -> bool:
        """Has it ever been there for those it is shared with? One that is not approved never was, however it ended."""
        return self.delt is not None and self.godkjenning in self._SLUPPET_UT

    @staticmethod
    def er_ute_q() -> Q:
        """The same of a row."""
        return Q(delt__isnull=False, godkjenning__in=Deling._SLUPPET_UT)

    @property
    def venter_pa_godkjenning(self) -> bool:
        """Does nobody outside the konto know of it yet, because a second person has not said yes?"""
        return self.tilstand == self.Tilstand.DELT and self.godkjenning == self.Godkjenning.VENTER

    @property
    def er_taushetsbelagt(self) -> bool:
        """The stricter of what the konto was when it was shared, and what it is now."""
        return self.taushetsbelagt or self.konto.taushetsbelagt

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
        indexes = [
            models.Index(fields=["oppslag", "type", "deling"], name="mottaker_oppslag_deling"),
            models.Index(fields=["oppslag", "deling"], name="mottaker_virksomhet", condition=Q(type="ORGANISASJON")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["deling", "type", "oppslag", "ressurstype"], name="en_mottaker_en_gang")
        ]

    def __str__(self) -> str:
        return f"mottaker {self.pk}"

    @property
    def oppslag_hasher(self) -> tuple[str, ...]:
        """A person: what rows about the same person may stand under, as `User.fnr_hasher`. Others: `oppslag` itself."""
        return hasher_av(self.ident_kryptert, self.oppslag)

    @classmethod
    def person(cls, deling: Deling, fodselsnummer: str) -> Mottaker:
        """A person, not yet stored: the number as a keyed hash to find it by, and encrypted to show it masked."""
        return cls(
            deling=deling,
            type=cls.Type.PERSON,
            oppslag=hash_ident(fodselsnummer),
            ident_kryptert=krypter_ident(fodselsnummer),
        )
