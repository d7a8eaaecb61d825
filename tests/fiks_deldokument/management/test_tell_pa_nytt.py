"""manage.py tell_pa_nytt says what was wrong, and whether it still is."""

from io import StringIO

from django.core.management import call_command

from dokumenter.models import Kontotall
from kontoer.models import Konto


def _kommando(*valg: str) -> str:
    ut = StringIO()
    call_command("tell_pa_nytt", *valg, stdout=ut)
    return ut.getvalue()


def test_it_says_what_was_wrong_and_whether_it_still_is(konto: Konto) -> None:
    assert _kommando() == "Alle tallene stemmer.\n"
    Kontotall.objects.create(konto_id=konto.id, dokumenter=3, slettet=0, delte=0, storrelse=-7, mottatt_storrelse=0)
    ventet = f"{konto.id}: dokumenter -3, storrelse +7\n1 kontoer hadde feil tall, og "
    assert _kommando("--torrkjor") == f"{ventet}er ikke rettet.\n"
    assert _kommando() == f"{ventet}er rettet.\n"
    assert _kommando() == "Alle tallene stemmer.\n"
