from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from dokumenter.errors import FeilPosisjon, SkjemaAvbrutt, TomtDokument
from dokumenter.models import Deling, Dokument, Mottaker
from dokumenter.queries.avsender import pabegynt_utkast
from dokumenter.services.innsending import Innsending, Mottakerdata, begynn_innsending, fullfor_innsending
from dokumenter.services.nedlasting import les_dokument
from dokumenter.storage.lager import dokumentlager
from dokumenter.tilgang import krev_delerett
from hendelser.models import Hendelse, Hendelsestype
from kontoer.errors import IkkeFunnet, UgyldigVerdi
from kontoer.models import Integrasjon, Konto
from standins.personer import personer
from users.models import User


def innsending(**felter: object) -> Innsending:
    standard: dict[str, object] = {
        "dokumentnavn": "vedtak.pdf",
        "mimetype": "application/pdf",
        "tilgjengelig_til": timezone.now() + timedelta(days=1),
        "sikkerhetsniva": None,
        "korrelasjonsid": uuid.uuid4(),
        "mottakere": (Mottakerdata(Mottaker.Type.PERSON, personer["mottaker"].fnr),),
        "logg_nedlasting": True,
        "kryptert": False,
    }
    return Innsending(**(standard | felter))  # type: ignore[arg-type]


def test_it_shares_at_the_moment_the_last_byte_is_safe(konto: Konto, kari: User) -> None:
    dokument = begynn_innsending(rett=krev_delerett(kari, konto), innsending=innsending())
    assert Deling.objects.get().tilstand == Deling.Tilstand.UTKAST
    dokument = fullfor_innsending(dokument=dokument, strom=io.BytesIO(b"innhold"), kryptert=False, av=kari)
    assert dokument.tilstand == Dokument.Tilstand.KONTROLLERES
    assert Deling.objects.get().er_apen(timezone.now())
    hendelse = Hendelse.objects.get(type=Hendelsestype.DELING_DELT)
    assert hendelse.aktor_id == kari.id


def test_it_demands_the_login_that_the_konto_demands_when_it_is_shared(konto: Konto, kari: User) -> None:
    """And not when the first byte came."""
    dokument = begynn_innsending(rett=krev_delerett(kari, konto), innsending=innsending())
    Konto.objects.filter(pk=konto.pk).update(sikkerhetsniva=4)
    fullfor_innsending(dokument=dokument, strom=io.BytesIO(b"innhold"), kryptert=False, av=kari)
    assert Deling.objects.get().sikkerhetsniva == 4


class Brister:
    """A source that gives something and then fails."""

    def __init__(self) -> None:
        self._gitt = False

    def read(self, storrelse: int, /) -> bytes:
        if self._gitt:
            raise SkjemaAvbrutt
        self._gitt = True
        return b"x" * min(storrelse, 100_000)


def test_it_leaves_nothing_when_the_source_fails(konto: Konto, kari: User) -> None:
    dokument = begynn_innsending(rett=krev_delerett(kari, konto), innsending=innsending())
    with pytest.raises(SkjemaAvbrutt):
        fullfor_innsending(dokument=dokument, strom=Brister(), kryptert=False, av=kari)
    deling = Deling.objects.get()
    assert (deling.slutt, deling.delt) == (Deling.Slutt.FORKASTET, None)
    assert Dokument.objects.get().tilstand == Dokument.Tilstand.SLETTET
    assert [navn for navn in dokumentlager().list("") if "/" in navn] == []


def test_it_refuses_an_empty_document(konto: Konto, kari: User) -> None:
    dokument = begynn_innsending(rett=krev_delerett(kari, konto), innsending=innsending())
    with pytest.raises(TomtDokument):
        fullfor_innsending(dokument=dokument, strom=io.BytesIO(b""), kryptert=False, av=kari)


def test_it_refuses_before_anything_is_written(konto: Konto, kari: User, per: User) -> None:
    with pytest.raises(IkkeFunnet):
        begynn_innsending(rett=krev_delerett(per, konto), innsending=innsending())
    for felter in ({"tilgjengelig_til": timezone.now()}, {"sikkerhetsniva": 4}):
        with pytest.raises(UgyldigVerdi):
            begynn_innsending(rett=krev_delerett(kari, konto), innsending=innsending(**felter))
    assert not Deling.objects.exists()


class Sammen:
    """A source during whose reading something else happens."""

    def __init__(self, hva: Callable[[], object], innhold: bytes) -> None:
        self._hva, self._strom = hva, io.BytesIO(innhold)

    def read(self, storrelse: int, /) -> bytes:
        if self._strom.tell() == 0:
            self._hva()
        return self._strom.read(storrelse)


@pytest.mark.parametrize("siste_brister", [True, False])
def test_it_keeps_what_is_shared_when_the_same_is_sent_once_more(konto: Konto, kari: User, siste_brister: bool) -> None:
    dokument = begynn_innsending(rett=krev_delerett(kari, konto), innsending=innsending())
    igjen = Dokument.objects.select_related("deling__konto__organisasjon").get(pk=dokument.pk)

    def send_forst() -> None:
        fullfor_innsending(dokument=dokument, strom=io.BytesIO(b"innhold"), kryptert=False, av=kari)
        if siste_brister:
            raise SkjemaAvbrutt

    with pytest.raises((SkjemaAvbrutt, FeilPosisjon)):
        fullfor_innsending(dokument=igjen, strom=Sammen(send_forst, b"annet"), kryptert=False, av=kari)
    ferdig = Dokument.objects.select_related("deling__konto").get()
    assert ferdig.deling.er_apen(timezone.now())
    assert b"".join(les_dokument(dokument=ferdig, start=0, slutt=ferdig.mottatt)) == b"innhold"


def test_it_never_goes_on_where_another_request_has_come_to(konto: Konto, kari: User) -> None:
    dokument = begynn_innsending(rett=krev_delerett(kari, konto), innsending=innsending())
    Dokument.objects.filter(pk=dokument.pk).update(mottatt=5)  # the first request is under way
    igjen = Dokument.objects.select_related("deling__konto__organisasjon").get(pk=dokument.pk)
    with pytest.raises(FeilPosisjon):
        fullfor_innsending(dokument=igjen, strom=io.BytesIO(b"innhold"), kryptert=False, av=kari)
    assert Dokument.objects.get().tilstand == Dokument.Tilstand.VENTER
    assert Deling.objects.get().tilstand == Deling.Tilstand.UTKAST


def test_it_shows_no_number_in_a_repr() -> None:
    assert personer["mottaker"].fnr not in repr(innsending())


def test_it_does_not_show_up_as_a_draft_in_the_persons_own_form(konto: Konto, kari: User) -> None:
    system = Integrasjon.objects.create(organisasjon=konto.organisasjon, navn="Fagsystem", autorisert_orgnr="1")
    rett = replace(krev_delerett(kari, konto), gjennom=system)
    begynn_innsending(rett=rett, innsending=innsending(mottakere=()))
    assert pabegynt_utkast(kari) is None
