"""Who you are. A person is known by a keyed hash of the fødselsnummer; the number itself is only kept encrypted."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from adapters import klokke
from hendelser.models import Aktor, Aktortype
from users.identvern import dekrypter_ident, hasher_av, masker_fodselsnummer


class User(AbstractBaseUser):
    """A person. `id` is what KS calls personId. There is no password: ID-porten is the only way in.

    No name: what a person is called belongs to the organisation that has registered him (`kontoer.Registrering`).
    """

    password = None  # type: ignore[assignment]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fnr_hash = models.CharField("fødselsnummer (nøklet hash)", max_length=64, unique=True)
    fnr_kryptert = models.BinaryField("fødselsnummer (kryptert)")
    is_active = models.BooleanField("aktiv", default=True)
    opprettet = models.DateTimeField("opprettet", default=klokke.naa)

    USERNAME_FIELD: ClassVar[str] = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "bruker"
        verbose_name_plural = "brukere"

    def __str__(self) -> str:
        return str(self.id)

    @property
    def aktor(self) -> Aktor:
        """This person as the actor of an event."""
        return Aktor(Aktortype.BRUKER, self.id)

    @property
    def fnr_hasher(self) -> tuple[str, ...]:
        """What rows about this person may stand under: one hash, or two while IDENT_NOKKEL is being changed."""
        return hasher_av(self.fnr_kryptert, self.fnr_hash)

    @property
    def maskert_fnr(self) -> str:
        """ddmmyy*****, for people who may know whom they have to do with."""
        return masker_fodselsnummer(dekrypter_ident(bytes(self.fnr_kryptert)))


class Okt(models.Model):
    """Which sessions belong to an ID-porten session (`sid`) and person (`sub`): a logout there needs no cookie here.

    A row that ID-porten has ended (`avsluttet`) waits until its browser comes back, to tell the person why.
    """

    sid_hash = models.CharField("sid (hash)", max_length=64, db_index=True, blank=True)
    sub_hash = models.CharField("sub (hash)", max_length=64, db_index=True, blank=True, db_default="")
    session_key = models.CharField("sesjon", max_length=40, unique=True)
    bruker = models.ForeignKey(User, on_delete=models.CASCADE, related_name="okter", verbose_name="bruker")
    opprettet = models.DateTimeField("opprettet", default=klokke.naa, db_index=True)
    avsluttet = models.DateTimeField("avsluttet fra ID-porten", null=True)

    class Meta:
        verbose_name = "økt"
        verbose_name_plural = "økter"

    def __str__(self) -> str:
        return f"økt {self.pk}"
