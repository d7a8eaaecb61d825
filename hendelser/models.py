"""The log's only table. Rows are added, never changed, and only removed when their time is out (`fjern_hendelser`)."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from adapters import klokke


class Hendelsestype(models.TextChoices):
    """Everything that can happen. The value is stored; the label is what people read."""

    ORGANISASJON_OPPRETTET = "organisasjon_opprettet", _("organisasjonen ble opprettet")
    ORGANISASJON_ENDRET = "organisasjon_endret", _("organisasjonens opplysninger ble endret")
    TATT_I_BRUK = "tatt_i_bruk", _("tjenesten ble tatt i bruk")
    ADMINISTRATOR_LAGT_TIL = "administrator_lagt_til", _("administrator ble lagt til")
    ADMINISTRATOR_FJERNET = "administrator_fjernet", _("administrator ble fjernet")
    KONTO_OPPRETTET = "konto_opprettet", _("kontoen ble opprettet")
    KONTO_ENDRET = "konto_endret", _("kontoen ble endret")
    KONTO_SLETTET = "konto_slettet", _("kontoen ble slettet")
    TILGANG_GITT = "tilgang_gitt", _("bruker fikk tilgang til kontoen")
    TILGANG_ENDRET = "tilgang_endret", _("brukerens tilgang ble endret")
    TILGANG_FJERNET = "tilgang_fjernet", _("brukerens tilgang ble fjernet")
    INTEGRASJON_OPPRETTET = "integrasjon_opprettet", _("integrasjonen ble opprettet")
    INTEGRASJON_ENDRET = "integrasjon_endret", _("integrasjonen ble endret")
    INTEGRASJON_SLETTET = "integrasjon_slettet", _("integrasjonen ble slettet")
    INNLOGGET = "innlogget", _("logget inn")
    INNLOGGING_AVVIST = "innlogging_avvist", _("innlogging ble avvist")
    LOGGET_UT = "logget_ut", _("logget ut")
    DOKUMENT_MOTTATT = "dokument_mottatt", _("dokumentet ble lastet opp")
    DOKUMENT_KONTROLLERT = "dokument_kontrollert", _("dokumentet ble kontrollert")
    DOKUMENT_SPERRET = "dokument_sperret", _("dokumentet ble sperret")
    DOKUMENT_SKANNET = "dokument_skannet", _("dokumentet ble skannet på nytt")
    DOKUMENT_HENTES = "dokument_hentes", _("nedlasting begynte")
    DOKUMENT_HENTET = "dokument_hentet", _("dokumentet ble lastet ned")
    DOKUMENT_SLETTES = "dokument_slettes", _("innholdet ble slettet for godt")
    DOKUMENT_SLETTET = "dokument_slettet", _("dokumentets innhold er borte")
    DELING_DELT = "deling_delt", _("dokumentene ble delt")
    DELING_GODKJENT = "deling_godkjent", _("delingen ble godkjent av en kollega")
    DELING_IKKE_GODKJENT = "deling_ikke_godkjent", _("delingen ble ikke godkjent")
    DELING_OVERTATT = "deling_overtatt", _("delingen fikk en ny eier")
    DOKUMENT_SETT_AV_KOLLEGA = "dokument_sett_av_kollega", _("en kollega lastet ned dokumentet før godkjenning")
    DELING_APNET = "deling_apnet", _("delingen ble åpnet")
    DELING_AVVIST = "deling_avvist", _("noen uten tilgang prøvde å åpne")
    DELING_FORLENGET = "deling_forlenget", _("tiden ble endret")
    MOTTAKER_LAGT_TIL = "mottaker_lagt_til", _("mottakere ble lagt til")
    MOTTAKER_FJERNET = "mottaker_fjernet", _("en mottaker ble fjernet")
    DOKUMENT_LAGT_TIL = "dokument_lagt_til", _("dokumentet ble lagt til etter delingen")
    DELING_TRUKKET = "deling_trukket", _("delingen ble trukket tilbake")
    DELING_SLETTET = "deling_slettet", _("delingen ble slettet")
    DELING_UTLOPT = "deling_utlopt", _("tiden gikk ut")
    KVITTERING_HENTET = "kvittering_hentet", _("kvitteringen ble hentet")
    UTKAST_FORKASTET = "utkast_forkastet", _("utkastet ble forkastet")
    LOGG_EKSPORTERT = "logg_eksportert", _("loggen ble eksportert")
    ALTINN_SVARTE_IKKE = "altinn_svarte_ikke", _("Altinn svarte ikke")
    GAMMELT_FJERNET = "gammelt_fjernet", _("gamle metadata og hendelser ble slettet etter fristen")
    HOVEDNOKKEL_BYTTET = "hovednokkel_byttet", _("nøkler og numre ble pakket om til en ny hovednøkkel")
    IDENTNOKKEL_BYTTET = "identnokkel_byttet", _("personer ble regnet om til en ny identnøkkel")


_ETIKETTER = dict(Hendelsestype.choices)


class Aktortype(models.TextChoices):
    """What kind of actor did it."""

    BRUKER = "bruker", _("bruker")
    INTEGRASJON = "integrasjon", _("integrasjon")
    SYSTEM = "system", _("systemet")
    UKJENT = "ukjent", _("ukjent")


class Aktor(NamedTuple):
    """Who did something: a kind and an id, never a name or a number."""

    type: Aktortype
    id: UUID | None


class HarAktor(Protocol):
    """Anything that can act: a User, an Integrasjon, the system."""

    @property
    def aktor(self) -> Aktor: ...


class _System:
    @property
    def aktor(self) -> Aktor:
        return Aktor(Aktortype.SYSTEM, None)


SYSTEM = _System()


class Sted(NamedTuple):
    """What an event is about, from the outside in: ids only. It stands for itself where a row is not at hand."""

    organisasjon_id: UUID | None = None
    konto_id: UUID | None = None
    deling_id: UUID | None = None
    dokument_id: UUID | None = None

    @property
    def sted(self) -> Sted:
        """Itself."""
        return self


class HarSted(Protocol):
    """Anything that an event can be about: an Organisasjon, a Konto, a Deling, a Dokument."""

    @property
    def sted(self) -> Sted: ...


class HendelseQuerySet(models.QuerySet["Hendelse"]):
    """Reading only."""

    def update(self, **kwargs: Any) -> int:
        """Refused: the log is append-only."""
        raise TypeError("Hendelser endres ikke")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refused: the log is append-only."""
        raise TypeError("Hendelser slettes ikke")


class Hendelse(models.Model):
    """One event. The ids are plain, not foreign keys: the log outlives and knows nothing of what it tells about."""

    objects = HendelseQuerySet.as_manager()

    tidspunkt = models.DateTimeField("tidspunkt", default=klokke.naa)
    type = models.CharField("type", max_length=40, choices=Hendelsestype.choices)
    aktor_type = models.CharField("aktørtype", max_length=20, choices=Aktortype.choices)
    aktor_id = models.UUIDField("aktør", null=True)
    organisasjon_id = models.UUIDField("organisasjon", null=True)
    konto_id = models.UUIDField("konto", null=True)
    deling_id = models.UUIDField("deling", null=True)
    dokument_id = models.UUIDField("dokument", null=True)
    data = models.JSONField("data", default=dict)

    class Meta:
        verbose_name = "hendelse"
        verbose_name_plural = "hendelser"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organisasjon_id", "id"], name="hendelse_organisasjon"),
            models.Index(fields=["konto_id", "id"], name="hendelse_konto"),
            models.Index(fields=["deling_id", "id"], name="hendelse_deling"),
            models.Index(fields=["dokument_id", "type"], name="hendelse_dokument"),
            # Whether anybody has fetched anything of a deling, and when for the first time.
            models.Index(
                fields=["deling_id", "tidspunkt"], name="hendelse_hentet", condition=Q(type="dokument_hentet")
            ),
            models.Index(fields=["organisasjon_id", "type", "id"], name="hendelse_org_type"),
            models.Index(
                fields=["aktor_id", "organisasjon_id", "id"],
                name="hendelse_aktor",
                condition=Q(aktor_id__isnull=False),
            ),
            # Whom an event is about is in its data, of the few that are about a person.
            models.Index(
                F("data__bruker_id"),
                "organisasjon_id",
                "id",
                name="hendelse_gjelder",
                condition=Q(data__has_key="bruker_id"),
            ),
            models.Index(fields=["tidspunkt"], name="hendelse_tidspunkt"),
        ]

    def __str__(self) -> str:
        return f"{self.hva} {self.tidspunkt:%Y-%m-%d %H:%M}"

    @property
    def hva(self) -> str:
        """What happened, in words. As `get_type_display`, which translates every label there is to find the one."""
        return str(_ETIKETTER.get(self.type, self.type))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only."""
        if not self._state.adding:
            raise TypeError("Hendelser endres ikke")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused: the log is append-only."""
        raise TypeError("Hendelser slettes ikke")
