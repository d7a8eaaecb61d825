"""The product's settings, with the environment a test run needs. The same code runs; only the environment differs."""

import atexit
import base64
import os
import shutil
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

_pem = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)
# Each process of a parallel run has its own: one test's empty cache must not empty another's.
_mappe = Path(tempfile.mkdtemp(prefix="deldokument-test-"))
atexit.register(shutil.rmtree, _mappe, ignore_errors=True)
os.environ["DATA_DIR"] = str(_mappe / "data")
os.environ["STATIC_ROOT"] = str(_mappe / "static")
(_mappe / "static").mkdir()
(_mappe / "data").mkdir()
_TESTMILJO = {
    "BASE_URL": "http://127.0.0.1:8000",
    "SECRET_KEY": "bare-til-test",
    "HOVEDNOKLER": "test1:" + base64.b64encode(b"1" * 32).decode(),
    "IDENT_NOKKEL": base64.b64encode(b"2" * 32).decode(),
    "TILLAT_SYNTETISKE": "ja",
    "IDPORTEN_ISSUER": "http://127.0.0.1:9/idporten",
    "IDPORTEN_CLIENT_ID": "deldokument-test",
    "IDPORTEN_PRIVATNOKKEL": _pem.decode(),
    "IDPORTEN_KID": "test-1",
    "ENHETSREGISTERET_URL": "",
    "LOGG_FORMAT": "tekst",
}
for _navn, _verdi in _TESTMILJO.items():
    os.environ.setdefault(_navn, _verdi)

from fiks_deldokument.settings import *  # noqa: E402, F403
from fiks_deldokument.settings import CELERY_BROKER_TRANSPORT_OPTIONS, DATA_DIR, DATABASES, STORAGES, TEMPLATES  # noqa: E402

ALLOWED_HOSTS = ["*"]
# No manifest and no copies: the templates' static files are read where they lie.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
TEMPLATES[0]["OPTIONS"]["debug"] = True
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT = "memory"
CELERY_BROKER_TRANSPORT_OPTIONS.clear()
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, as the product has: two writers on a database in memory are refused at once in place of queuing up.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
