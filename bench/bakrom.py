"""Makes the rows that no door makes in a benchmark: people, logins, drafts, shared dokumenter.

Runs beside the service, on the same database: reads one JSON list per line, `[command, arguments...]`, answers in JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.middleware.csrf import _get_new_csrf_string  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from dokumenter.kommandolinjer import Hentefil, lag_kommandolinjer  # noqa: E402
from dokumenter.models import Deling, Dokument  # noqa: E402
from dokumenter.queries.kvittering import lenke_til  # noqa: E402
from dokumenter.services.deling import del_dokument, opprett_utkast, trekk_tilbake  # noqa: E402
from dokumenter.services.hentenokkel import lag_hentenokkel  # noqa: E402
from dokumenter.services.kontroll import kontroller_dokument  # noqa: E402
from dokumenter.services.opplasting import finn_opplasting  # noqa: E402
from dokumenter.services.sletting import slett_dokument  # noqa: E402
from dokumenter.services.virksomhetstilgang import Adgang  # noqa: E402
from dokumenter.storage.lager import dokumentlager  # noqa: E402
from hendelser.models import Hendelse, Hendelsestype  # noqa: E402
from kontoer.models import Integrasjon, Integrasjonstilgang, Konto, Kontotilgang, Organisasjon  # noqa: E402
from standins.personer import kommuner, personer  # noqa: E402
from users import klokke  # noqa: E402
from users.models import User  # noqa: E402
from users.niva import ACR_FOR_NIVA, HOYT  # noqa: E402
from users.numre import tolk_nummer  # noqa: E402
from users.services.brukere import finn_eller_opprett_bruker  # noqa: E402


def klargjor() -> dict[str, str]:
    """Migrate, take the store into use, make Kari and the recipient; returns their session keys and a CSRF secret."""
    call_command("migrate", verbosity=0, interactive=False)
    dokumentlager().prepare()
    kari = _person("kari")
    kommune = kommuner["testvik"]
    organisasjon = Organisasjon.objects.create(
        orgnr=kommune.orgnr, navn=kommune.navn, tatt_i_bruk=timezone.now(), tatt_i_bruk_av=kari
    )
    konto = Konto.objects.create(organisasjon=organisasjon, navn="Fartsprove")
    Kontotilgang.objects.create(konto=konto, bruker=kari)
    return {"kari": _okt(kari), "mottaker": _okt(_person("mottaker")), "csrf": _get_new_csrf_string()}


def utkast() -> str:
    """A new draft of Kari's."""
    return str(opprett_utkast(konto=Konto.objects.get(), av=_person("kari")).pk)


def del_utkast(deling_id: str) -> list[str]:
    """Check what is in the draft and share it with the recipient; returns the address of each dokument."""
    deling = Deling.objects.select_related("konto").get(pk=deling_id)
    ider = list(deling.dokumenter.filter(tilstand=Dokument.Tilstand.KONTROLLERES).values_list("pk", flat=True))
    for dokument_id in ider:
        kontroller_dokument(dokument_id=dokument_id)
    til = timezone.now() + timedelta(days=1)
    mottakere = [tolk_nummer(personer["mottaker"].fnr)]
    del_dokument(deling=deling, konto=deling.konto, mottakere=mottakere, tilgjengelig_til=til, av=_person("kari"))
    return [f"/d/{deling_id}/{dokument_id}" for dokument_id in ider]


def trekk(deling_id: str) -> None:
    """Recall a deling."""
    trekk_tilbake(deling=Deling.objects.select_related("konto").get(pk=deling_id), av=_person("kari"))


def slett(dokument_id: str) -> None:
    """Delete a dokument."""
    slett_dokument(dokument=Dokument.objects.select_related("deling__konto").get(pk=dokument_id), av=_person("kari"))


def utloper(deling_id: str, sekunder: float) -> None:
    """Let a deling end so many seconds from now."""
    Deling.objects.filter(pk=deling_id).update(tilgjengelig_til=timezone.now() + timedelta(seconds=sekunder))


def dokument(dokument_id: str) -> dict[str, object]:
    """How far an upload has come, and what was found when it was checked."""
    kontroller_dokument(dokument_id=UUID(dokument_id))
    funnet = Dokument.objects.get(pk=dokument_id)
    return {"mottatt": funnet.mottatt, "tilstand": str(funnet.tilstand), "sha256": funnet.sha256}


def opplasting(url: str) -> dict[str, object]:
    """The same, of the dokument that a capability is for."""
    return dokument(str(finn_opplasting(nokkel=url.rsplit("/", 1)[1]).pk))


def leveranser(dokument_id: str) -> list[object]:
    """What is logged of the deliveries of a dokument, oldest first."""
    rader = Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_HENTET, dokument_id=dokument_id)
    return list(rader.order_by("pk").values_list("data", flat=True))


def hentelinjer(dokument_id: str) -> str:
    """A new hentenøkkel of the recipient's, in the lines for a shell that the page would show."""
    fil, av = Dokument.objects.select_related("deling__konto").get(pk=dokument_id), _person("mottaker")
    adgang = Adgang(av=av, okt="fartsprove")
    ny = lag_hentenokkel(deling=fil.deling, niva=HOYT, skjema=uuid4(), av=av, adgang=adgang)
    adresse = f"{lenke_til(fil.deling_id)}/{fil.pk}"
    return lag_kommandolinjer(ny.nokkel, "dokumenter", [Hentefil(adresse, fil.sha256, fil.dokumentnavn)]).skall


def glem_okter() -> None:
    """End every login, as if the night had passed."""
    Session.objects.all().delete()


def integrasjon(orgnr: str) -> dict[str, object]:
    """A system with access to the konto: the headers that name it, and the path of the konto."""
    konto = Konto.objects.get()
    ny = Integrasjon.objects.create(
        organisasjon=konto.organisasjon, navn="Fartsprove", autorisert_orgnr=orgnr, passord_hash=make_password("fort")
    )
    Integrasjonstilgang.objects.create(integrasjon=ny, konto=konto)
    sti = f"/dokumentlager/api/v1/{konto.organisasjon_id}/kontoer/{konto.pk}"
    return {"hoder": {"IntegrasjonId": str(ny.pk), "IntegrasjonPassord": "fort"}, "sti": sti}


def _person(key: str) -> User:
    return finn_eller_opprett_bruker(fnr=personer[key].fnr)


def _okt(bruker: User) -> str:
    klient = Client()
    klient.force_login(bruker)
    okt, naa = klient.session, klokke.naa()
    okt.update({"acr": ACR_FOR_NIVA[HOYT], "sid": "fartsprove", "innlogget": naa, "siste_aktivitet": naa})
    okt.save()
    return str(okt.session_key)


KOMMANDOER: dict[str, Callable[..., object]] = {
    funksjon.__name__: funksjon
    for funksjon in (
        klargjor,
        utkast,
        del_utkast,
        trekk,
        slett,
        utloper,
        dokument,
        opplasting,
        leveranser,
        hentelinjer,
        glem_okter,
        integrasjon,
    )
}


def main() -> None:
    """Obey until the input ends."""
    for linje in sys.stdin:
        navn, *argumenter = json.loads(linje)
        print(json.dumps(KOMMANDOER[navn](*argumenter)), flush=True)


if __name__ == "__main__":
    main()
