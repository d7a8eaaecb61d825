"""What is shared: a deling exposes dokumenter to mottakere until it ends. A dokument's bytes are blokker in storage."""

from dokumenter.models.arbeid import Reservasjon, Slettebestilling
from dokumenter.models.deling import Deling, DelingQuerySet, Mottaker
from dokumenter.models.dokument import Blokk, Dokument, DokumentQuerySet
from dokumenter.models.gravsteiner import Gravstein, Gravsteinsmerke
from dokumenter.models.hentenokkel import Hentenokkel
from dokumenter.models.tall import Kontotall
from dokumenter.models.tidsonske import Tidsonske

__all__ = [
    "Blokk",
    "Deling",
    "DelingQuerySet",
    "Dokument",
    "DokumentQuerySet",
    "Gravstein",
    "Gravsteinsmerke",
    "Hentenokkel",
    "Kontotall",
    "Mottaker",
    "Reservasjon",
    "Slettebestilling",
    "Tidsonske",
]
