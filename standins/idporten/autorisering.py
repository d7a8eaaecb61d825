"""/authorize and the login page: checks the request, logs a test person in, hands out a code."""

import re
import secrets
import time

from standins.idporten.sider import feilside, innloggingsside
from standins.idporten.tilstand import (
    COOKIE,
    FORSPORSEL_SEKUNDER,
    HIGH,
    NIVAER,
    SUBSTANTIAL,
    Forsporsel,
    IdPortenTilstand,
    Kode,
    Sesjon,
    har_niva,
)
from standins.personer import Person, person_med_fnr, personer
from standins.wsgi import Request, Response, redirect

SPRAK = ("nb", "nn", "en", "se")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_PID = re.compile(r"[0-9]{11}", re.ASCII)


def authorize(idp: IdPortenTilstand, request: Request) -> Response:
    """Start a login, or answer at once from the SSO session."""
    params = request.params()
    klient = idp.klienter.finn(params.get("client_id", ""))
    redirect_uri = params.get("redirect_uri", "")
    if klient is None:
        return feilside("Klienten er ikke registrert.")
    if redirect_uri not in klient.redirect_uris:
        return feilside("Adressen i redirect_uri er ikke registrert på klienten.")
    fault = _fault_in(params)
    if fault:
        return _error(idp, redirect_uri, params.get("state"), fault[0], fault[1])
    forsporsel = Forsporsel(
        klient=klient,
        redirect_uri=redirect_uri,
        state=params["state"],
        nonce=params["nonce"],
        challenge=params["code_challenge"],
        scope=params["scope"],
        acr=_asked_acr(params),
        locale=next((sprak for sprak in params.get("ui_locales", "").split() if sprak in SPRAK), "nb"),
    )
    sesjon = idp.sesjon_for(request.cookie(COOKIE))
    if sesjon and har_niva(sesjon.acr, forsporsel.acr) and params.get("prompt") != "login":
        return _answer(idp, forsporsel, sesjon)
    return _ask_who(idp, forsporsel)


def login(idp: IdPortenTilstand, request: Request) -> Response:
    """A person was chosen on the login page."""
    form = request.params()
    forsporsel_id = form.get("forsporsel", "")
    forsporsel = idp.forsporsler.get(forsporsel_id)
    if forsporsel is None or time.time() - forsporsel.opprettet > FORSPORSEL_SEKUNDER:
        return feilside("Innloggingen tok for lang tid. Gå tilbake til tjenesten og prøv igjen.")
    if "avbryt" in form:
        return _error(idp, forsporsel.redirect_uri, forsporsel.state, "access_denied", "the user cancelled")
    person = _chosen(form)
    if person is None:
        return innloggingsside(forsporsel_id, forsporsel.acr, "Et fødselsnummer eller d-nummer har 11 siffer.")
    if not har_niva(person.acr_maks, forsporsel.acr):
        description = "the person has no eID at this level"
        return _error(idp, forsporsel.redirect_uri, forsporsel.state, "access_denied", description)
    sesjon = _log_in(idp, person, forsporsel, request.cookie(COOKIE))
    response = _answer(idp, forsporsel, sesjon)
    cookie = f"{COOKIE}={sesjon.cookie}; Path=/idporten; HttpOnly; SameSite=Lax"
    response.headers.append(("Set-Cookie", cookie))
    return response


def _fault_in(params: dict[str, str]) -> tuple[str, str] | None:
    """The first rule broken, as (error, description)."""
    challenge = params.get("code_challenge", "")
    pkce = params.get("code_challenge_method") == "S256" and _CHALLENGE.fullmatch(challenge)
    rules = (
        (params.get("response_type") == "code", "unsupported_response_type", "response_type must be code"),
        ("openid" in params.get("scope", "").split(), "invalid_scope", "scope must hold openid"),
        (params.get("response_mode", "query") == "query", "invalid_request", "response_mode must be query"),
        (pkce, "invalid_request", "PKCE with S256 is required"),
        (params.get("nonce") and params.get("state"), "invalid_request", "state and nonce are required"),
        (_asked_acr(params), "invalid_request", "acr_values is not supported"),
        (params.get("prompt", "login") == "login", "invalid_request", "only prompt=login is supported"),
    )
    return next(((error, description) for kept, error, description in rules if not kept), None)


def _asked_acr(params: dict[str, str]) -> str:
    """The level asked for, by preference; substantial when none is named, empty when none is known."""
    asked = params.get("acr_values", SUBSTANTIAL).split()
    return asked[0] if asked and all(acr in NIVAER for acr in asked) else ""


def _ask_who(idp: IdPortenTilstand, forsporsel: Forsporsel) -> Response:
    forsporsel_id = secrets.token_urlsafe(24)
    oldest = time.time() - FORSPORSEL_SEKUNDER
    with idp.lock:
        living = {key: value for key, value in idp.forsporsler.items() if value.opprettet > oldest}
        idp.forsporsler = {**living, forsporsel_id: forsporsel}
    return innloggingsside(forsporsel_id, forsporsel.acr)


def _chosen(form: dict[str, str]) -> Person | None:
    """The person of the button, or the one with the typed number."""
    if "person" in form:
        return personer.get(form["person"])
    pid = "".join(form.get("pid", "").split())
    if not _PID.fullmatch(pid):
        return None
    return person_med_fnr(pid) or Person("ukjent", pid, "Ukjent testperson", "", HIGH)


def _log_in(idp: IdPortenTilstand, person: Person, forsporsel: Forsporsel, cookie: str) -> Sesjon:
    """Step the person's own session up, or begin a new one in the place of somebody else's."""
    now = int(time.time())
    with idp.lock:
        sesjon = idp.sesjon_for(cookie)
        if sesjon is None or sesjon.pid != person.fnr:
            idp.sesjoner.pop(cookie, None)
            sesjon = Sesjon(pid=person.fnr, acr=forsporsel.acr, auth_time=now)
            idp.sesjoner[sesjon.cookie] = sesjon
        sesjon.acr, sesjon.auth_time = forsporsel.acr, now
    return sesjon


def _answer(idp: IdPortenTilstand, forsporsel: Forsporsel, sesjon: Sesjon) -> Response:
    code = secrets.token_urlsafe(32)
    with idp.lock:
        sesjon.sist_brukt = time.time()
        sesjon.klienter[forsporsel.klient.client_id] = forsporsel.klient
        idp.koder[code] = Kode(forsporsel, sesjon, sesjon.acr, sesjon.auth_time)
    return _back(idp, forsporsel.redirect_uri, code=code, state=forsporsel.state)


def _error(idp: IdPortenTilstand, redirect_uri: str, state: str | None, error: str, description: str) -> Response:
    return _back(idp, redirect_uri, error=error, error_description=description, state=state)


def _back(idp: IdPortenTilstand, redirect_uri: str, **params: str | None) -> Response:
    """Send the browser back, with ``iss`` as RFC 9207 has it."""
    spol: object = idp.ta_spol("svar_iss").get("svar_iss", idp.issuer)
    return redirect(redirect_uri, **params, iss=spol if isinstance(spol, str) else None)
