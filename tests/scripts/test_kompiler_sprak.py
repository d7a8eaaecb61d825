"""Translations are compiled without the gettext tools, and broken ones stop the build."""

import gettext
from pathlib import Path

from scripts.kompiler_sprak import kompiler

HODE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def po(mappe: Path, innhold: str) -> Path:
    """A .po file where Django has them."""
    fil = mappe / "nn" / "LC_MESSAGES" / "django.po"
    fil.parent.mkdir(parents=True)
    fil.write_text(HODE + innhold, encoding="utf-8")
    return fil


def test_it_compiles_what_gettext_reads(tmp_path: Path) -> None:
    fil = po(tmp_path, 'msgid "Mottatt"\nmsgstr "Motteke"\n')
    assert kompiler(fil, fil.with_suffix(".mo")) == []
    with fil.with_suffix(".mo").open("rb") as inn:
        assert gettext.GNUTranslations(inn).gettext("Mottatt") == "Motteke"


def test_it_refuses_a_translation_that_loses_a_name(tmp_path: Path) -> None:
    fil = po(tmp_path, '#, python-format\nmsgid "Om %(dager)d dager"\nmsgstr "Om nokre dagar"\n')
    assert len(kompiler(fil, fil.with_suffix(".mo"))) == 1
    assert not fil.with_suffix(".mo").exists()


def test_it_refuses_a_broken_file(tmp_path: Path) -> None:
    fil = po(tmp_path, 'msgid "a"\nmsgstr "b"\nmsgid uten hermetegn\n')
    assert len(kompiler(fil, fil.with_suffix(".mo"))) == 1
