"""`make sprak`: the texts of the code into the translators' files."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from scripts.oppdater_sprak import ROT, alle_tekster, oppdater

_HODE = 'msgid ""\nmsgstr ""\n"Language: nn\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def po(tmp_path: Path) -> Path:
    """A translation with a text that is in use, one that is not any more, and one that is uncertain."""
    fil = tmp_path / "nn" / "LC_MESSAGES" / "django.po"
    fil.parent.mkdir(parents=True)
    fil.write_text(
        f'{_HODE}msgid "Hva"\nmsgstr "Kva"\n\nmsgid "Borte"\nmsgstr "Borte"\n\n'
        '#, fuzzy\nmsgid "Hvem"\nmsgstr "Kven?"\n',
        encoding="utf-8",
    )
    return fil


def _katalog(*ider: str | tuple[str, str]) -> Catalog:
    alle = Catalog(fuzzy=False)
    for id_ in ider:
        alle.add(id_, locations=[("users/errors.py", 0)])
    return alle


def test_it_adds_new_texts_drops_old_ones_and_keeps_translations(po: Path) -> None:
    mangler = oppdater(po, _katalog("Hva", "Hvem", "Hvor", ("%(antall)s dag", "%(antall)s dager")))
    assert [melding.id for melding in mangler] == ["Hvem", "Hvor", ("%(antall)s dag", "%(antall)s dager")]
    with po.open("rb") as inn:
        etter = read_po(inn, locale="nn")
    assert {melding.id for melding in etter if isinstance(melding.id, str)} == {"", "Hva", "Hvem", "Hvor"}
    assert (etter["Hva"].string, etter["Hvor"].string) == ("Kva", "")
    assert "Borte" not in po.read_text(encoding="utf-8")


def test_it_changes_nothing_the_second_time(po: Path) -> None:
    oppdater(po, _katalog("Hva"))
    forst = po.read_bytes()
    assert oppdater(po, _katalog("Hva")) == []
    assert po.read_bytes() == forst


def test_it_finds_texts_of_every_kind() -> None:
    funnet = {(tekst.id, tekst.kontekst, tekst.fil) for tekst in alle_tekster()}
    assert ("Del dokumenter", None, "fiks_deldokument/context_processors.py") in funnet
    assert ("organisasjonen ble opprettet", None, "hendelser/models.py") in funnet
    assert ("gjelder", "den hendelsen gjelder", "kontoer/loggord.py") in funnet
    assert ("Bla i listen", None, "templates/deler/blaing.html") in funnet
    assert (("%(dager)s dag", "%(dager)s dager"), None, "templates/kontoer/konto.html") in funnet
    assert ("{prosent} %%", None, "templates/dokumenter/del_tekster.html") in funnet


def test_it_tells_the_translator_what_a_format_is_for() -> None:
    po = (ROT / "locale" / "en" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    assert "#. Translators: a time format" in po
