"""Fills an empty PostgreSQL with a large installation, in plain SQL: as many rows as one asks for, in minutes.

The installation has one heaviest user: administrator of the largest organisasjon, with all of its 600 kontoer, the
actor of a twentieth of all events, recipient of 3 000 delinger, and with businesses that others share with. Ids are
hashes of a number, so that a row is found again by its number and nothing must be looked up while filling.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from standins.personer import integrasjoner, personer, tilganger, virksomheter
from users.identvern import krypter_ident
from users.models import User
from users.services.brukere import finn_eller_opprett_bruker

KONTOER_HOS_DEN_STORSTE = 600
PASSORD = "skala"
_ANDRE_ORGANISASJONER = 20
_KONTOER_HOS_ANDRE = 50
_ANSATTE = 500
_MOTTATT = 3_000
_HENDELSER_PER_DELING = 10
_SOM_I_DRIFT = ("random_page_cost = 1.1", "jit = off")
_BOLK = 50_000
# The person of personer.json who acts for several businesses.
TYNGST = "post_flere"

_HJELP = """
CREATE FUNCTION pg_temp.uid(hva text, nr bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
  $$ SELECT md5(hva || nr::text)::uuid $$;
-- Two in five delinger are of the largest organisasjon, and one in ten of its first konto.
CREATE FUNCTION pg_temp.kontonr(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
  $$ SELECT CASE WHEN n %% 10 = 0 THEN 0 WHEN n %% 10 IN (1, 5, 6) THEN 1 + (n / 10) %% ({storst} - 1)
     ELSE {storst} + (n / 10) %% {andre} END $$;
CREATE FUNCTION pg_temp.orgnr(konto bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
  $$ SELECT CASE WHEN konto < {storst} THEN 0 ELSE 1 + (konto - {storst}) / {hver} END $$;
CREATE FUNCTION pg_temp.ansatt(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
  $$ SELECT CASE WHEN n %% 10 = 5 THEN '{tyngst}'::uuid WHEN n %% 10 IN (0, 2, 4) THEN NULL
     ELSE pg_temp.uid('bruker', n %% {ansatte}) END $$;
CREATE FUNCTION pg_temp.delt(n bigint) RETURNS timestamptz LANGUAGE sql STABLE AS
  $$ SELECT now() - interval '900 days' + interval '899 days' * (n::float / {antall}) $$;
CREATE FUNCTION pg_temp.apen(n bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT n %% 3 = 0 $$;
""".replace("%%", "%")

_STAMMEN = [
    """INSERT INTO users_user (id, last_login, fnr_hash, fnr_kryptert, is_active, opprettet)
       SELECT pg_temp.uid('bruker', n), NULL, md5('fnr' || n) || md5('x' || n), %(ident)s, true, now()
       FROM generate_series(0, {ansatte} - 1) n""",
    """INSERT INTO kontoer_organisasjon (id, orgnr, navn, opprettet, tatt_i_bruk, tatt_i_bruk_av_id, vilkar_versjon,
         tilgjengelighetserklaering, personvernerklaering)
       SELECT pg_temp.uid('org', n), (910000000 + n)::text, 'Kommune ' || n, now(), now(), '{tyngst}', '2026-11', '', ''
       FROM generate_series(0, {organisasjoner}) n""",
    """INSERT INTO kontoer_konto (id, organisasjon_id, navn, tags, opprettet, slettet, standard_varighet_dager,
         lengste_varighet_dager, sikkerhetsniva, taushetsbelagt, sms_avsendernavn, konteringskode)
       SELECT pg_temp.uid('konto', n), pg_temp.uid('org', pg_temp.orgnr(n)), 'Avdeling nr. ' || n, '["skole"]',
         now(), NULL, 30, 365, 3, n % 10 = 9, '', ''
       FROM generate_series(0, {storst} + {andre} - 1) n""",
    """INSERT INTO kontoer_administrator (organisasjon_id, bruker_id, opprettet)
       VALUES (pg_temp.uid('org', 0), '{tyngst}', now())""",
    """INSERT INTO kontoer_registrering (organisasjon_id, bruker_id, navn)
       SELECT pg_temp.uid('org', o), pg_temp.uid('bruker', n), 'Ansatt ' || n
       FROM generate_series(0, {ansatte} - 1) n, generate_series(0, 1) o""",
    """INSERT INTO kontoer_registrering (organisasjon_id, bruker_id, navn)
       VALUES (pg_temp.uid('org', 0), '{tyngst}', 'Den tyngste')""",
    """INSERT INTO kontoer_kontotilgang (konto_id, bruker_id, kan_dele, kan_laste_opp, er_administrator, opprettet)
       SELECT pg_temp.uid('konto', n), '{tyngst}', true, true, true, now() FROM generate_series(0, {storst} - 1) n""",
    """INSERT INTO kontoer_kontotilgang (konto_id, bruker_id, kan_dele, kan_laste_opp, er_administrator, opprettet)
       SELECT DISTINCT pg_temp.uid('konto', n % ({storst} + {andre})), pg_temp.uid('bruker', n % {ansatte}),
         true, true, false, now() FROM generate_series(0, 4999) n""",
    """INSERT INTO kontoer_integrasjon (id, organisasjon_id, navn, autorisert_orgnr, passord_hash, opprettet, slettet)
       SELECT pg_temp.uid('system', n), pg_temp.uid('org', n), 'Fagsystem', %(orgnr)s, %(passord)s, now(), NULL
       FROM generate_series(0, {organisasjoner}) n""",
    """INSERT INTO kontoer_integrasjonstilgang (integrasjon_id, konto_id)
       SELECT pg_temp.uid('system', pg_temp.orgnr(n)), pg_temp.uid('konto', n)
       FROM generate_series(0, {storst} + {andre} - 1) n""",
]

# Each over a range of numbers, %(fra)s to %(til)s.
_RADENE = [
    """INSERT INTO dokumenter_deling (id, konto_id, delt_av_bruker_id, delt_av_integrasjon_id, tilstand, sikkerhetsniva,
         opprettet, delt, tilgjengelig_til, avsluttet, slutt, skrevet, skjema, tittel, soketekst)
       SELECT pg_temp.uid('deling', n), pg_temp.uid('konto', k), pg_temp.ansatt(n),
         CASE WHEN pg_temp.ansatt(n) IS NULL THEN pg_temp.uid('system', pg_temp.orgnr(k)) END,
         CASE WHEN apen THEN 'delt' WHEN n % 50 = 1 THEN 'trukket' ELSE 'slettet' END, 3 + n % 2, delt, delt,
         CASE WHEN apen THEN now() + interval '400 days' ELSE least(delt + interval '14 days', now()) END,
         CASE WHEN NOT apen THEN least(delt + interval '14 days', now()) END,
         CASE WHEN apen THEN '' WHEN n % 50 = 1 THEN 'trukket' ELSE 'utlopt' END, NULL, NULL,
         CASE WHEN n % 2 = 0 THEN 'Søknad nr. ' || n ELSE '' END,
         CASE WHEN n % 2 = 0 THEN 'søknad nr. ' || n ELSE '' END
       FROM (SELECT n, pg_temp.kontonr(n) k, pg_temp.delt(n) delt, pg_temp.apen(n) apen
             FROM generate_series(%(fra)s, %(til)s) n) rad""",
    """INSERT INTO dokumenter_dokument (id, deling_id, dokumentnavn, sokenavn, mimetype, funnet_type, storrelse,
         mottatt, tilstand, eksponering, nokkel, sha256, crc32, korrelasjonsid, skann, kryptert_storrelse,
         logg_nedlasting, opprettet, ferdig, nokkel_odelagt, slettet, opplasting_hash, opplasting_utloper)
       SELECT pg_temp.uid('dok', n), pg_temp.uid('deling', n), 'Vedtak nr. ' || n || '.pdf',
         'vedtak nr. ' || n || '.pdf', 'application/pdf', 'application/pdf', 10000, 10000,
         CASE WHEN apen THEN 'tilgjengelig' ELSE 'slettet' END, 'delt',
         CASE WHEN apen THEN decode(repeat('ab', 70), 'hex') END, md5('a' || n) || md5('b' || n), 1,
         CASE WHEN n % 2 = 0 THEN pg_temp.uid('sak', n / 4) END, 'ikke_skannet', NULL, true, delt, delt,
         CASE WHEN NOT apen THEN least(delt + interval '14 days', now()) END,
         CASE WHEN NOT apen THEN least(delt + interval '14 days', now()) END, '', NULL
       FROM (SELECT n, pg_temp.delt(n) delt, pg_temp.apen(n) apen FROM generate_series(%(fra)s, %(til)s) n) rad""",
    """INSERT INTO dokumenter_blokk (dokument_id, nr, start, storrelse, navn, salt, sha256)
       SELECT pg_temp.uid('dok', n), 0, 0, 10000, md5('blokk' || n), decode(repeat('cd', 16), 'hex'), NULL
       FROM generate_series(%(fra)s, %(til)s) n WHERE pg_temp.apen(n)""",
    """INSERT INTO dokumenter_mottaker (deling_id, type, oppslag, ident_kryptert, ressurstype)
       SELECT pg_temp.uid('deling', n), 'PERSON', CASE WHEN n % {annenhver} = 3 THEN %(tyngst_hash)s
         ELSE md5('m' || n % 50000) || md5('n' || n % 50000) END, %(ident)s, ''
       FROM generate_series(%(fra)s, %(til)s) n""",
    """INSERT INTO dokumenter_mottaker (deling_id, type, oppslag, ident_kryptert, ressurstype)
       SELECT pg_temp.uid('deling', n), 'ORGANISASJON', CASE WHEN n % 2000 = 27
         THEN (%(virksomheter)s::text[])[1 + (n / 2000) % cardinality(%(virksomheter)s::text[])]
         ELSE (800000000 + (n / 20) % 20000)::text END, NULL, ''
       FROM generate_series(%(fra)s, %(til)s) n WHERE n % 20 = 7""",
    """INSERT INTO hendelser_hendelse (tidspunkt, type, aktor_type, aktor_id, organisasjon_id, konto_id, deling_id,
         dokument_id, data)
       SELECT delt + j * interval '1 minute',
         (ARRAY['dokument_mottatt', 'dokument_kontrollert', 'deling_delt', 'deling_forlenget', 'deling_forlenget',
                'deling_apnet', 'dokument_hentes', 'dokument_hentet', 'deling_apnet', 'deling_utlopt'])[j + 1],
         CASE WHEN j = 9 THEN 'system' WHEN j < 5 AND ansatt IS NULL THEN 'integrasjon' ELSE 'bruker' END,
         CASE WHEN j = 9 THEN NULL WHEN j >= 5 THEN pg_temp.uid('mottaker', n % 50000)
              ELSE coalesce(ansatt, pg_temp.uid('system', pg_temp.orgnr(k))) END,
         pg_temp.uid('org', pg_temp.orgnr(k)), pg_temp.uid('konto', k), pg_temp.uid('deling', n),
         CASE WHEN j IN (0, 1, 6, 7) THEN pg_temp.uid('dok', n) END,
         CASE WHEN j = 7 THEN '{{"fra": 0, "til": 10000}}'::jsonb ELSE '{{}}'::jsonb END
       FROM (SELECT n, pg_temp.kontonr(n) k, pg_temp.delt(n) delt, pg_temp.ansatt(n) ansatt
             FROM generate_series(%(fra)s, %(til)s) n) rad, generate_series(0, {hendelser} - 1) j""",
]


@dataclass(frozen=True)
class Installasjon:
    """What the measurements need to know of what is there."""

    antall: int
    tyngst: User
    virksomheter: list[str]

    def id(self, hva: str, nr: int = 0) -> UUID:
        """The id of number `nr` of a kind: `org`, `konto`, `deling`, `dok`, `system`, `bruker`, `sak`."""
        with connection.cursor() as peker:
            peker.execute("SELECT md5(%s)::uuid", [f"{hva}{nr}"])
            (verdi,) = peker.fetchone()
        return UUID(str(verdi))


def fyll(antall: int, *, frist: float, si: Callable[[str], None]) -> Installasjon:
    """Make `antall` delinger with a dokument each and ten events; what is there already is kept and gone on from.

    Raises TimeoutError when `frist` (time.monotonic) comes before it is done.
    """
    tyngst = finn_eller_opprett_bruker(fnr=personer[TYNGST].fnr)
    felter: dict[str, object] = {
        "antall": antall,
        "storst": KONTOER_HOS_DEN_STORSTE,
        "andre": _ANDRE_ORGANISASJONER * _KONTOER_HOS_ANDRE,
        "hver": _KONTOER_HOS_ANDRE,
        "organisasjoner": _ANDRE_ORGANISASJONER,
        "ansatte": _ANSATTE,
        "hendelser": _HENDELSER_PER_DELING,
        "annenhver": max(antall // _MOTTATT, 4),
        "tyngst": tyngst.pk,
    }
    egne = [virksomheter[tilgang.virksomhet].orgnr for tilgang in tilganger if tilgang.person == TYNGST]
    verdier: dict[str, Any] = {
        "ident": krypter_ident(personer["mottaker"].fnr),
        "tyngst_hash": tyngst.fnr_hash,
        "virksomheter": egne,
        "orgnr": integrasjoner["leverandor"].orgnr,
        "passord": make_password(PASSORD, hasher="pbkdf2_sha256"),
    }
    with transaction.atomic(), connection.cursor() as peker:
        peker.execute(_HJELP.format(**felter))
        peker.execute("SELECT count(*) FROM kontoer_konto")
        if not peker.fetchone()[0]:
            for sporring in _STAMMEN:
                peker.execute(_med(sporring, felter), verdier)
        peker.execute("SELECT count(*) FROM dokumenter_deling")
        (ferdige,) = peker.fetchone()
    for fra in range(ferdige, antall, _BOLK):
        if time.monotonic() > frist:
            raise TimeoutError("Tiden gikk ut mens databasen ble fylt. Kjør på nytt mot den samme, så går det videre.")
        til = min(fra + _BOLK, antall) - 1
        with transaction.atomic(), connection.cursor() as peker:
            for sporring in _RADENE:
                peker.execute(_med(sporring, felter), verdier | {"fra": fra, "til": til})
        si(f"{til + 1:,} delinger".replace(",", " "))
    with connection.cursor() as peker:
        if ferdige < antall:
            peker.execute("VACUUM ANALYZE")
        # As docs/drift.md asks for on disks without moving parts.
        for innstilling in _SOM_I_DRIFT:
            peker.execute(
                f"ALTER DATABASE {connection.ops.quote_name(connection.settings_dict['NAME'])} SET {innstilling}"
            )
    connection.close()  # what was set counts from the next
    return Installasjon(max(antall, ferdige), tyngst, egne)


def _med(sporring: str, felter: dict[str, object]) -> str:
    """The SQL with our own numbers in it; what is left for the driver is `%(…)s`, so a bare % is doubled."""
    return sporring.format(**felter).replace(" % ", " %% ")
