"""A WSGI application that tells what the reader of bodies made of a request: its digest, and which way it was read.

`DIREKTE=nei` in the environment takes the way past the server away. The path is how many bytes to ask for at a time.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from django.core.handlers.wsgi import WSGIRequest

from dokumenter.errors import UgyldigKropp
from dokumenter.protokoll import kropp
from dokumenter.protokoll.ledning import Kroppsleser
from fiks_deldokument.wsgi import ChunkedKropp

if os.environ.get("DIREKTE") == "nei":
    kropp._direkte = lambda request, takt: None


def les(environ: WSGIEnvironment) -> dict[str, object]:
    """Read it all."""
    kilde = kropp.Kropp(WSGIRequest(environ))
    sha, antall = hashlib.sha256(), 0
    try:
        while bit := kilde.read(int(environ["PATH_INFO"].strip("/"))):
            sha.update(bit)
            antall += len(bit)
    except UgyldigKropp:
        return {"ugyldig": True, "antall": antall}
    direkte = isinstance(kilde._kilde, Kroppsleser)  # from the socket, past the server
    return {"sha256": sha.hexdigest(), "antall": antall, "direkte": direkte, "brutt": kilde.brutt}


def indre(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer with JSON."""
    svar = json.dumps(les(environ)).encode()
    start_response("200 OK", [("Content-Length", str(len(svar)))])
    return [svar]


application = ChunkedKropp(indre)
