"""The pages of the ID-porten stand-in: who to log in as, and that one is logged out."""

from html import escape
from urllib.parse import urlsplit

from standins.idporten.tilstand import HIGH
from standins.personer import personer
from standins.wsgi import Response, page

_NIVANAVN = {True: "høyt", False: "betydelig"}


def innloggingsside(forsporsel_id: str, acr: str, feil: str = "") -> Response:
    """A button for every test person, and a field for any other number."""
    skjult = f'<input type="hidden" name="forsporsel" value="{escape(forsporsel_id)}">'
    knapper = "".join(
        f'<li><button name="person" value="{person.key}"><strong>{escape(person.navn)}</strong> '
        f"<span>{escape(person.beskrivelse)}</span></button></li>"
        for person in personer.values()
    )
    melding = f'<p id="pid-feil" class="feil" role="alert">{escape(feil)}</p>' if feil else ""
    kobling = ' aria-invalid="true" aria-describedby="pid-feil"' if feil else ""
    innhold = (
        f"<p>Dette er en lokal etterligning av ID-porten. Tjenesten ber om nivå {_NIVANAVN[acr == HIGH]}. "
        "Velg hvem du vil logge inn som.</p>"
        f'<form method="post" action="/idporten/login">{skjult}'
        f'{melding}<p><label for="pid">Fødselsnummer eller d-nummer</label><br>'
        f'<input id="pid" name="pid" inputmode="numeric" autocomplete="off"{kobling}> '
        "<button>Logg inn</button></p></form>"
        f'<h2>Testpersoner</h2><form method="post" action="/idporten/login">{skjult}'
        f'<ul class="personer">{knapper}</ul>'
        '<p><button name="avbryt" value="ja">Avbryt</button></p></form>'
    )
    return page("Logg inn", innhold, 400 if feil else 200)


def feilside(tekst: str) -> Response:
    """Something in the request is wrong, and there is no safe address to send the browser to."""
    return page("Feil i forespørselen", f"<p>{escape(tekst)}</p>", 400)


def utlogget_side(rammer: list[str], videre: str | None) -> Response:
    """Tells the clients in iframes; goes on by itself after a second, or by the link."""
    iframes = "".join(f'<iframe src="{escape(url)}" title="Logger ut av en tjeneste"></iframe>' for url in rammer)
    lenke = f'<p><a href="{escape(videre)}">Gå videre</a></p>' if videre else ""
    origins = {f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, rammer)}
    response = page("Du er logget ut", f"{lenke}{iframes}", frame_src=" ".join(sorted(origins)) or "'none'")
    if videre:
        response.headers.append(("Refresh", f"1; url={videre}"))
    return response
