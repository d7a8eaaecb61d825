"""Brings locale/*/LC_MESSAGES/django.po up to date with the texts of the code and the templates (`make sprak`).

New texts are added empty, what is no longer used goes away, and translations stay. With Babel and Django's own template
reader, so that no gettext tools are needed; tests/test_sprak.py asks the same functions what must be translated.
"""

import ast
import importlib
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROT))
KODE = ("users", "hendelser", "kontoer", "dokumenter", "fiks_deldokument")
_NOKKELORD = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_TEGNSTRENG = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_FUNKSJON = r"(?<!\w)(_|gettext|ngettext|pgettext|npgettext)"
_KALL = re.compile(rf"{_FUNKSJON}\(\s*({_TEGNSTRENG}(?:\s*,\s*{_TEGNSTRENG})*)", re.S)


@dataclass(frozen=True)
class Tekst:
    """A text to translate. `id` is (singular, plural) where there is a plural."""

    id: str | tuple[str, str]
    kontekst: str | None
    fil: str
    til_oversetteren: tuple[str, ...] = ()


def alle_tekster() -> Iterator[Tekst]:
    """Every text of the code and the templates, file by file; the same text may come several times."""
    for fil in sorted(fil for mappe in KODE for fil in (ROT / mappe).rglob("*.py")):
        yield from _i_kode(fil)
    for fil in sorted((ROT / "templates").rglob("*.html")):
        yield from _i_mal(fil)
    yield from _i_api()


def katalog() -> Catalog:
    """All texts, untranslated."""
    alle = Catalog(fuzzy=False)
    for tekst in alle_tekster():
        alle.add(tekst.id, locations=[(tekst.fil, 0)], auto_comments=tekst.til_oversetteren, context=tekst.kontekst)
    return alle


def oppdater(po: Path, alle: Catalog) -> list[Message]:
    """Write `po` anew with all texts; returns those that lack a translation."""
    with po.open("rb") as inn:
        oversatt = read_po(inn, locale=po.parent.parent.name)
    oversatt.update(alle, no_fuzzy_matching=True, update_creation_date=False)
    oversatt.obsolete.clear()
    with po.open("wb") as ut:
        write_po(ut, oversatt, width=0, include_lineno=False, ignore_obsolete=True)
    return [melding for melding in oversatt if melding.id and not er_oversatt(melding)]


def er_oversatt(melding: Message) -> bool:
    """There is a text, for the plural too, and nobody has marked it as uncertain."""
    former = melding.string if isinstance(melding.string, (list, tuple)) else [melding.string]
    return not melding.fuzzy and all(former)


def main() -> int:
    """Update every language, and say what there is to translate."""
    alle = katalog()
    for po in sorted((ROT / "locale").glob("*/LC_MESSAGES/django.po")):
        mangler = oppdater(po, alle)
        print(f"{po.relative_to(ROT)}: {len(alle) - len(mangler)} av {len(alle)} tekster er oversatt")
        print(*(f"  mangler: {melding.id}" for melding in mangler), sep="\n", end="\n" if mangler else "")
    return 0


def _i_kode(fil: Path) -> Iterator[Tekst]:
    with fil.open("rb") as inn:
        for _linje, tekst, kommentarer, kontekst in extract("python", inn, _NOKKELORD, ("Translators:",)):
            id_ = tekst if isinstance(tekst, str) else (tekst[0], tekst[1])
            yield Tekst(id_, kontekst, _navn(fil), tuple(kommentarer))


def _i_mal(fil: Path) -> Iterator[Tekst]:
    """Django turns the template into calls of gettext among filler; the calls are found by their shape."""
    for kall in _KALL.finditer(templatize(fil.read_text(encoding="utf-8"), origin=_navn(fil))):
        deler = [ast.literal_eval(del_) for del_ in re.findall(_TEGNSTRENG, kall[2], re.S)]
        kontekst = deler.pop(0) if "p" in kall[1] else None
        yield Tekst(deler[0] if len(deler) == 1 else (deler[0], deler[1]), kontekst, _navn(fil))


def _i_api() -> Iterator[Tekst]:
    """What the page about the API takes from the API's description: names and explanations of calls and values."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fiks_deldokument.settings")
    django.setup()
    skjema = importlib.import_module("fiks_deldokument.api").api.get_openapi_schema(path_prefix="")
    tekster: list[str] = []
    for operasjon in (operasjon for operasjoner in skjema["paths"].values() for operasjon in operasjoner.values()):
        tekster += [*operasjon.get("tags", []), operasjon["summary"], operasjon.get("description", "")]
        beskrevet = [*operasjon["parameters"], *operasjon["responses"].values()]
        tekster += [verdi.get("description", "") for verdi in beskrevet]
    tekster += _feltbeskrivelser(skjema)
    for tekst in dict.fromkeys(tekster):
        if tekst:
            yield Tekst(tekst, None, "fiks_deldokument/api.py")


def _feltbeskrivelser(verdi: object) -> Iterator[str]:
    """The explanation of every field, wherever in the description its object is."""
    if isinstance(verdi, list):
        for ett in verdi:
            yield from _feltbeskrivelser(ett)
    if isinstance(verdi, dict):
        felter = verdi.get("properties", {})
        yield from (
            felt["description"] for felt in felter.values() if "description" in felt and "properties" not in felt
        )
        yield from _feltbeskrivelser(list(verdi.values()))


def _navn(fil: Path) -> str:
    return fil.relative_to(ROT).as_posix()


if __name__ == "__main__":
    sys.exit(main())
