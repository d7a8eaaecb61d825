"""The one settings file. Everything that differs between machines comes from the environment (`docs/innstillinger.md`).

Secure by default: nothing here has a development value. `make run` makes its own keys and points at loopback.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from celery.schedules import crontab

from fiks_deldokument.env import miljo
from fiks_deldokument.koer import KOER, STANDARD, les_koer, ruter

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(miljo.tekst("DATA_DIR", "./var")).resolve()

# --- Who we are -------------------------------------------------------------------------------------------------
BASE_URL = miljo.tekst("BASE_URL").rstrip("/")
_adresse = urlsplit(BASE_URL)
PA_LOOPBACK = _adresse.hostname in {"127.0.0.1", "localhost", "::1"}
DEBUG = False
SECRET_KEY = miljo.hemmelighet("SECRET_KEY") or "mangler"
ALLOWED_HOSTS = [_adresse.hostname or "", *miljo.liste("FLERE_VERTSNAVN")]
CSRF_TRUSTED_ORIGINS = [BASE_URL] if _adresse.scheme else []

INSTALLED_APPS = [
    "hendelser",
    "users",
    "kontoer",
    "dokumenter",
    "fiks_deldokument.apps.FiksDeldokumentConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "mozilla_django_oidc",
    "csp",
    "django_structlog",
]

MIDDLEWARE = [
    "fiks_deldokument.foresporsel.ForesporselMiddleware",
    "fiks_deldokument.middleware.TellMiddleware",
    "fiks_deldokument.middleware.IkkeLagreMiddleware",
    "fiks_deldokument.middleware.ApiMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fiks_deldokument.sidemiddleware.Sideokt",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "fiks_deldokument.kroppsvakt.Kroppsvakt",
    "fiks_deldokument.sidemiddleware.Csrf",
    "fiks_deldokument.sidemiddleware.Bruker",
    "fiks_deldokument.sidemiddleware.Oktgrenser",
    "fiks_deldokument.sidemiddleware.Meldinger",
    "fiks_deldokument.sidemiddleware.Ramme",
    "fiks_deldokument.sidemiddleware.Innholdspolicy",
    "fiks_deldokument.middleware.DomeneFeilMiddleware",
    "fiks_deldokument.middleware.KroppkodingMiddleware",
]

ROOT_URLCONF = "fiks_deldokument.urls"
WSGI_APPLICATION = "fiks_deldokument.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fiks_deldokument.context_processors.side",
                "fiks_deldokument.context_processors.foresporsel",
                "users.context_processors.okt",
            ],
        },
    }
]

# --- Data -------------------------------------------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": miljo.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
}
# How long web waits for PostgreSQL, in seconds; workers wait longer, and commands as long as it takes.
DATABASE_FRISTER = {
    "tilkobling": miljo.heltall("DATABASE_TILKOBLING_SEKUNDER", 3, minst=2, hoyst=60),
    "sporring": miljo.heltall("DATABASE_SPORRING_SEKUNDER", 10, hoyst=600),
    "las": miljo.heltall("DATABASE_LAS_SEKUNDER", 5, hoyst=600),
    "transaksjon": miljo.heltall("DATABASE_TRANSAKSJON_SEKUNDER", 30, hoyst=3600),
}
DATABASE_LIVSTEGN_SEKUNDER = miljo.heltall("DATABASE_LIVSTEGN_SEKUNDER", 15, minst=3, hoyst=600)
PA_SQLITE = "sqlite" in DATABASES["default"]["ENGINE"]
if PA_SQLITE:
    # IMMEDIATE takes the write lock when a transaction starts: two writers queue up instead of failing half way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA wal_autocheckpoint=4000;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A host that is gone without a word is noticed by the connection itself. What the address says goes first.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": DATABASE_FRISTER["tilkobling"],
        "keepalives": 1,
        "keepalives_idle": DATABASE_LIVSTEGN_SEKUNDER,
        "keepalives_interval": max(1, DATABASE_LIVSTEGN_SEKUNDER // 3),
        "keepalives_count": 3,
        "tcp_user_timeout": 2000 * DATABASE_LIVSTEGN_SEKUNDER,
        **DATABASES["default"].get("OPTIONS", {}),
    }
# Opening a connection costs more than most requests, also with SQLite, which reads its whole schema again.
DATABASES["default"]["CONN_MAX_AGE"] = 60
# A host whose clock is further from the database's destroys nothing; see hendelser/klokkevakt.py.
KLOKKE_AVVIK_SEKUNDER = miljo.heltall("KLOKKE_AVVIK_SEKUNDER", 5, minst=1)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = miljo.hemmelighet("REDIS_URL", "")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "fiks_deldokument.mellomlager.Mellomlager",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1, "socket_keepalive": True},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA_DIR / "cache"}
}

if not REDIS_URL:
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 10_000}
# What each process may keep for itself: verdicts and counts of a minute, never shared and never written down.
CACHES["prosess"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "prosess",
    "OPTIONS": {"MAX_ENTRIES": 10_000},
}
# Counting calls in files costs more than most calls; without Redis every process counts for itself.
CACHES["api_kall"] = CACHES["default" if REDIS_URL else "prosess"]

# --- Bytes ------------------------------------------------------------------------------------------------------
HOVEDNOKLER = miljo.hemmelighet("HOVEDNOKLER")
IDENT_NOKKEL = miljo.hemmelighet("IDENT_NOKKEL")
LAGER_TYPE = miljo.tekst("LAGER_TYPE", "fil", valg=("fil", "s3"))
LAGER_KATALOG = miljo.tekst("LAGER_KATALOG", str(DATA_DIR / "dokumenter"))
_kryptert_av_s3 = miljo.tekst("LAGER_S3_SSE", "", valg=("", "AES256", "aws:kms"))
_s3 = {
    "bucket_name": miljo.tekst("LAGER_S3_BOTTE", ""),
    "endpoint_url": miljo.tekst("LAGER_S3_ENDEPUNKT", "") or None,
    "region_name": miljo.tekst("LAGER_S3_REGION", "") or None,
    "access_key": miljo.hemmelighet("LAGER_S3_NOKKELID", "") or None,
    "secret_key": miljo.hemmelighet("LAGER_S3_NOKKEL", "") or None,
    "querystring_auth": False,
    "file_overwrite": False,
    "default_acl": None,
    "location": miljo.tekst("LAGER_S3_PREFIKS", ""),
    # Our own encryption is what protects; some rules for buckets demand theirs as well.
    "object_parameters": {"ServerSideEncryption": _kryptert_av_s3} if _kryptert_av_s3 else {},
    "addressing_style": miljo.tekst("LAGER_S3_ADRESSERING", "auto", valg=("auto", "path", "virtual")),
}
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "dokumenter": {"BACKEND": "dokumenter.storage.backends.s3.RangedS3Storage", "OPTIONS": _s3}
    if LAGER_TYPE == "s3"
    else {
        "BACKEND": "dokumenter.storage.backends.filer.SyncedFileSystemStorage",
        "OPTIONS": {"location": LAGER_KATALOG},
    },
}
OPPLASTING_MAKS_BYTES = miljo.heltall("OPPLASTING_MAKS_BYTES", 5 * 1024**3, minst=1)
OPPLASTING_MAKS_UTEN_JS_BYTES = miljo.heltall("OPPLASTING_MAKS_UTEN_JS_BYTES", 100 * 1024**2, minst=1)
OPPLASTING_LEVETID_TIMER = miljo.heltall("OPPLASTING_LEVETID_TIMER", 24, minst=1)
OPPLASTING_STILLSTAND_SEKUNDER = miljo.heltall("OPPLASTING_STILLSTAND_SEKUNDER", 30, minst=1)
OPPLASTING_MINSTE_TAKT = miljo.heltall("OPPLASTING_MINSTE_TAKT", 1024)  # bytes a second, over that many seconds
OPPLASTING_MAKS_BLOKKER = miljo.heltall("OPPLASTING_MAKS_BLOKKER", 10_000, minst=80)
DELING_MAKS_DOKUMENTER = miljo.heltall("DELING_MAKS_DOKUMENTER", 100, minst=1)
# How long what remains of a deling, and the log, is kept; 0 is for ever. The municipality decides (docs/personvern.md).
METADATA_BEHOLD_DAGER = miljo.heltall("METADATA_BEHOLD_DAGER", 0)
HENDELSER_BEHOLD_DAGER = miljo.heltall("HENDELSER_BEHOLD_DAGER", 0)
# Beyond either, `avstem` removes nothing: then it is likelier that the database or the store is not the right one.
AVSTEM_MAKS_OBJEKTER = miljo.heltall("AVSTEM_MAKS_OBJEKTER", 1000)
AVSTEM_MAKS_PROSENT = miljo.heltall("AVSTEM_MAKS_PROSENT", 5, hoyst=100)
DELING_MAKS_MOTTAKERE = miljo.heltall("DELING_MAKS_MOTTAKERE", 200, minst=1)
# Malware. Without the address of a clamd nothing is scanned, and the pages say so.
CLAMAV_ADRESSE = miljo.tekst("CLAMAV_ADRESSE", "")
SKANN_POLICY = miljo.tekst("SKANN_POLICY", "av", valg=("av", "varsle", "blokker"))
# As far as clamd looks as it comes (MaxFileSize, StreamMaxLength); who raises it there, raises it here.
SKANN_GRENSE_BYTES = miljo.heltall("SKANN_GRENSE_BYTES", 100 * 1024**2, minst=1, hoyst=2_147_483_645)
SKANN_BLOKKER_UKONTROLLERT = miljo.bryter("SKANN_BLOKKER_UKONTROLLERT", True)
SKANN_PA_NYTT_DAGER = miljo.heltall("SKANN_PA_NYTT_DAGER", 7)  # 0: never
SKANN_SLETT_SMITTET_DAGER = miljo.heltall("SKANN_SLETT_SMITTET_DAGER", 7, minst=1)
# Bodies of forms and small JSON only; documents are streamed and never come near this limit.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024**2
FILE_UPLOAD_HANDLERS = ["fiks_deldokument.kroppsvakt.AvvisFil"]
WEB_TRADER = miljo.heltall("WEB_TRADER", 48, minst=1)  # gunicorn.conf.py reads it too

# --- Login ------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["users.oidc.backend.IdportenBackend"]
DRIFTSMELDING = miljo.tekst("DRIFTSMELDING", "").strip()
TILLAT_SYNTETISKE = miljo.bryter("TILLAT_SYNTETISKE", False)
IDPORTEN_ISSUER = miljo.tekst("IDPORTEN_ISSUER").rstrip("/")
IDPORTEN_CLIENT_ID = miljo.tekst("IDPORTEN_CLIENT_ID")
IDPORTEN_PRIVATNOKKEL = miljo.pem("IDPORTEN_PRIVATNOKKEL")
IDPORTEN_KID = miljo.tekst("IDPORTEN_KID")
IDPORTEN_TIDSAVVIK_SEKUNDER = miljo.heltall("IDPORTEN_TIDSAVVIK_SEKUNDER", 10)
IDPORTEN_TIDSGRENSE_SEKUNDER = miljo.heltall("IDPORTEN_TIDSGRENSE_SEKUNDER", 4, minst=1)
IDPORTEN_OPPHAV = [
    "{0.scheme}://{0.netloc}".format(urlsplit(IDPORTEN_ISSUER)),
    *miljo.liste("IDPORTEN_FLERE_OPPHAV", "https://login.idporten.no"),
]
# mozilla-django-oidc. Addresses come from ID-porten's discovery document, and client id and time limits from above.
OIDC_RP_SCOPES = "openid"
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_RP_CLIENT_SECRET = None
OIDC_AUTHENTICATION_CALLBACK_URL = "users:oidc_callback"
OIDC_USE_NONCE = True
OIDC_USE_PKCE = True
OIDC_MAX_STATES = 20
OIDC_STORE_ACCESS_TOKEN = False
OIDC_STORE_ID_TOKEN = False  # it holds the fødselsnummer in clear
OKT_INAKTIV_MINUTTER = miljo.heltall("OKT_INAKTIV_MINUTTER", 30, minst=1)
OKT_LENGST_MINUTTER = miljo.heltall("OKT_LENGST_MINUTTER", 120, minst=1)
LOGIN_URL = "users:logg_inn"
LOGIN_REDIRECT_URL = "forside"
LOGOUT_REDIRECT_URL = "forside"
SESSION_ENGINE = "users.oktlager"
# With this prefix a browser takes the cookie only over https, for the whole host and for no other, so that a neighbour
# under the same domain cannot plant one. Over plain http, which is for loopback, no browser would take it.
_KAPSELPREFIKS = "__Host-" if _adresse.scheme == "https" else ""
SESSION_COOKIE_NAME = f"{_KAPSELPREFIKS}deldokument_okt"
# The limits above end a login. The row lives on for a day without it, so that a form sent too late can be kept.
SESSION_COOKIE_AGE = 24 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _adresse.scheme == "https"
CSRF_COOKIE_NAME = f"{_KAPSELPREFIKS}deldokument_csrf"
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
CSRF_FAILURE_VIEW = "fiks_deldokument.views.csrf_feil"

# --- Integrations -----------------------------------------------------------------------------------------------
MASKINPORTEN_ISSUER = miljo.tekst("MASKINPORTEN_ISSUER", "https://maskinporten.no/")
MASKINPORTEN_CLIENT_ID = miljo.tekst("MASKINPORTEN_CLIENT_ID", "")
MASKINPORTEN_PRIVATNOKKEL = miljo.pem("MASKINPORTEN_PRIVATNOKKEL", "")
MASKINPORTEN_KID = miljo.tekst("MASKINPORTEN_KID", "")
ALTINN_URL = miljo.tekst("ALTINN_URL", "https://platform.altinn.no").rstrip("/")
ALTINN_ABONNEMENTSNOKKEL = miljo.hemmelighet("ALTINN_ABONNEMENTSNOKKEL", "")
# Which access opens what is shared with a business: the codes of Altinn's access packages, any one of them.
ALTINN_PAKKER = miljo.liste("ALTINN_PAKKER", "ordinaer-post-til-virksomheten")
ALTINN_PAKKER_TAUSHETSBELAGT = miljo.liste(
    "ALTINN_PAKKER_TAUSHETSBELAGT", "post-til-virksomheten-med-taushetsbelagt-innhold"
)
ALTINN_HUSK_SEKUNDER = miljo.heltall("ALTINN_HUSK_SEKUNDER", 300, hoyst=300)
ALTINN_TIDSGRENSE_SEKUNDER = miljo.heltall("ALTINN_TIDSGRENSE_SEKUNDER", 4, minst=1, hoyst=4)
ALTINN_PAUSE_SEKUNDER = miljo.heltall("ALTINN_PAUSE_SEKUNDER", 30, minst=1)
# What a business is called, and whether it still exists. Open data; empty: nothing is looked up.
ENHETSREGISTERET_URL = miljo.tekst("ENHETSREGISTERET_URL", "https://data.brreg.no/enhetsregisteret/api").rstrip("/")
ENHETSREGISTERET_UKJENT = miljo.tekst("ENHETSREGISTERET_UKJENT", "avvis", valg=("avvis", "varsle"))
# Altinn 2's role Post/arkiv (A0236) is a leftover; from this date on it counts no more, whatever the switch says.
ALTINN_GAMMEL_ROLLE = miljo.bryter("ALTINN_GAMMEL_ROLLE", False)
ALTINN_GAMMEL_ROLLE_TIL = miljo.dato("ALTINN_GAMMEL_ROLLE_TIL", "2027-01-01")
API_SCOPE = miljo.tekst("API_SCOPE", "ks:fiks")
# What systems encrypt for before they send: an RSA key and its certificate, both PEM. Without them nobody can.
DEKRYPTERING_PRIVATNOKKEL = miljo.pem("DEKRYPTERING_PRIVATNOKKEL", "")
DEKRYPTERING_SERTIFIKAT = miljo.pem("DEKRYPTERING_SERTIFIKAT", "")
# What receipts for an archive are signed with: an RSA key and its chain of certificates, both PEM. Empty: not signed.
SIGNERING_PRIVATNOKKEL = miljo.pem("SIGNERING_PRIVATNOKKEL", "")
SIGNERING_SERTIFIKAT = miljo.pem("SIGNERING_SERTIFIKAT", "")
API_KALL_PER_MINUTT = miljo.heltall("API_KALL_PER_MINUTT", 6000, minst=1)

# --- Tasks ------------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL or "filesystem://"
# A nudge is sent while somebody waits for an answer, and beat finds the work anyway: one quick try, no more.
REDIS_VALG: dict[str, object] = {
    "visibility_timeout": 3600,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,  # longer than a worker waits for the next message
    "socket_keepalive": True,
}
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = (
    {**REDIS_VALG}
    if REDIS_URL
    else {
        "data_folder_in": str(DATA_DIR / "ko"),
        "data_folder_out": str(DATA_DIR / "ko"),
        "control_folder": str(DATA_DIR / "ko-styring"),
        "polling_interval": 0.05,  # this long between two tasks for a worker, too
    }
)
if not REDIS_URL:
    CELERY_BROKER_TRANSPORT = "fiks_deldokument.filko:Transport"
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "rydding"
CELERY_TASK_ROUTES = ruter()
# Which queues `worker` serves, and with how many processes each: kontroll:2,nokler …
WORKER_KOER: dict[str, int] = miljo.tolket("WORKER_KOER", STANDARD, lambda verdi: les_koer(verdi.split(",")))
# Longer than the longest check of the largest document, shorter than the visibility timeout.
CELERY_TASK_TIME_LIMIT = 3000
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Europe/Oslo"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# In memory: every interval is short and every task finds its own work, so there is nothing to remember over a restart.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
# The database is the truth: these find all work by query. A nudge on commit only makes it start sooner.
# A sweep takes some seconds at most, and one that waits longer than `expires` is not needed: a newer one has come. So
# there is always one to go on with while there is work, and never a heap of them (dokumenter/tasks.py).
CELERY_BEAT_SCHEDULE: dict[str, Any] = {
    "avslutt_utlopte": {"task": "dokumenter.avslutt_utlopte", "schedule": 5.0, "options": {"expires": 10}},
    "slett_bestilte": {"task": "dokumenter.slett_bestilte", "schedule": 10.0, "options": {"expires": 20}},
    "fjern_slettede": {"task": "dokumenter.fjern_slettede", "schedule": 5.0, "options": {"expires": 10}},
    "kontroller_ventende": {"task": "dokumenter.kontroller_ventende", "schedule": 10.0, "options": {"expires": 20}},
    "ettersyn_av_slettede": {"task": "dokumenter.ettersyn_av_slettede", "schedule": 60.0, "options": {"expires": 60}},
    "skriv_gravsteiner": {"task": "dokumenter.skriv_gravsteiner", "schedule": 20.0, "options": {"expires": 60}},
    "avstem": {"task": "dokumenter.avstem", "schedule": crontab(hour=2, minute=40), "options": {"expires": 3600}},
    "sjekk_skanner": {"task": "dokumenter.sjekk_skanner", "schedule": 60.0, "options": {"expires": 60}},
    "rydd_reservasjoner": {"task": "dokumenter.rydd_reservasjoner", "schedule": 3600.0, "options": {"expires": 3600}},
    "rydd_gammelt": {"task": "dokumenter.rydd_gammelt", "schedule": 3600.0, "options": {"expires": 3600}},
    "brett_kontotall": {"task": "dokumenter.brett_kontotall", "schedule": 60.0, "options": {"expires": 60}},
    "rydd_okter": {"task": "users.rydd_okter", "schedule": 3600.0, "options": {"expires": 3600}},
} | {
    f"hjerteslag_{ko}": {
        "task": "fiks_deldokument.sla_hjerteslag",
        "args": [ko],
        "schedule": 15.0,
        "options": {"expires": 60, "queue": ko},
    }
    for ko in KOER
}

# --- Metrics ----------------------------------------------------------------------------------------------------
# host:port that gunicorn listens on besides, for Prometheus; never the address that people reach. Empty: none.
METRIKK_ADRESSE = miljo.tekst("METRIKK_ADRESSE", "")

# --- Language, time ---------------------------------------------------------------------------------------------
LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "deldokument_sprak"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SESSION_COOKIE_SECURE
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Oslo"

# --- Static files and headers -----------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(miljo.tekst("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
BAK_PROXY = miljo.bryter("BAK_PROXY", False)  # its X-Forwarded-For is believed too, see users/kilde.py
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BAK_PROXY else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # the design system draws its icons as data: masks
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        # The logout form is answered with a redirect to ID-porten, and Chromium holds redirects to form-action too.
        "form-action": ["'self'", *IDPORTEN_OPPHAV],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# --- Log --------------------------------------------------------------------------------------------------------
LOGG_NIVA = miljo.tekst("LOGG_NIVA", "INFO", valg=("DEBUG", "INFO", "WARNING", "ERROR"))
LOGG_FORMAT = miljo.tekst("LOGG_FORMAT", "json", valg=("json", "tekst"))
LOGGING_CONFIG = None  # set up in fiks_deldokument.logg, the same for web, worker and beat

miljo.finn_ukjente()
