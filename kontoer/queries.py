"""What a person may see of organisations and kontoer, already narrowed and ordered."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from hendelser.models import Hendelse, Hendelsestype
from kontoer.errors import IkkeFunnet
from kontoer.models import Administrator, Integrasjon, Konto, Kontotilgang, Organisasjon, Registrering
from kontoer.queries_navn import registrert_navn
from users.models import User

_MAKS_HENDELSER = 1000
_NAVN = "navn"  # the models say that their rows may have it
_KONTOHENDELSER = (
    Hendelsestype.KONTO_OPPRETTET,
    Hendelsestype.KONTO_ENDRET,
    Hendelsestype.KONTO_SLETTET,
    Hendelsestype.TILGANG_GITT,
    Hendelsestype.TILGANG_ENDRET,
    Hendelsestype.TILGANG_FJERNET,
    Hendelsestype.INTEGRASJON_ENDRET,
)


def organisasjoner_for(bruker: User) -> QuerySet[Organisasjon]:
    """The organisations the person is administrator of."""
    return Organisasjon.objects.filter(administratorer__bruker=bruker).order_by("navn", "id")


def organisasjoner_med_erklaering() -> QuerySet[Organisasjon]:
    """Organisations that use the service and have published an erklæring: what anyone may see."""
    har_erklaering = ~Q(tilgjengelighetserklaering="") | ~Q(personvernerklaering="")
    return Organisasjon.objects.filter(har_erklaering, tatt_i_bruk__isnull=False).order_by("navn", "id")


def kontoer_for_deling(bruker: User) -> QuerySet[Konto]:
    """Kontoer the person may share from now: not deleted, with the right, in an organisation that uses the service."""
    return (
        Konto.objects.aktive()
        .filter(tilganger__bruker=bruker, tilganger__kan_dele=True, organisasjon__tatt_i_bruk__isnull=False)
        .select_related("organisasjon")
        .order_by("organisasjon__navn", "navn", "id")
    )


def er_slettet_for(bruker: User, konto_id: str | None) -> bool:
    """Whether it is a konto the person could share from, and it was deleted: told to her alone."""
    try:
        slettede = Konto.objects.filter(pk=UUID(konto_id or ""), slettet__isnull=False)
    except ValueError:
        return False
    return slettede.filter(tilganger__bruker=bruker, tilganger__kan_dele=True).exists()


def kontoer_for_administrasjon(bruker: User) -> QuerySet[Konto]:
    """Kontoer the person administers without being administrator of the whole organisation."""
    return (
        Konto.objects.aktive()
        .filter(tilganger__bruker=bruker, tilganger__er_administrator=True)
        .exclude(organisasjon__administratorer__bruker=bruker)
        .select_related("organisasjon")
        .order_by("organisasjon__navn", "navn", "id")
    )


def synlig_organisasjon(bruker: User, organisasjon_id: UUID) -> Organisasjon:
    """The organisation, for one who is administrator of it or has access to one of its kontoer. Raises IkkeFunnet."""
    som_bruker = Kontotilgang.objects.filter(bruker=bruker, konto__slettet__isnull=True)
    som_administrator = Administrator.objects.filter(bruker=bruker)
    organisasjon = Organisasjon.objects.filter(
        Q(id__in=som_administrator.values("organisasjon_id")) | Q(id__in=som_bruker.values("konto__organisasjon_id")),
        id=organisasjon_id,
    ).first()
    if organisasjon is None:
        raise IkkeFunnet
    return organisasjon


def synlig_konto(bruker: User, konto_id: UUID) -> Konto:
    """The konto, for one who has access to it or is administrator of its organisation. Raises IkkeFunnet."""
    som_bruker = Kontotilgang.objects.filter(bruker=bruker)
    som_administrator = Administrator.objects.filter(bruker=bruker)
    konto = (
        Konto.objects.filter(
            Q(id__in=som_bruker.values("konto_id"))
            | Q(organisasjon_id__in=som_administrator.values("organisasjon_id")),
            id=konto_id,
        )
        .select_related("organisasjon")
        .first()
    )
    if konto is None:
        raise IkkeFunnet
    return konto


def kontoer_i(organisasjon: Organisasjon) -> QuerySet[Konto]:
    """The organisation's kontoer that are not deleted."""
    return Konto.objects.aktive().filter(organisasjon=organisasjon).order_by("navn", "id")


def personer_i(organisasjon: Organisasjon) -> QuerySet[User]:
    """Administrators and users of the organisation's kontoer, by `navn`: what the organisation calls them."""
    registrert = Registrering.objects.filter(organisasjon=organisasjon, bruker_id=OuterRef("pk"))
    return (
        User.objects.filter(
            Q(id__in=Administrator.objects.filter(organisasjon=organisasjon).values("bruker_id"))
            | Q(id__in=Kontotilgang.objects.filter(konto__organisasjon=organisasjon).values("bruker_id"))
        )
        .annotate(navn=Coalesce(Subquery(registrert.values("navn")[:1]), Value("")))
        .only("id")
        .order_by("navn", "id")
    )


def tilgang_for(konto: Konto, bruker_id: UUID) -> Kontotilgang:
    """What this person may do on the konto. Raises IkkeFunnet."""
    tilgang = tilganger_pa(konto).filter(bruker_id=bruker_id).first()
    if tilgang is None:
        raise IkkeFunnet
    tilgang.konto = konto
    return tilgang


def tilganger_pa(konto: Konto) -> QuerySet[Kontotilgang]:
    """Who may do what on the konto."""
    return (
        Kontotilgang.objects.filter(konto=konto)
        .annotate(**{_NAVN: registrert_navn(organisasjon="konto__organisasjon_id")})
        .select_related("bruker")
        .order_by(F(_NAVN), "id")
    )


def administratorer_i(organisasjon: Organisasjon) -> QuerySet[Administrator]:
    """The administrators of the organisation."""
    return (
        Administrator.objects.filter(organisasjon=organisasjon)
        .annotate(**{_NAVN: registrert_navn(organisasjon="organisasjon_id")})
        .select_related("bruker")
        .order_by(F(_NAVN), "id")
    )


def integrasjoner_i(organisasjon: Organisasjon) -> QuerySet[Integrasjon]:
    """The organisation's integrasjoner that are not deleted."""
    return Integrasjon.objects.filter(organisasjon=organisasjon, slettet__isnull=True).order_by("navn", "id")


def administrator_for(organisasjon: Organisasjon, bruker_id: UUID) -> Administrator:
    """This person as administrator of the organisation. Raises IkkeFunnet."""
    administrator = administratorer_i(organisasjon).filter(bruker_id=bruker_id).first()
    if administrator is None:
        raise IkkeFunnet
    administrator.organisasjon = organisasjon
    return administrator


def synlig_integrasjon(bruker: User, integrasjon_id: UUID) -> Integrasjon:
    """The integrasjon, for one who may see its organisation. Raises IkkeFunnet, also for a deleted one."""
    integrasjon = (
        Integrasjon.objects.filter(id=integrasjon_id, slettet__isnull=True).select_related("organisasjon").first()
    )
    if integrasjon is None:
        raise IkkeFunnet
    synlig_organisasjon(bruker, integrasjon.organisasjon_id)
    return integrasjon


def kontoer_for_integrasjon(integrasjon: Integrasjon) -> QuerySet[Konto]:
    """Kontoer the integrasjon may use now."""
    return kontoer_i(integrasjon.organisasjon).filter(integrasjonstilganger__integrasjon=integrasjon)


def konto_i(organisasjon_id: UUID, konto_id: UUID) -> Konto:
    """The konto by its id, if it is this organisation's, deleted or not; access is asked apart. Raises IkkeFunnet."""
    konto = Konto.objects.select_related("organisasjon").filter(id=konto_id, organisasjon_id=organisasjon_id).first()
    if konto is None:
        raise IkkeFunnet
    return konto


def synlige_kontoer(av: User | Integrasjon, *, gjennom: Integrasjon) -> QuerySet[Konto]:
    """Kontoer a caller of the API has something to do with: its own, or the person's as user or administrator.

    A person has it through a system, and so only in the organisation that registered the system.
    """
    if isinstance(av, Integrasjon):
        return kontoer_for_integrasjon(av).select_related("organisasjon")
    som_bruker = Kontotilgang.objects.filter(bruker=av)
    som_administrator = Administrator.objects.filter(bruker=av)
    return (
        Konto.objects.aktive()
        .filter(
            Q(id__in=som_bruker.values("konto_id"))
            | Q(organisasjon_id__in=som_administrator.values("organisasjon_id")),
            organisasjon_id=gjennom.organisasjon_id,
        )
        .select_related("organisasjon")
        .order_by("navn", "id")
    )


def organisasjon_for(av: User | Integrasjon, organisasjon_id: UUID) -> Organisasjon:
    """The organisation, for its own systems, and for those `synlig_organisasjon` is for. Raises IkkeFunnet."""
    if isinstance(av, User):
        return synlig_organisasjon(av, organisasjon_id)
    if av.organisasjon_id != organisasjon_id:
        raise IkkeFunnet
    return av.organisasjon


def person_i(organisasjon: Organisasjon, person_id: UUID) -> User:
    """One of those registered in the organisation. Raises IkkeFunnet: nobody is found by a guess."""
    person = personer_i(organisasjon).filter(id=person_id).first()
    if person is None:
        raise IkkeFunnet
    return person


def kontohendelser(konto: Konto) -> list[Hendelse]:
    """What has happened to the konto itself, oldest first: at most the newest thousand. Not to its documents."""
    hendelser = Hendelse.objects.filter(
        organisasjon_id=konto.organisasjon_id, konto_id=konto.id, type__in=_KONTOHENDELSER
    ).order_by("-id")[:_MAKS_HENDELSER]
    return list(reversed(hendelser))


def kjent_konto(konto_id: UUID) -> Konto:
    """The konto by its id alone, deleted or not; access is asked apart. Raises IkkeFunnet."""
    konto = Konto.objects.select_related("organisasjon").filter(id=konto_id).first()
    if konto is None:
        raise IkkeFunnet
    return konto
