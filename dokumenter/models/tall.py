"""How much each konto holds, kept by the database itself in the transaction that changes it."""

from __future__ import annotations

from django.db import models


class Kontotall(models.Model):
    """A change of what a konto holds; the sum of a konto's rows is what it holds now.

    Written by triggers (migration 0014), so that no door can forget it, and only ever added, so that two who upload to
    one konto never wait for each other. `services.kontotall` folds a konto's rows into one, and counts anew.
    """

    konto_id = models.UUIDField("konto")
    dokumenter = models.IntegerField("dokumenter")
    slettet = models.IntegerField("slettet")
    delte = models.IntegerField("delte, også dem som er slettet")
    storrelse = models.BigIntegerField("størrelse (byte)")
    mottatt_storrelse = models.BigIntegerField("størrelse da det kom (byte)")

    class Meta:
        verbose_name = "kontotall"
        verbose_name_plural = "kontotall"
        ordering = ["id"]
        indexes = [models.Index(fields=["konto_id"], name="kontotall_konto")]

    def __str__(self) -> str:
        return f"kontotall {self.pk}"


class Manedstall(models.Model):
    """What was shared in a month, and what became of it: of a konto, or of an organisation with all its kontoer.

    Counted anew now and then by `services.manedstall`, and kept when what was counted is forgotten.
    """

    gjelder = models.UUIDField("konto eller organisasjon")
    maned = models.DateField("den første i måneden")
    delt = models.IntegerField("delinger")
    hentet = models.IntegerField("delinger noen har hentet noe av")
    aldri_hentet = models.IntegerField("delinger som er over uten at noen hentet noe")
    mottakere = models.IntegerField("mottakere")
    storrelse = models.BigIntegerField("størrelse (byte)")
    median_sekunder = models.IntegerField("sekunder til første henting (median)", null=True)
    talt = models.DateTimeField("når det ble talt")

    class Meta:
        verbose_name = "månedstall"
        verbose_name_plural = "månedstall"
        ordering = ["gjelder", "maned"]
        constraints = [models.UniqueConstraint(fields=["gjelder", "maned"], name="ett_manedstall")]

    def __str__(self) -> str:
        return f"månedstall {self.pk}"
