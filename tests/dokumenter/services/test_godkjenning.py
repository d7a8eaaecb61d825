"""Four eyes: nobody outside knows of it until a second person has said yes, whoever presses when."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from dokumenter.errors import DelingAvsluttet, DokumentIkkeKlart, DokumentSlettet, DokumentSperret, KreverNyGodkjenning
from dokumenter.models import Deling, Dokument, Kollegasvar
from dokumenter.services import godkjenning as tjeneste
from dokumenter.services.deling import del_dokument, forleng_deling, trekk_tilbake
from dokumenter.services.sletting import slett_dokument
from hendelser.models import Hendelse, Hendelsestype
from kontoer.errors import IkkeFunnet, KontoSlettet, ManglerRett, UgyldigVerdi
from kontoer.models import Konto, Kontotilgang
from kontoer.services.konto import slett_konto
from tests.dokumenter.fabrikk import lag_dokument, lag_utkast
from tests.dokumenter.lag import EN_PERSON, om
from tests.dokumenter.samtidig import mens
from users.models import User

VENTER, GODKJENT, AVVIST = Deling.Godkjenning.VENTER, Deling.Godkjenning.GODKJENT, Deling.Godkjenning.AVVIST


@pytest.fixture
def fire_oyne(konto: Konto) -> Konto:
    """The konto demands a second person."""
    konto.fire_oyne = True
    konto.save()
    return konto


@pytest.fixture
def deling(fire_oyne: Konto, kari: User) -> Deling:
    """What kari has shared, and nobody has approved."""
    utkast = lag_utkast(fire_oyne, kari)
    lag_dokument(utkast)
    return del_dokument(deling=utkast, konto=fire_oyne, mottakere=[EN_PERSON], tilgjengelig_til=om(7), av=kari)


def les(deling: Deling) -> Deling:
    """As it stands in the database."""
    return Deling.objects.select_related("konto__organisasjon").get(pk=deling.pk)


def apen(deling: Deling) -> bool:
    """Open by both predicates, which must agree."""
    naa, lest = timezone.now(), les(deling)
    assert lest.er_apen(naa) == Deling.objects.apne(naa).filter(pk=deling.pk).exists()
    assert lest.varer(naa) == Deling.objects.varer(naa).filter(pk=deling.pk).exists()
    assert lest.er_ute == Deling.objects.ute().filter(pk=deling.pk).exists()
    return lest.er_apen(naa)


def typer(deling: Deling) -> list[str]:
    """What the log tells of it, in order."""
    return list(
        Hendelse.objects.filter(deling_id=deling.pk, dokument_id=None).order_by("id").values_list("type", flat=True)
    )


def test_it_waits_until_a_colleague_approves(deling: Deling, kari: User, ola: User) -> None:
    assert (deling.godkjenning, deling.venter_pa_godkjenning, apen(deling)) == (VENTER, True, False)
    assert Hendelse.objects.get(type=Hendelsestype.DELING_DELT).data["godkjenning"] == "venter"
    assert tjeneste.godkjenn_deling(deling=deling, av=ola)
    assert (les(deling).godkjenning, apen(deling)) == (GODKJENT, True)
    assert (deling.kollegasvar.av, deling.kollegasvar.godkjent) == (ola, True)
    assert typer(deling) == [Hendelsestype.DELING_DELT, Hendelsestype.DELING_GODKJENT]


def test_it_needs_nobody_where_the_konto_does_not_demand_it(konto: Konto, kari: User, ola: User) -> None:
    utkast = lag_utkast(konto, kari)
    lag_dokument(utkast)
    deling = del_dokument(deling=utkast, konto=konto, mottakere=[EN_PERSON], tilgjengelig_til=om(7), av=kari)
    assert (deling.godkjenning, apen(deling)) == ("", True)
    assert not tjeneste.godkjenn_deling(deling=deling, av=ola)
    assert not tjeneste.avvis_deling(deling=deling, grunn="", av=ola)
    assert apen(deling)


def test_it_keeps_what_held_when_it_was_shared(deling: Deling, fire_oyne: Konto) -> None:
    Konto.objects.update(fire_oyne=False, taushetsbelagt=True)
    lest = les(deling)
    assert (lest.godkjenning, apen(deling)) == (VENTER, False)
    assert (lest.taushetsbelagt, lest.er_taushetsbelagt) == (False, True)
    Konto.objects.update(taushetsbelagt=False)
    Deling.objects.update(taushetsbelagt=True)
    assert les(deling).er_taushetsbelagt


@pytest.mark.parametrize("avgjor", [tjeneste.godkjenn_deling, lambda **om: tjeneste.avvis_deling(grunn="", **om)])
def test_it_is_for_a_second_person_who_may_share(
    avgjor: Callable[..., bool], deling: Deling, kari: User, admin: User, uten_rett: User, per: User, mottaker: User
) -> None:
    for hvem, feil in [(kari, ManglerRett), (admin, ManglerRett), (uten_rett, ManglerRett)]:
        with pytest.raises(feil):
            avgjor(deling=deling, av=hvem)
    for fremmed in (per, mottaker):
        with pytest.raises(IkkeFunnet):
            avgjor(deling=deling, av=fremmed)
    assert (les(deling).godkjenning, Kollegasvar.objects.exists()) == (VENTER, False)


def test_it_is_not_for_one_who_was_taken_off_or_put_out_of_use(deling: Deling, ola: User) -> None:
    ola.is_active = False
    with pytest.raises(ManglerRett):
        tjeneste.godkjenn_deling(deling=deling, av=ola)
    ola.is_active = True
    Kontotilgang.objects.filter(bruker=ola).delete()
    with pytest.raises(IkkeFunnet):
        tjeneste.godkjenn_deling(deling=deling, av=ola)


def test_it_ends_what_is_not_approved_before_anybody_knew_of_it(deling: Deling, ola: User) -> None:
    assert tjeneste.avvis_deling(deling=deling, grunn=" Feil fil. ", av=ola)
    lest = les(deling)
    assert (lest.godkjenning, lest.slutt, lest.er_ute) == (AVVIST, Deling.Slutt.TRUKKET, False)
    assert (lest.kollegasvar.grunn, lest.dokumenter.get().nokkel) == ("Feil fil.", None)
    assert typer(deling)[1:] == [Hendelsestype.DELING_IKKE_GODKJENT, Hendelsestype.DELING_TRUKKET]
    assert not any("Feil" in str(hendelse.data) for hendelse in Hendelse.objects.all())


@pytest.mark.parametrize("grunn", ["x" * 501, "Gjelder 21483609245"])
def test_it_refuses_a_reason_that_is_too_long_or_holds_a_number(grunn: str, deling: Deling, ola: User) -> None:
    with pytest.raises(UgyldigVerdi) as feil:
        tjeneste.avvis_deling(deling=deling, grunn=grunn, av=ola)
    assert (feil.value.felt, les(deling).godkjenning) == ("grunn", VENTER)


def test_it_decides_once(deling: Deling, ola: User) -> None:
    assert tjeneste.godkjenn_deling(deling=deling, av=ola)
    assert not tjeneste.godkjenn_deling(deling=les(deling), av=ola)
    assert not tjeneste.avvis_deling(deling=les(deling), grunn="", av=ola)
    assert (apen(deling), Kollegasvar.objects.count(), len(typer(deling))) == (True, 1, 2)


def test_it_does_not_open_what_is_over(deling: Deling, kari: User, ola: User, admin: User) -> None:
    trekk_tilbake(deling=les(deling), av=kari)
    assert not tjeneste.godkjenn_deling(deling=les(deling), av=ola)
    assert (les(deling).godkjenning, les(deling).er_ute) == (VENTER, False)
    with pytest.raises(DelingAvsluttet):
        trekk_tilbake(deling=les(deling), av=kari)


def test_it_does_not_open_what_has_run_out_or_lost_its_konto(deling: Deling, ola: User, admin: User) -> None:
    Deling.objects.update(tilgjengelig_til=timezone.now() - timedelta(seconds=1))
    assert not tjeneste.godkjenn_deling(deling=deling, av=ola)
    Deling.objects.update(tilgjengelig_til=None)
    slett_konto(konto=deling.konto, av=admin)
    with pytest.raises(KontoSlettet):
        tjeneste.godkjenn_deling(deling=les(deling), av=ola)
    assert not apen(deling)


def test_it_may_get_another_end_while_it_waits(deling: Deling, kari: User, ola: User) -> None:
    til = om(3)
    forleng_deling(deling=les(deling), tilgjengelig_til=til, av=kari)
    assert (les(deling).tilgjengelig_til, apen(deling)) == (til, False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("andre", ["godkjenner", "avviser", "trekker"])
def test_it_lets_the_first_of_two_decide(andre: str, deling: Deling, kari: User, ola: User, per: User) -> None:
    Kontotilgang.objects.create(konto=deling.konto, bruker=per)
    handlinger: dict[str, Callable[[], object]] = {
        "godkjenner": lambda: tjeneste.godkjenn_deling(deling=les(deling), av=per),
        "avviser": lambda: tjeneste.avvis_deling(deling=les(deling), grunn="", av=per),
        "trekker": lambda: trekk_tilbake(deling=les(deling), av=kari),
    }
    feil = mens(lambda: tjeneste.godkjenn_deling(deling=les(deling), av=ola), handlinger[andre])
    assert feil is None
    assert Kollegasvar.objects.get().av == ola
    assert apen(deling) == (andre != "trekker")


@pytest.mark.django_db(transaction=True)
def test_it_does_not_approve_what_is_recalled_meanwhile(deling: Deling, kari: User, ola: User) -> None:
    mens(
        lambda: trekk_tilbake(deling=les(deling), av=kari),
        lambda: tjeneste.godkjenn_deling(deling=les(deling), av=ola),
    )
    assert (les(deling).godkjenning, les(deling).tilstand, apen(deling)) == (VENTER, "trukket", False)
    assert not Kollegasvar.objects.exists()


def test_it_refuses_more_recipients_and_files_where_four_eyes_hold(deling: Deling, ola: User) -> None:
    with pytest.raises(KreverNyGodkjenning):
        tjeneste.krev_godkjent_endring(deling=deling)
    tjeneste.godkjenn_deling(deling=deling, av=ola)
    Konto.objects.update(fire_oyne=False)
    with pytest.raises(KreverNyGodkjenning):
        tjeneste.krev_godkjent_endring(deling=les(deling))
    Deling.objects.update(godkjenning="")
    tjeneste.krev_godkjent_endring(deling=les(deling))
    Konto.objects.update(fire_oyne=True)  # since it was shared: then what is put in must not go round it
    with pytest.raises(KreverNyGodkjenning):
        tjeneste.krev_godkjent_endring(deling=les(deling))


def test_it_shows_a_file_to_one_who_may_approve_and_logs_it_as_no_delivery(deling: Deling, ola: User) -> None:
    dokument = tjeneste.se_dokument(deling=deling, dokument_id=deling.dokumenter.get().pk, av=ola)
    biter = tjeneste.vis_dokument(dokument=dokument, start=0, slutt=dokument.mottatt, av=ola, fortsatt=lambda: None)
    assert b"".join(biter) == b"innhold"
    sett = Hendelse.objects.get(type=Hendelsestype.DOKUMENT_SETT_AV_KOLLEGA)
    assert (sett.aktor_id, sett.dokument_id, sett.deling_id) == (ola.pk, dokument.pk, deling.pk)
    assert not Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_HENTET).exists()


def test_it_stops_showing_when_the_deling_is_over(
    deling: Deling, kari: User, ola: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tjeneste, "_SPOR_IGJEN_SEKUNDER", -1)
    dokument = tjeneste.se_dokument(deling=deling, dokument_id=deling.dokumenter.get().pk, av=ola)
    biter = tjeneste._biter(deling, b"en", iter([b"to", b"tre"]), ola, lambda: None)
    assert [next(biter), next(biter)] == [b"en", b"to"]
    trekk_tilbake(deling=les(deling), av=kari)
    with pytest.raises(DelingAvsluttet):
        next(biter)
    assert dokument.mottatt


@pytest.mark.parametrize(
    ("tilstand", "feil"),
    [(Dokument.Tilstand.SPERRET, DokumentSperret), (Dokument.Tilstand.KONTROLLERES, DokumentIkkeKlart)],
)
def test_it_shows_no_file_that_is_not_ready(tilstand: str, feil: type[Exception], deling: Deling, ola: User) -> None:
    Dokument.objects.update(tilstand=tilstand)
    with pytest.raises(feil):
        tjeneste.se_dokument(deling=deling, dokument_id=deling.dokumenter.get().pk, av=ola)


def test_it_shows_no_file_that_is_gone_and_none_that_is_out(deling: Deling, kari: User, ola: User) -> None:
    id_ = deling.dokumenter.get().pk
    tjeneste.godkjenn_deling(deling=deling, av=ola)
    with pytest.raises(IkkeFunnet):  # now she must be among the recipients, as all others
        tjeneste.se_dokument(deling=les(deling), dokument_id=id_, av=ola)
    Deling.objects.update(godkjenning=VENTER)
    slett_dokument(dokument=Dokument.objects.select_related("deling__konto").get(), av=kari)
    with pytest.raises(DokumentSlettet):
        tjeneste.se_dokument(deling=les(deling), dokument_id=id_, av=ola)
