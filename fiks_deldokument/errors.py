"""Domain error -> HTTP status, once, for pages and for the API."""

from dokumenter import errors as dokumenter
from kontoer import errors as kontoer
from users import errors as users
from users.errors import Feil

STATUS: dict[type[Feil], int] = {
    users.UgyldigNummer: 400,
    users.Utlogget: 401,
    users.InnloggingFeilet: 400,
    users.IdportenUtilgjengelig: 503,
    kontoer.IkkeFunnet: 404,
    kontoer.ManglerRett: 403,
    kontoer.UgyldigVerdi: 400,
    kontoer.KontoSlettet: 410,
    kontoer.IkkeTattIBruk: 403,
    kontoer.IkkeAutentisert: 401,
    kontoer.TokenutstederUtilgjengelig: 503,
    kontoer.ForMangeKall: 429,
    dokumenter.DelingAvsluttet: 410,
    dokumenter.DelingIkkeUtkast: 409,
    dokumenter.UtkastEndret: 409,
    dokumenter.SisteMottaker: 409,
    dokumenter.KreverNyGodkjenning: 409,
    dokumenter.DokumentIkkeKlart: 409,
    dokumenter.DokumentSperret: 403,
    dokumenter.DokumentSlettet: 410,
    dokumenter.TomtDokument: 400,
    dokumenter.DokumentForStort: 413,
    dokumenter.OpplastingUkjent: 404,
    dokumenter.OpplastingUtlopt: 410,
    dokumenter.OpplastingFerdig: 403,
    dokumenter.FeilPosisjon: 409,
    dokumenter.ForMangeBiter: 413,
    dokumenter.IngenPlass: 507,
    dokumenter.LagerUtilgjengelig: 503,
    dokumenter.DokumentSkadet: 500,
    dokumenter.SkjemaAvbrutt: 400,
    dokumenter.SkjemaForStort: 413,
    dokumenter.UgyldigKropp: 400,
    dokumenter.UventetFil: 400,
    dokumenter.ForMangeSendere: 503,
    dokumenter.KodetDel: 400,
    dokumenter.KodetKropp: 415,
    dokumenter.UkjentOverforing: 501,
    dokumenter.FeilKontrollsum: 400,
    dokumenter.AltinnSvarerIkke: 503,
    dokumenter.ManglerVirksomhetstilgang: 403,
    dokumenter.IngenDekrypteringsnokkel: 503,
    dokumenter.UgyldigKryptering: 400,
}


def status_for(feil: Feil) -> int:
    """The HTTP status of a domain error; 500 for one nobody has decided about (a test forbids that)."""
    for klasse in type(feil).__mro__:
        if klasse in STATUS:
            return STATUS[klasse]
    return 500
