"""The inside of a running service: a process in its environment that makes what tests need and looks into its truth.

Reads one JSON object per line, `{"navn": <function>, "argumenter": {…}}`, and answers with one: `{"resultat": …}`.
"""

import io
import json
import os
import sys
import traceback
from base64 import b64decode
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import django
from celery import current_app

django.setup()

from django.db import close_old_connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from dokumenter.models import Blokk, Deling, Dokument  # noqa: E402
from dokumenter.services import deling as dele  # noqa: E402
from dokumenter.services.gravsteiner import bekreft_gravlagt, skriv_ventende  # noqa: E402
from dokumenter.services.kontroll import kontroller_dokument  # noqa: E402
from dokumenter.services.opplasting import motta_fil  # noqa: E402
from dokumenter.services.sletting import slett_dokument as odelegg_dokument  # noqa: E402
from dokumenter.services.utlop import avslutt_utlopte  # noqa: E402
from dokumenter.storage.gravsteiner import PREFIKS  # noqa: E402
from dokumenter.storage.lager import dokumentlager  # noqa: E402
from fiks_deldokument.hjerteslag import alder  # noqa: E402
from hendelser.models import Hendelse  # noqa: E402
from kontoer.models import Integrasjon, Konto  # noqa: E402
from kontoer.services import konto as konto_tjeneste  # noqa: E402
from kontoer.services.integrasjon import opprett_integrasjon, sett_integrasjonskontoer  # noqa: E402
from standins.personer import integrasjoner, kommuner, personer  # noqa: E402
from users.identvern import hash_ident  # noqa: E402
from users.models import User  # noqa: E402
from users.numre import Nummer, Nummertype  # noqa: E402

_TESTVIK = kommuner["testvik"].orgnr


def lag_utkast(*, person: str = "kari", konto: str = "Barnevern") -> str:
    """A draft of the person's own; its id."""
    bruker = _bruker(person)
    return str(dele.opprett_utkast(konto=Konto.objects.get(navn=konto, tilganger__bruker=bruker), av=bruker).pk)


def lag_delinger(
    *, antall: int, dokumenter: int, sekunder: float, person: str = "kari", konto: str = "Barnevern"
) -> None:
    """Delinger with some dokumenter each, real bytes, checked, shared with «mottaker» for so many seconds from now.

    0 or less: an hour is given, and then the clock is turned, for the form takes no time that is past.
    """
    for _ in range(antall):
        deling = lag_utkast(person=person, konto=konto)
        utkast = Deling.objects.get(pk=deling)
        for nr in range(dokumenter):
            dokument = motta_fil(
                deling=utkast,
                dokumentnavn=f"vedlegg {nr}.bin",
                mimetype="application/octet-stream",
                strom=io.BytesIO(os.urandom(1000)),
                av=_bruker(person),
            )
            kontroller_dokument(dokument_id=dokument.pk)
        del_utkast(deling=deling, sekunder=sekunder if sekunder > 0 else 3600, person=person)
        if sekunder <= 0:
            Deling.objects.filter(pk=deling).update(tilgjengelig_til=timezone.now() + timedelta(seconds=sekunder))


def del_utkast(*, deling: str, sekunder: float, person: str = "kari") -> None:
    """Share a draft with «mottaker» for so many seconds."""
    utkast = Deling.objects.select_related("konto").get(pk=deling)
    dele.del_dokument(
        deling=utkast,
        konto=utkast.konto,
        mottakere=[Nummer(Nummertype.PERSON, personer["mottaker"].fnr)],
        tilgjengelig_til=timezone.now() + timedelta(seconds=sekunder),
        av=_bruker(person),
    )


def del_fil(*, base64: str, navn: str = "vedlegg.bin") -> str:
    """A deling of one file that waits for its check, shared with «mottaker»; its id."""
    deling = lag_utkast()
    motta_fil(
        deling=Deling.objects.get(pk=deling),
        dokumentnavn=navn,
        mimetype="application/octet-stream",
        strom=io.BytesIO(b64decode(base64)),
        av=_bruker("kari"),
    )
    del_utkast(deling=deling, sekunder=3600)
    return deling


def gjor_skanningen_eldre(*, dager: int) -> None:
    """As if everything had been scanned so many days before."""
    for dokument in Dokument.objects.filter(skannet__isnull=False):
        assert dokument.skannet is not None
        dokument.skannet -= timedelta(days=dager)
        dokument.save(update_fields=["skannet"])


def la_alle_forfalle() -> None:
    """The time of all that is shared is out this moment."""
    Deling.objects.filter(tilstand="delt").update(tilgjengelig_til=timezone.now())


def last_opp(*, person: str = "kari") -> None:
    """A file in a draft, whose check is left to the worker."""
    utkast = Deling.objects.get(pk=lag_utkast(person=person))
    fil = io.BytesIO(os.urandom(1000))
    motta_fil(deling=utkast, dokumentnavn="ny.bin", mimetype="text/plain", strom=fil, av=_bruker(person))


def lag_integrasjon(*, konto: str = "Barnevern") -> dict[str, str]:
    """A system with access to the konto: what it needs to call the API."""
    konto_ = Konto.objects.select_related("organisasjon").get(navn=konto, organisasjon__orgnr=_TESTVIK)
    admin = _bruker("admin")
    orgnr = integrasjoner["leverandor"].orgnr
    # A number in order, and nothing random: a name that looks like a fødselsnummer is refused.
    navn = f"System {Integrasjon.objects.count() + 1}"
    ny = opprett_integrasjon(organisasjon=konto_.organisasjon, navn=navn, autorisert_orgnr=orgnr, av=admin)
    sett_integrasjonskontoer(integrasjon=ny.integrasjon, kontoer=[konto_], av=admin)
    sti = f"/dokumentlager/api/v1/{konto_.organisasjon_id}/kontoer/{konto_.pk}"
    return {"id": str(ny.integrasjon.pk), "passord": ny.passord, "orgnr": orgnr, "sti": sti}


def delte() -> int:
    """How many delinger anyone can see, or may go on with."""
    return Deling.objects.filter(tilstand__in=["delt", "utkast"]).count()


def endre_slutt(*, deling: str, sekunder: float, person: str = "kari") -> None:
    """Let a shared deling end in so many seconds."""
    dele.forleng_deling(
        deling=Deling.objects.select_related("konto").get(pk=deling),
        tilgjengelig_til=timezone.now() + timedelta(seconds=sekunder),
        av=_bruker(person),
    )


def trekk_tilbake(*, deling: str, bekreft: bool = True, person: str = "kari") -> bool:
    """Recall a deling; whether the store was told as well."""
    dele.trekk_tilbake(deling=Deling.objects.select_related("konto").get(pk=deling), av=_bruker(person))
    return bekreft and bekreft_gravlagt(gjelder=[UUID(deling)])


def slett_dokument(*, dokument: str, person: str = "kari") -> bool:
    """Delete one dokument; whether the store was told as well."""
    odelegg_dokument(dokument=Dokument.objects.select_related("deling__konto").get(pk=dokument), av=_bruker(person))
    return bekreft_gravlagt(gjelder=[UUID(dokument)])


def la_tiden_ga_ut(*, deling: str) -> int:
    """A deling whose time is out, swept; how many ends the store was told."""
    Deling.objects.filter(pk=deling).update(tilgjengelig_til=timezone.now())
    avslutt_utlopte(naa=timezone.now())
    return skriv_ventende()


def apne() -> list[str]:
    """The delinger that are open, by id."""
    return sorted(str(pk) for pk in Deling.objects.apne(timezone.now()).values_list("pk", flat=True))


def slett_konto(*, navn: str) -> None:
    """Delete a konto, as its administrator does."""
    konto_tjeneste.slett_konto(
        konto=Konto.objects.get(navn=navn, organisasjon__navn="Testvik kommune"), av=_bruker("admin")
    )


def send_oppgave(*, oppgave: str) -> None:
    """Put a task in the queue, as beat does."""
    current_app.send_task(oppgave, retry=False)


def tom_koen() -> None:
    """Forget what is in the queue: the nudges of what was made, which would come before what a test sends."""
    current_app.control.purge()


def kontroller(*, dokument: str) -> bool:
    """Check one dokument, here and now."""
    return kontroller_dokument(dokument_id=UUID(dokument))


def dokumenter(*, deling: str | None = None) -> list[dict[str, object]]:
    """The dokumenter as the database has them."""
    utvalg = Dokument.objects.filter(deling_id=UUID(deling)) if deling else Dokument.objects.all()
    rader = utvalg.values("id", "deling_id", "tilstand", "mottatt", "storrelse", "sha256", "skann", "deling__tilstand")
    return [rad | {"id": str(rad["id"]), "deling_id": str(rad["deling_id"])} for rad in rader]


def tilstander() -> dict[str, int]:
    """How many dokumenter there are in each tilstand."""
    return dict(Counter(Dokument.objects.values_list("tilstand", flat=True)))


def objekter() -> list[str]:
    """The names of all blocks in the store, leftovers of broken writes too."""
    return [navn for navn in dokumentlager().list("") if not navn.startswith(PREFIKS)]


def gravsteiner() -> list[str]:
    """The names of the tombstones in the store."""
    return [navn for navn in dokumentlager().list(PREFIKS) if navn.startswith(PREFIKS)]


def foreldrelose() -> list[str]:
    """The objects that no row knows."""
    kjente = set(Blokk.objects.values_list("navn", flat=True))
    return [navn for navn in objekter() if navn not in kjente]


def hull() -> list[str]:
    """Dokumenter whose blokker do not cover exactly their received bytes, each byte once."""
    funn = []
    for dokument in Dokument.objects.exclude(tilstand=Dokument.Tilstand.SLETTET):
        neste = 0
        for nr, blokk in enumerate(dokument.blokker.order_by("nr")):
            if (blokk.nr, blokk.start) != (nr, neste):
                funn.append(str(dokument.pk))
            neste = blokk.start + blokk.storrelse
        if neste != dokument.mottatt:
            funn.append(str(dokument.pk))
    return funn


def antall_hendelser(*, type: str) -> dict[str, int]:  # noqa: A002  # the name of the field
    """How many events of this type each dokument has (or the service, under "None")."""
    return dict(Counter(str(id_) for id_ in Hendelse.objects.filter(type=type).values_list("dokument_id", flat=True)))


def hjerteslag() -> float | None:
    """Seconds since beat, queue and worker last showed that they live."""
    return alder()


def _bruker(person: str) -> User:
    return User.objects.get(fnr_hash=hash_ident(personer[person].fnr))


_FUNKSJONER: dict[str, Callable[..., object]] = {
    funksjon.__name__: funksjon
    for funksjon in (
        lag_utkast,
        lag_delinger,
        del_utkast,
        del_fil,
        gjor_skanningen_eldre,
        la_alle_forfalle,
        last_opp,
        lag_integrasjon,
        delte,
        endre_slutt,
        trekk_tilbake,
        slett_dokument,
        la_tiden_ga_ut,
        apne,
        gravsteiner,
        slett_konto,
        send_oppgave,
        tom_koen,
        kontroller,
        dokumenter,
        tilstander,
        objekter,
        foreldrelose,
        hull,
        antall_hendelser,
        hjerteslag,
    )
}


def main() -> None:
    """Answer until the input ends."""
    for linje in sys.stdin:
        kall = json.loads(linje)
        close_old_connections()
        try:
            svar = {"resultat": _FUNKSJONER[kall["navn"]](**kall["argumenter"])}
        except Exception:
            svar = {"feil": traceback.format_exc()}
        sys.stdout.write(json.dumps(svar) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
