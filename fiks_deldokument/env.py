"""Reads the environment once, remembers every setting, and collects what is wrong instead of stopping at the first.

The problems become system checks (`checks.py`), so `manage.py check` lists them all in words, and web, worker and beat
refuse to start while there is one. A value is never part of a problem's text: it may be a secret.
"""

from __future__ import annotations

import os
import re
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import environ

T = TypeVar("T")

_SANN = {"1", "true", "ja", "on"}
_USANN = {"0", "false", "nei", "off"}

# A variable that begins like one of ours but is not one of ours is a misspelling that would otherwise be silent.
_EGNE_PREFIKS = (
    *("IDPORTEN_", "MASKINPORTEN_", "ALTINN_", "ENHETSREGISTERET_"),
    *("LAGER_", "OPPLASTING_", "DELING_", "OKT_", "LOGG_", "METRIKK_", "METADATA_", "HENDELSER_"),
    *("CLAMAV_", "SKANN_", "SIGNERING_"),
    "WORKER_",
)
# What Kubernetes sets in every container for a service that happens to be called, say, "altinn".
_IKKE_VARE = re.compile(r"_SERVICE_(HOST|PORT)|_PORT$|_PORT_\d+")


@dataclass(frozen=True)
class Innstilling:
    """One setting: its name, its default as text (None = must be given), and whether it is a secret."""

    navn: str
    standard: str | None
    hemmelig: bool = False


@dataclass
class Miljo:
    """The environment as settings. `problemer` holds (name, what is wrong) for everything that cannot be used."""

    environ: Mapping[str, str]
    innstillinger: dict[str, Innstilling] = field(default_factory=dict)
    problemer: list[tuple[str, str]] = field(default_factory=list)

    def tekst(self, navn: str, standard: str | None = None, *, valg: tuple[str, ...] = ()) -> str:
        """A text; with `valg` only one of those. Without a default it must be set."""
        return self._les(navn, standard, lambda verdi: self._blant(verdi, valg), "")

    def heltall(self, navn: str, standard: int, *, minst: int = 0, hoyst: int | None = None) -> int:
        """A whole number, at least `minst` and at most `hoyst`."""

        def tolk(verdi: str) -> int:
            tall = int(verdi)
            if tall < minst:
                raise ValueError(f"må være minst {minst}")
            if hoyst is not None and tall > hoyst:
                raise ValueError(f"må være høyst {hoyst}")
            return tall

        return self._les(navn, str(standard), tolk, standard)

    def dato(self, navn: str, standard: str) -> date:
        """A date as YYYY-MM-DD."""

        def tolk(verdi: str) -> date:
            try:
                return date.fromisoformat(verdi.strip())
            except ValueError as feil:
                raise ValueError("må være en dato på formen ÅÅÅÅ-MM-DD") from feil

        return self._les(navn, standard, tolk, date.fromisoformat(standard))

    def bryter(self, navn: str, standard: bool) -> bool:
        """A switch: ja/nei, true/false, 1/0, on/off and nothing else."""

        def tolk(verdi: str) -> bool:
            ord_ = verdi.strip().lower()
            if ord_ not in _SANN | _USANN:
                raise ValueError("må være ja eller nei")
            return ord_ in _SANN

        return self._les(navn, "ja" if standard else "nei", tolk, standard)

    def hemmelighet(self, navn: str, standard: str | None = None) -> str:
        """A secret: the variable itself, or the content of the file that `<navn>_FILE` names (container secrets)."""
        self.innstillinger[navn] = Innstilling(navn, standard, hemmelig=True)
        fil = self.environ.get(f"{navn}_FILE")
        if fil and navn in self.environ:
            self.problemer.append((navn, f"er satt både som {navn} og {navn}_FILE; bruk bare en av dem"))
        verdi = self._les_fil(navn, fil) if fil else self.environ.get(navn, standard)
        if verdi is None:
            self.problemer.append((navn, f"mangler; sett {navn} eller {navn}_FILE"))
        elif not verdi and not fil and standard is None:
            self.problemer.append((navn, "er tom"))
        return verdi or ""

    def pem(self, navn: str, standard: str | None = None) -> str:
        """A secret in PEM, which in an environment variable often has its line breaks written as \\n."""
        return self.hemmelighet(navn, standard).replace("\\n", "\n")

    def database(self, navn: str, standard: str) -> dict[str, Any]:
        """A database address as Django's setting; PostgreSQL or SQLite only. It holds a password, so it is a secret."""
        adresse = self.hemmelighet(navn, standard)
        try:
            if not adresse.startswith(("postgres://", "postgresql://", "sqlite:///")):
                raise ValueError
            urllib.parse.urlsplit(adresse).port  # noqa: B018  # raises ValueError
            return dict(environ.Env.db_url_config(adresse))
        except ValueError:
            self.problemer.append((navn, "må være på formen postgres://bruker:passord@vert:port/database"))
            return dict(environ.Env.db_url_config(standard))

    def liste(self, navn: str, standard: str = "") -> list[str]:
        """Values separated by comma."""
        return self._les(navn, standard, lambda verdi: [del_.strip() for del_ in verdi.split(",") if del_.strip()], [])

    def tolket(self, navn: str, standard: str, tolk: Callable[[str], T]) -> T:
        """A text with a form of its own; `tolk` raises ValueError with words that begin with "må"."""
        return self._les(navn, standard, tolk, tolk(standard))

    def finn_ukjente(self) -> None:
        """Note every variable that looks like ours without being one (a misspelling)."""
        kjente = self.innstillinger.keys() | {f"{navn}_FILE" for navn, i in self.innstillinger.items() if i.hemmelig}
        for navn in sorted(self.environ):
            if navn.startswith(_EGNE_PREFIKS) and navn not in kjente and not _IKKE_VARE.search(navn):
                self.problemer.append((navn, "er ikke en innstilling her; sjekk stavemåten i docs/innstillinger.md"))

    def _les(self, navn: str, standard: str | None, tolk: Callable[[str], T], tomt: T) -> T:
        self.innstillinger[navn] = Innstilling(navn, standard)
        verdi = self.environ.get(navn, standard)
        if verdi is None:
            self.problemer.append((navn, "mangler"))
            return tomt
        if not verdi.strip() and standard is None:
            self.problemer.append((navn, "er tom"))
            return tomt
        try:
            return tolk(verdi)
        except ValueError as feil:
            # int() would put the value itself in its text.
            grunn = str(feil) if str(feil).startswith("må ") else "har en ugyldig verdi"
            self.problemer.append((navn, grunn))
            return tomt

    def _les_fil(self, navn: str, fil: str) -> str:
        try:
            verdi = Path(fil).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as feil:
            self.problemer.append((f"{navn}_FILE", f"filen kan ikke leses ({type(feil).__name__})"))
            return ""
        if not verdi:
            self.problemer.append((f"{navn}_FILE", "filen er tom"))
        return verdi

    @staticmethod
    def _blant(verdi: str, valg: tuple[str, ...]) -> str:
        if valg and verdi not in valg:
            raise ValueError(f"må være en av: {', '.join(valg)}")
        return verdi


miljo = Miljo(os.environ)
