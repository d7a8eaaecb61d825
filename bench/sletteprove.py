"""The inside of `bench.sletting`: fills the database by SQL, makes delinger fall due, reads what became of them.

What is filled in has no objects; only what is purged has, one small file each. Import it when the environment is set.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.bakrom import klargjor  # noqa: E402
from dokumenter import tasks  # noqa: E402
from dokumenter.models import Deling, Dokument  # noqa: E402
from dokumenter.services.deling import opprett_utkast  # noqa: E402
from dokumenter.services.opplasting import motta_fil  # noqa: E402
from dokumenter.storage.lager import dokumentlager  # noqa: E402
from fiks_deldokument import hjerteslag  # noqa: E402
from kontoer.models import Konto, Kontotilgang  # noqa: E402
from users.models import User  # noqa: E402

_KONTOER = 100
_SVEIP: dict[str, Callable[[], int]] = {
    "avslutt_utlopte": tasks.avslutt_utlopte,
    "slett_bestilte": tasks.slett_bestilte,
    "fjern_slettede": tasks.fjern_slettede,
    "kontroller_ventende": tasks.kontroller_ventende,
    "ettersyn_av_slettede": tasks.ettersyn_av_slettede,
}
_DELINGER = """
INSERT INTO dokumenter_deling
  (id, konto_id, delt_av_bruker_id, tilstand, sikkerhetsniva, opprettet, delt, tilgjengelig_til, slutt)
SELECT gen_random_uuid(), (%s::uuid[])[1 + n %% %s], %s, 'delt', 3, now() - n * interval '10 s',
  now() - n * interval '10 s', now() + interval '1 day' + n * interval '1 s', ''
FROM generate_series(1, %s) n
"""
_DOKUMENTER = """
INSERT INTO dokumenter_dokument
  (id, deling_id, dokumentnavn, sokenavn, mimetype, funnet_type, storrelse, mottatt, tilstand, eksponering, nokkel,
   sha256, skann, logg_nedlasting, opprettet, ferdig, opplasting_hash)
SELECT gen_random_uuid(), id, 'vedtak.pdf', 'vedtak.pdf', 'application/pdf', 'application/pdf', 100, 100,
  'tilgjengelig', 'delt', decode(repeat('ab', 60), 'hex'), repeat('a', 64), 'ikke_skannet', true, opprettet, opprettet,
  ''
FROM dokumenter_deling
"""
_HENDELSER = """
INSERT INTO hendelser_hendelse
  (tidspunkt, type, aktor_type, aktor_id, organisasjon_id, konto_id, deling_id, dokument_id, data)
SELECT d.opprettet + n * interval '1 min',
  (ARRAY['dokument_mottatt', 'dokument_kontrollert', 'deling_delt'])[1 + n %% 3], 'bruker',
  %s, %s, de.konto_id, de.id, d.id, '{}'
FROM dokumenter_dokument d JOIN dokumenter_deling de ON de.id = d.deling_id, generate_series(1, %s) n
"""
_BLOKKER = """
INSERT INTO dokumenter_blokk (dokument_id, nr, start, storrelse, navn, salt)
SELECT id, 0, 0, 100, left(replace(id::text, '-', ''), 2) || '/' || id || '/0', decode(repeat('00', 32), 'hex')
FROM dokumenter_dokument WHERE deling_id = ANY(%s) ON CONFLICT DO NOTHING
"""


def fyll(dokumenter: int, per_dokument: int) -> None:
    """Tables, people, `dokumenter` delinger with a dokument each and so many events each; as after a night's vacuum."""
    klargjor()
    konto, kari = Konto.objects.get(), User.objects.get(pk=Kontotilgang.objects.get().bruker_id)
    kontoer = [konto.pk] + [
        Konto.objects.create(organisasjon_id=konto.organisasjon_id, navn=f"Konto {nr}").pk for nr in range(1, _KONTOER)
    ]
    with connection.cursor() as peker:
        peker.execute(_DELINGER, [kontoer, _KONTOER, kari.pk, dokumenter])
        peker.execute(_DOKUMENTER)
        with _uten_indekser("hendelser_hendelse"):
            peker.execute(_HENDELSER, [kari.pk, konto.organisasjon_id, per_dokument])
        peker.execute("VACUUM ANALYZE")


@contextmanager
def _uten_indekser(tabell: str) -> Iterator[None]:
    """Made anew when the rows are there, which takes a fraction of the time."""
    with connection.cursor() as peker:
        peker.execute("SET maintenance_work_mem = '1GB'")
        peker.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s", [tabell])
        indekser = [(navn, sql) for navn, sql in peker.fetchall() if not navn.endswith("pkey")]
        for navn, _sql in indekser:
            peker.execute(f'DROP INDEX "{navn}"')
        yield
        for _navn, sql in indekser:
            peker.execute(sql)


def apne_delinger(antall: int) -> list[UUID]:
    """Those that were to end last."""
    apne = Deling.objects.filter(tilstand="delt", tilgjengelig_til__gt=timezone.now()).order_by("-tilgjengelig_til")
    return list(apne.values_list("pk", flat=True)[:antall])


def gi_objekter(delinger: list[UUID]) -> None:
    """A row and a small file for each dokument."""
    with connection.cursor() as peker:
        peker.execute(_BLOKKER, [delinger])
        peker.execute(
            "SELECT navn FROM dokumenter_blokk WHERE dokument_id IN"
            " (SELECT id FROM dokumenter_dokument WHERE deling_id = ANY(%s))",
            [delinger],
        )
        for (navn,) in peker.fetchall():
            sti = Path(settings.LAGER_KATALOG) / navn
            sti.parent.mkdir(parents=True, exist_ok=True)
            sti.write_bytes(b"x" * 136)


def la_forfalle(delinger: list[UUID], sekunder: float) -> None:
    """All at the same moment, as at midnight."""
    naar = timezone.now() + timedelta(seconds=sekunder)
    Deling.objects.filter(pk__in=delinger).update(tilgjengelig_til=naar)


def tomme_sveip() -> Iterator[tuple[str, float, int]]:
    """Each sweep with nothing due: its name, milliseconds in the database (the median of seven), and questions."""
    for navn, oppgave in _SVEIP.items():
        tider: list[tuple[float, int]] = []
        for _ in range(7):
            brukt: list[float] = []

            def mal(utfor: Callable[..., Any], *argumenter: Any, brukt: list[float] = brukt) -> Any:
                startet = time.perf_counter()
                try:
                    return utfor(*argumenter)
                finally:
                    brukt.append(time.perf_counter() - startet)

            with connection.execute_wrapper(mal):
                oppgave()
            tider.append((1000 * sum(brukt), len(brukt)))
        yield navn, *sorted(tider)[3]


class Opplastinger:
    """New uploads, each into a draft of its own, and when each was seen to be available."""

    def __init__(self) -> None:
        self._kari = User.objects.get(pk=Kontotilgang.objects.get().bruker_id)
        self._konto = Konto.objects.get(navn="Fartsprove")
        self._venter: dict[UUID, float] = {}
        self.tider: list[float] = []

    def ny(self) -> None:
        """One small file, received as by the form."""
        strom, utkast = io.BytesIO(b"innhold" * 100), opprett_utkast(konto=self._konto, av=self._kari)
        dokument = motta_fil(deling=utkast, dokumentnavn="ny.txt", mimetype="text/plain", strom=strom, av=self._kari)
        self._venter[dokument.pk] = time.monotonic()

    def se(self) -> None:
        """Which are available now."""
        for id_ in Dokument.objects.filter(pk__in=list(self._venter), tilstand="tilgjengelig").values_list(
            "pk", flat=True
        ):
            self.tider.append(time.monotonic() - self._venter.pop(id_))

    def alle(self) -> list[float]:
        """How long each took; those that still wait count for as long as they have."""
        naa = time.monotonic()
        return sorted([*self.tider, *(naa - siden for siden in self._venter.values())])


def nokkeltider(delinger: list[UUID]) -> list[float]:
    """How long after the end of its deling each key lived, in seconds; those that live still count to this moment."""
    rader = Dokument.objects.filter(deling__in=delinger).values_list("nokkel_odelagt", "deling__tilgjengelig_til")
    naa = timezone.now()
    return sorted(((odelagt or naa) - til).total_seconds() for odelagt, til in rader if til is not None)


def antall_i(tilstand: str) -> int:
    """How many dokumenter."""
    return Dokument.objects.filter(tilstand=tilstand).count()


def fjernet_siden(tidspunkt: Any) -> tuple[int, float]:
    """How many dokumenter were purged since then, and in how many seconds from the first to the last."""
    rader = Dokument.objects.filter(slettet__gte=tidspunkt)
    tider = sorted(tid.timestamp() for tid in rader.values_list("slettet", flat=True) if tid is not None)
    return len(tider), tider[-1] - tider[0] if tider else 0.0


def naa() -> datetime:
    """This moment."""
    return timezone.now()


def forfalte() -> int:
    """How many delinger are out of time and not ended."""
    return Deling.objects.med_utlopt_tid(timezone.now()).count()


def arbeider_lever() -> bool:
    """Has every queue been served?"""
    return hjerteslag.alder() is not None


def gjor_klar() -> None:
    """The store, on a base that is filled already, and an end to what an earlier run left."""
    call_command("migrate", verbosity=0, interactive=False)
    dokumentlager().prepare()
    Deling.objects.med_utlopt_tid(timezone.now()).update(tilgjengelig_til=timezone.now() + timedelta(days=30))
    while tasks.fjern_slettede():
        pass
    with connection.cursor() as peker:
        peker.execute("VACUUM ANALYZE dokumenter_deling, dokumenter_dokument, dokumenter_blokk")
