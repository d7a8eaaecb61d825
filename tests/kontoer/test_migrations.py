"""What the migrations make of rows that were there before them."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps

FORRIGE = [("kontoer", "0002_ett_integrasjonsnavn"), ("users", "0002_okt_avsluttet")]


def _migrer(*mal: tuple[str, str]) -> StateApps:
    utforer = MigrationExecutor(connection)
    return utforer.migrate(list(mal)).apps


@pytest.mark.django_db(transaction=True)
def test_it_gives_the_name_to_those_organisations_that_have_registered_the_person() -> None:
    nyeste = MigrationExecutor(connection).loader.graph.leaf_nodes()
    apps = _migrer(*FORRIGE)
    try:
        en, to, tredje = (
            apps.get_model("kontoer", "Organisasjon").objects.create(orgnr=str(nr), navn=str(nr)) for nr in range(3)
        )
        bruker = apps.get_model("users", "User").objects
        kari, ola, uten = (
            bruker.create(fnr_hash=navn or "x", fnr_kryptert=b"x", navn=navn) for navn in ("Kari", "Ola", "")
        )
        apps.get_model("kontoer", "Administrator").objects.create(organisasjon=en, bruker=kari)
        konto = apps.get_model("kontoer", "Konto").objects.create(organisasjon=to, navn="Bygg")
        for person in (kari, uten):
            apps.get_model("kontoer", "Kontotilgang").objects.create(konto=konto, bruker=person)
        apps.get_model("hendelser", "Hendelse").objects.create(
            type="tilgang_gitt", aktor_type="system", organisasjon_id=tredje.pk, data={"bruker_id": str(ola.pk)}
        )
    finally:
        apps = _migrer(*nyeste)
    registrert = apps.get_model("kontoer", "Registrering").objects
    assert set(registrert.values_list("organisasjon_id", "bruker_id", "navn")) == {
        (en.pk, kari.pk, "Kari"),
        (to.pk, kari.pk, "Kari"),
        (tredje.pk, ola.pk, "Ola"),
    }
