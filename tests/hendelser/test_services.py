"""Writing to the log: who, what and ids; never a fødselsnummer."""

import pytest

from hendelser.models import SYSTEM, Aktortype, Hendelse, Hendelsestype
from hendelser.services import fjern_hendelser, ny_hendelse, skriv_hendelse, skriv_mange_hendelser
from kontoer.models import Konto
from standins.personer import personer
from tests.dokumenter.lag import lag_deling
from users.models import User


def test_it_writes_who_and_what(konto: Konto, kari: User) -> None:
    skriv_hendelse(
        Hendelsestype.KONTO_ENDRET,
        av=kari,
        gjelder=konto,
        data={"antall": 3},
    )
    hendelse = Hendelse.objects.get()
    assert (hendelse.aktor_type, hendelse.aktor_id) == (Aktortype.BRUKER, kari.pk)
    assert (hendelse.organisasjon_id, hendelse.konto_id, hendelse.data) == (
        konto.organisasjon_id,
        konto.pk,
        {"antall": 3},
    )


def test_it_knows_where_each_thing_belongs(konto: Konto, kari: User) -> None:
    deling = lag_deling(konto, kari)
    dokument = deling.dokumenter.get()
    skriv_hendelse(Hendelsestype.INNLOGGET, av=kari)
    for gjelder in (konto.organisasjon, konto, deling, dokument):
        skriv_hendelse(Hendelsestype.DELING_APNET, av=kari, gjelder=gjelder)
    steder = Hendelse.objects.order_by("id").values_list("organisasjon_id", "konto_id", "deling_id", "dokument_id")
    helt = (konto.organisasjon_id, konto.pk, deling.pk, dokument.pk)
    assert list(steder)[-5:] == [helt[:n] + (None,) * (4 - n) for n in range(5)]


def test_it_refuses_a_fodselsnummer_anywhere_in_the_data(kari: User) -> None:
    fnr = personer["kari"].fnr
    delt = f"{fnr[:6]}-{fnr[6:]}"
    for data in (
        {"a": delt},
        {"a": f"sak_{fnr}_b"},
        {"a": ".".join(fnr)},
        {"a": fnr},
        {"a": f"bruker {fnr} lagt til"},
        {"a": {"b": [fnr]}},
        {fnr: 1},
        {"a": int(fnr)},
        {"a": [-int(fnr), float(fnr)]},
    ):
        with pytest.raises(ValueError, match="fødselsnummer"):
            skriv_hendelse(Hendelsestype.INNLOGGET, av=kari, data=data)
    assert not Hendelse.objects.exists()


@pytest.mark.django_db
def test_it_removes_the_events_whose_time_is_out_and_no_others() -> None:
    borte, igjen = (skriv_hendelse(Hendelsestype.INNLOGGET, av=SYSTEM) for _ in range(2))
    assert fjern_hendelser(ider=[borte.pk]) == 1
    assert fjern_hendelser(ider=[borte.pk]) == fjern_hendelser(ider=[]) == 0
    assert Hendelse.objects.get() == igjen


def test_it_adds_any_number_in_order(kari: User) -> None:
    skriv_mange_hendelser(ny_hendelse(Hendelsestype.INNLOGGET, av=kari, data={"nr": nr}) for nr in range(1200))
    assert [en.data["nr"] for en in Hendelse.objects.order_by("pk")] == list(range(1200))
    skriv_mange_hendelser([])
    assert Hendelse.objects.count() == 1200
