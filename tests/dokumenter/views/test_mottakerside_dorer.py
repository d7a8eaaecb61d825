"""Every door of a recipient, to those it is not for: each answers as for a deling there is not."""

import json
import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from dokumenter.models import Deling, FjernetMottaker, Hentenokkel
from dokumenter.services.hentenokkel import NyHentenokkel, lag_hentenokkel
from dokumenter.services.mottakere import fjern_mottaker
from dokumenter.services.referanse import sikre_referanse
from dokumenter.services.tidsonske import be_om_mer_tid
from dokumenter.services.virksomhetstilgang import Adgang
from hendelser.models import Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User

Nettleser = Callable[[User | None], Client]

DORER = [
    ("get", "/d/{deling}"),
    ("head", "/d/{deling}"),
    ("get", "/d/{deling}?sorter=navn"),
    ("get", "/d/dokument/{dokument}"),
    ("get", "/d/{deling}/kommando"),
    ("post", "/d/{deling}/kommando"),
    ("post", "/d/{deling}/kommando/trekk"),
    ("get", "/d/{deling}/mer-tid"),
    ("post", "/d/{deling}/mer-tid"),
    ("get", "/d/{deling}/alle.zip"),
    ("head", "/d/{deling}/alle.zip"),
    ("get", "/d/{deling}/{dokument}"),
    ("head", "/d/{deling}/{dokument}"),
]
LISTER = ["/mottatt/", "/mottatt/?sok=1", "/mottatt/innsyn/", "/mottatt/innsyn.json", "/mottatt/innsyn.csv"]


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User, fremmed: User) -> Deling:
    """Shared with two, of whom one has opened it, made a key and asked for more time."""
    deling = lag_deling(konto, kari, mottaker, fremmed)
    Deling.objects.update(tittel="Vedtak om hjelpetiltak", saksnummer="2026/77", soketekst="vedtak 2026/77")
    deling.refresh_from_db()
    skriv_hendelse(Hendelsestype.DELING_DELT, av=kari, gjelder=deling)
    skriv_hendelse(Hendelsestype.DELING_APNET, av=mottaker, gjelder=deling)
    be_om_mer_tid(deling=deling, grunn="", av=mottaker, adgang=Adgang(av=mottaker, okt="o"))
    return deling


@pytest.fixture
def nokkel(deling: Deling, mottaker: User) -> NyHentenokkel:
    """A key of the recipient's, made while the deling was open to the recipient."""
    adgang = Adgang(av=mottaker, okt="o")
    return lag_hentenokkel(deling=deling, niva=4, skjema=uuid4(), av=mottaker, adgang=adgang)


def fjernet(deling: Deling, kari: User, mottaker: User) -> User:
    """The one who was taken out."""
    rad = deling.mottakere.get(oppslag__in=mottaker.fnr_hasher)
    assert fjern_mottaker(deling=deling, mottaker_id=rad.pk, av=kari)
    assert FjernetMottaker.objects.count() == 1
    return mottaker


def venter(deling: Deling, _kari: User, mottaker: User) -> User:
    """The recipient of what nobody has approved."""
    Deling.objects.update(godkjenning=Deling.Godkjenning.VENTER)
    return mottaker


def avvist(deling: Deling, _kari: User, mottaker: User) -> User:
    """The recipient of what was refused, and has ended."""
    Deling.objects.update(
        godkjenning=Deling.Godkjenning.AVVIST, tilstand="trukket", slutt="trukket", avsluttet=deling.delt
    )
    return mottaker


TILSTANDER = pytest.mark.parametrize("gjor", [fjernet, venter, avvist])
Gjor = Callable[[Deling, User, User], User]


def uten_id(svar: HttpResponse, *ider: UUID) -> tuple[int, str, str]:
    """What is told, apart from what differs for every request."""
    tekst = svar.content.decode() + "\n" + svar.get("Location", "")
    for id_ in ider:
        tekst = tekst.replace(str(id_), "ID")
    tekst = re.sub(r'data-(inaktiv|slutt)-om="[0-9]+"', "", tekst)  # seconds left of the login
    tekst = re.sub(r'(name="csrfmiddlewaretoken" value|nonce|"timestamp":|"errorId":)[^>,]*', "", tekst)
    return svar.status_code, svar.get("Content-Type", ""), tekst


@TILSTANDER
@pytest.mark.parametrize(("metode", "dor"), DORER)
def test_it_tells_no_more_than_of_one_there_is_not(
    gjor: Gjor, metode: str, dor: str, deling: Deling, kari: User, mottaker: User, nettleser_for: Nettleser
) -> None:
    klient, dokument = nettleser_for(gjor(deling, kari, mottaker)), deling.dokumenter.get().pk
    ukjent = uuid4(), uuid4()
    ekte = getattr(klient, metode)(dor.format(deling=deling.pk, dokument=dokument))
    falsk = getattr(klient, metode)(dor.format(deling=ukjent[0], dokument=ukjent[1]))
    assert uten_id(ekte, deling.pk, dokument) == uten_id(falsk, *ukjent)
    assert ekte.status_code == 404


@TILSTANDER
@pytest.mark.parametrize("dor", LISTER)
def test_it_has_it_in_no_list(
    gjor: Gjor, dor: str, deling: Deling, kari: User, mottaker: User, nettleser_for: Nettleser
) -> None:
    klient = nettleser_for(gjor(deling, kari, mottaker))
    if "sok" in dor:
        klient.post("/mottatt/sok/", {"sok": "vedtak"})
    tekst = klient.get(dor).getvalue().decode().rpartition("</header>")[2]
    assert tekst
    for hemmelig in (str(deling.pk), "hjelpetiltak", "2026/77", deling.konto.navn, deling.konto.organisasjon.navn):
        assert hemmelig not in tekst
    if dor.endswith("json"):
        assert json.loads(tekst)["delinger"] == []


@TILSTANDER
@pytest.mark.parametrize("sti", ["alle.zip", "{dokument}"])
def test_it_gives_nothing_for_a_key_made_before(
    gjor: Gjor, sti: str, deling: Deling, nokkel: NyHentenokkel, kari: User, mottaker: User
) -> None:
    gjor(deling, kari, mottaker)
    hode = {"Authorization": f"Bearer {nokkel.nokkel}", "Range": "bytes=0-"}
    adresse = f"/d/{deling.pk}/{sti.format(dokument=deling.dokumenter.get().pk)}"
    for metode in ("get", "head"):
        svar = getattr(Client(), metode)(adresse, headers=hode)
        assert svar.status_code in {401, 404}
        assert "vedtak" not in svar.content.decode()
    assert Hentenokkel.objects.get().brukt is None


@pytest.mark.parametrize("gjor", [venter, avvist])
def test_it_does_not_know_the_reference(gjor: Gjor, deling: Deling, kari: User, mottaker: User) -> None:
    referanse = sikre_referanse(deling=deling)
    assert "Ja: delt av" in Client().post("/ekte/", {"referanse": referanse}).content.decode()
    gjor(deling, kari, mottaker)
    ekte, falsk = (Client().post("/ekte/", {"referanse": en}).content.decode() for en in (referanse, "00000-00000"))
    assert ekte.replace(referanse, "") == falsk.replace("00000-00000", "")
