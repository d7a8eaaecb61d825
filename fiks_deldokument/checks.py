"""System checks: what is wrong with the settings, each with an id. Every process refuses to start on an error."""

import os
import re
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from adapters.signatur import les_signerer
from dokumenter.storage.dekryptering import les_nokkelpar
from fiks_deldokument.env import miljo
from users.hovednokler import les_hovednokler
from users.identnokler import les_identnokler

_INNSTILLINGER = "innstillinger"  # the tag of those below
_PRODUKSJON_IDPORTEN = "https://idporten.no"
_PRODUKSJON_ENHETSREGISTERET = "data.brreg.no"
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_MINSTE_NOKKEL = 32
_MINSTE_BIT = 1024**2  # of static/js/opplasting_overforing.js
_WEB_ADRESSE = "127.0.0.1:8000"  # the default of gunicorn.conf.py
_STORSTE_PORT = 65535
_VERT_OG_PORT = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^:\[\]/\s]+):[1-9][0-9]{0,4}", re.ASCII)
_ALTINN_DELER = (
    "MASKINPORTEN_CLIENT_ID",
    "MASKINPORTEN_PRIVATNOKKEL",
    "MASKINPORTEN_KID",
    "ALTINN_ABONNEMENTSNOKKEL",
)


def sjekk_miljo(app_configs: Sequence[object] | None, **kwargs: object) -> list[checks.CheckMessage]:
    """Every setting that is missing, misspelt or unusable (deldokument.E001)."""
    return [
        checks.Error(f"{navn}: {grunn}", hint="Se docs/innstillinger.md.", id="deldokument.E001")
        for navn, grunn in miljo.problemer
    ]


def sjekk_adresser(app_configs: Sequence[object] | None, **kwargs: object) -> list[checks.CheckMessage]:
    """Plain http is for loopback only: cookies, tokens and documents would travel in clear (E002, E003)."""
    funn: list[checks.CheckMessage] = []
    for navn in ("BASE_URL", "IDPORTEN_ISSUER", "MASKINPORTEN_ISSUER", "ALTINN_URL", "ENHETSREGISTERET_URL"):
        adresse = urlsplit(getattr(settings, navn))
        if navn == "ENHETSREGISTERET_URL" and not settings.ENHETSREGISTERET_URL:
            continue  # the one that may be left out
        if adresse.scheme != "https" and adresse.hostname not in _LOOPBACK:
            funn.append(checks.Error(f"{navn} må begynne med https://", id="deldokument.E002"))
    if urlsplit(settings.BASE_URL).path:
        funn.append(checks.Error("BASE_URL er bare opphavet, uten sti etter vertsnavnet", id="deldokument.E003"))
    return funn


def sjekk_nokler(app_configs: Sequence[object] | None, **kwargs: object) -> list[checks.CheckMessage]:
    """Keys that cannot be used, told now instead of at the first upload (E006). No text repeats a key."""
    prover: dict[str, Callable[[str], object]] = {
        "HOVEDNOKLER": les_hovednokler,
        "IDENT_NOKKEL": les_identnokler,
        "IDPORTEN_PRIVATNOKKEL": _les_rsa_nokkel,
        "MASKINPORTEN_PRIVATNOKKEL": _les_rsa_nokkel,
        "SECRET_KEY": _les_secret_key,
    }
    funn: list[checks.CheckMessage] = []
    for navn, prov in prover.items():
        verdi = getattr(settings, navn)
        try:
            if verdi:  # that it is missing is told by sjekk_miljo
                prov(verdi)
        except ValueError as feil:
            grunn = feil.args[0] if prov is not _les_rsa_nokkel else "må være en RSA-nøkkel i PEM-format"
            funn.append(checks.Error(f"{navn}: {grunn}", hint="Se docs/innstillinger.md.", id="deldokument.E006"))
    return funn


def sjekk_kombinasjoner(app_configs: Sequence[object] | None, **kwargs: object) -> list[checks.CheckMessage]:
    """Settings that are right one by one and wrong together (E004-E005, W001-W003, W005)."""
    funn: list[checks.CheckMessage] = []
    if settings.TILLAT_SYNTETISKE and settings.IDPORTEN_ISSUER == _PRODUKSJON_IDPORTEN:
        funn.append(
            checks.Error("TILLAT_SYNTETISKE kan ikke være på mot ID-portens produksjonsmiljø", id="deldokument.E004")
        )
    if settings.LAGER_TYPE == "s3" and not settings.STORAGES["dokumenter"]["OPTIONS"]["bucket_name"]:
        funn.append(checks.Error("LAGER_S3_BOTTE mangler når LAGER_TYPE er s3", id="deldokument.E005"))
    if settings.OPPLASTING_MAKS_BLOKKER * _MINSTE_BIT < settings.OPPLASTING_MAKS_BYTES:
        tekst = "OPPLASTING_MAKS_BLOKKER er for lav: på trege nett kommer de største filene i biter på 1 MB"
        funn.append(checks.Warning(tekst, id="deldokument.W005"))
    if not settings.PA_LOOPBACK:
        if settings.PA_SQLITE:
            funn.append(
                checks.Warning("SQLite er for utprøving; sett DATABASE_URL til PostgreSQL", id="deldokument.W001")
            )
        if not settings.REDIS_URL:
            funn.append(checks.Warning("Køen ligger i filer; sett REDIS_URL", id="deldokument.W002"))
        if not settings.SECURE_PROXY_SSL_HEADER:
            funn.append(checks.Warning("BAK_PROXY er av, men noen må avslutte TLS foran", id="deldokument.W003"))
    return funn


def sjekk_altinn(app_configs: Sequence[object] | None, **kwargs: object) -> list[checks.CheckMessage]:
    """Altinn is set up wholly or not at all (E007-E009); not at all is worth a warning (W004)."""
    mangler = [navn for navn in _ALTINN_DELER if not getattr(settings, navn)]
    if mangler == list(_ALTINN_DELER):
        tekst = "Altinn er ikke satt opp: det som deles med virksomheter, kan ikke åpnes av noen"
        return [] if settings.PA_LOOPBACK else [checks.Warning(tekst, id="deldokument.W004")]
    funn: list[checks.CheckMessage] = []
    if mangler:
        funn.append(checks.Error(f"Altinn er halvveis satt opp; sett også {', '.join(mangler)}", id="deldokument.E007"))
    if not settings.MASKINPORTEN_ISSUER.endswith("/"):
        funn.append(checks.Error("MASKINPORTEN_ISSUER må slutte med /, slik Digdir skriver den", id="deldokument.E008"))
    for navn in ("ALTINN_PAKKER", "ALTINN_PAKKER_TAUSHETSBELAGT"):
        if not getattr(settings, navn):
            funn.append(checks.Error(f"{navn} må nevne minst én tilgangspakke", id="deldokument.E009"))
    return funn


def sjekk_enhetsregisteret(app_configs: Sequence[object] | None, **kwargs: object) -> list[checks.CheckMessage]:
    """Synthetic businesses are unknown to the real register, and what is unknown is refused (W006)."""
    ekte = urlsplit(settings.ENHETSREGISTERET_URL).hostname == _PRODUKSJON_ENHETSREGISTERET
    if not (ekte and settings.TILLAT_SYNTETISKE and settings.ENHETSREGISTERET_UKJENT == "avvis"):
        return []
    tekst = "ENHETSREGISTERET_URL er det ekte registeret, som ikke kjenner syntetiske virksomheter; sett den tom"
    return [checks.Warning(tekst, hint="Se docs/innstillinger.md.", id="deldokument.W006")]


def sjekk_dekryptering(app_configs: Sequence[object] | None, **kwargs: object) -> list[checks.CheckMessage]:
    """The key pair for encrypted documents is whole and belongs together, or is not there at all (E010)."""
    nokkel, sertifikat = settings.DEKRYPTERING_PRIVATNOKKEL, settings.DEKRYPTERING_SERTIFIKAT
    if not nokkel and not sertifikat:
        return []
    try:
        if not nokkel or not sertifikat:
            raise ValueError("sett begge, eller ingen av dem")
        les_nokkelpar(nokkel, sertifikat)
    except ValueError as feil:
        tekst = f"DEKRYPTERING_PRIVATNOKKEL og DEKRYPTERING_SERTIFIKAT: {feil.args[0]}"
        return [checks.Error(tekst, hint="Se docs/innstillinger.md.", id="deldokument.E010")]
    return []


def sjekk_signering(app_configs: Sequence[object] | None, **kwargs: object) -> list[checks.CheckMessage]:
    """The key pair that receipts are signed with is whole and belongs together, or is not there at all (E014)."""
    nokkel, sertifikat = settings.SIGNERING_PRIVATNOKKEL, settings.SIGNERING_SERTIFIKAT
    if not nokkel and not sertifikat:
        return []
    try:
        if not nokkel or not sertifikat:
            raise ValueError("sett begge, eller ingen av dem")
        les_signerer(nokkel, sertifikat)
    except ValueError as feil:
        tekst = f"SIGNERING_PRIVATNOKKEL og SIGNERING_SERTIFIKAT: {feil.args[0]}"
        return [checks.Error(tekst, hint="Se docs/innstillinger.md.", id="deldokument.E014")]
    return []


def sjekk_metrikk(app_configs: Sequence[object] | None, **kwargs: object) -> list[checks.CheckMessage]:
    """The metrics have an address of their own, apart from the one that people reach (E011)."""
    adresse = settings.METRIKK_ADRESSE
    if not adresse:
        return []
    port = adresse.rpartition(":")[2]
    if not _VERT_OG_PORT.fullmatch(adresse) or int(port) > _STORSTE_PORT:
        tekst = "METRIKK_ADRESSE må være på formen vert:port"
    elif port == os.environ.get("WEB_ADRESSE", _WEB_ADRESSE).rpartition(":")[2]:
        tekst = "METRIKK_ADRESSE må ha en annen port enn WEB_ADRESSE, ellers kunne alle lest tallene"
    else:
        return []
    return [checks.Error(tekst, hint="Se docs/innstillinger.md.", id="deldokument.E011")]


def sjekk_oppbevaring(app_configs: Sequence[object] | None, **kwargs: object) -> list[checks.CheckMessage]:
    """The log outlives what it tells about, or a page would say that nobody has fetched what was fetched (E012)."""
    metadata, hendelser = settings.METADATA_BEHOLD_DAGER, settings.HENDELSER_BEHOLD_DAGER
    if not hendelser or 0 < metadata <= hendelser:
        return []
    tekst = "HENDELSER_BEHOLD_DAGER må være minst METADATA_BEHOLD_DAGER, og begge må være satt"
    return [checks.Error(tekst, hint="Se docs/innstillinger.md.", id="deldokument.E012")]


def sjekk_skanner(app_configs: Sequence[object] | None, **kwargs: object) -> list[checks.CheckMessage]:
    """Who asks for scanning has a scanner, at an address that can be one (E013)."""
    adresse = settings.CLAMAV_ADRESSE
    if not adresse and settings.SKANN_POLICY != "av":
        tekst = "SKANN_POLICY krever en skanner; sett CLAMAV_ADRESSE"
    elif adresse and not adresse.startswith("/") and not _VERT_OG_PORT.fullmatch(adresse):
        tekst = "CLAMAV_ADRESSE må være på formen vert:port, eller stien til en sokkel"
    else:
        return []
    return [checks.Error(tekst, hint="Se docs/innstillinger.md.", id="deldokument.E013")]


def _les_rsa_nokkel(verdi: str) -> None:
    if not isinstance(serialization.load_pem_private_key(verdi.encode(), password=None), rsa.RSAPrivateKey):
        raise ValueError


def _les_secret_key(verdi: str) -> None:
    if len(verdi) < _MINSTE_NOKKEL and not settings.PA_LOOPBACK:
        raise ValueError(f"må være minst {_MINSTE_NOKKEL} tegn")


def registrer() -> None:
    """Register all checks with Django."""
    sjekker = (
        *(sjekk_miljo, sjekk_adresser, sjekk_nokler, sjekk_kombinasjoner),
        *(sjekk_altinn, sjekk_enhetsregisteret, sjekk_dekryptering, sjekk_metrikk, sjekk_oppbevaring, sjekk_skanner),
        sjekk_signering,
    )
    for sjekk in sjekker:
        checks.register(sjekk, _INNSTILLINGER)


def krev_gyldige_innstillinger() -> None:
    """What web, worker and beat call before they start. Raises ImproperlyConfigured with every error in words."""
    # No question to the database, which may be away for a while: the settings are right or wrong without it. Django's
    # checks of the models make a User, and when that was made is the database's to say; CI asks those.
    merker = set(checks.registry.registry.tags_available()) - {checks.Tags.models, checks.Tags.database}
    feil = [funn for funn in checks.run_checks(tags=sorted(merker), databases=[]) if funn.level >= checks.ERROR]
    if feil:
        raise ImproperlyConfigured("\n".join(f"{funn.id}: {funn.msg}" for funn in feil))
