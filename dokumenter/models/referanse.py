"""The short reference a message about a deling carries, for one who wonders whether the message is real."""

from __future__ import annotations

import secrets

from django.db import models

from dokumenter.models.deling import Deling

# Crockford's: no I, L, O or U, so that nothing is taken for a digit, and no word comes of it by chance.
TEGN = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGDE = 10
_LIKE = str.maketrans("OIL", "011", "- \u00a0\u2013\u2010\u2011.")


def ny_kode() -> str:
    """Fifty random bits: nothing of whom or what it is about, and too many to guess at."""
    return "".join(secrets.choice(TEGN) for _nr in range(LENGDE))


def tolk_kode(tekst: str) -> str:
    """The code of what somebody has typed, in whatever case and groups; empty if it cannot be one."""
    kode = tekst.strip().upper().translate(_LIKE)
    return kode if len(kode) == LENGDE and set(kode) <= set(TEGN) else ""


class Referanse(models.Model):
    """The reference of one deling. It opens nothing: it only says that a deling is, from whom, and until when."""

    deling = models.OneToOneField(
        Deling, on_delete=models.PROTECT, primary_key=True, related_name="referanse", verbose_name="deling"
    )
    kode = models.CharField("kode", max_length=LENGDE, unique=True, default=ny_kode)

    class Meta:
        verbose_name = "referanse"
        verbose_name_plural = "referanser"

    def __str__(self) -> str:
        return f"referanse til {self.deling_id}"

    @property
    def vist(self) -> str:
        """In two groups, as it is read aloud: "4F7KQ-2M9XA"."""
        return f"{self.kode[:5]}-{self.kode[5:]}"
