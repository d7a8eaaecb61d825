"""What is shared: a deling exposes dokumenter to mottakere until it ends. A dokument's bytes are blokker in storage."""

from dokumenter.models.arbeid import Reservasjon, Slettebestilling
from dokumenter.models.deling import Deling, DelingQuerySet, Mottaker
from dokumenter.models.dokument import Blokk, Dokument, DokumentQuerySet
from dokumenter.models.etterpa import Ettersending, FjernetMottaker
from dokumenter.models.gravsteiner import Gravstein, Gravsteinsmerke
from dokumenter.models.oppfolging import Kollegasvar, Overtakelse
from dokumenter.models.tall import Kontotall

__all__ = [
    "Blokk",
    "Deling",
    "DelingQuerySet",
    "Dokument",
    "DokumentQuerySet",
    "Ettersending",
    "FjernetMottaker",
    "Gravstein",
    "Gravsteinsmerke",
    "Kollegasvar",
    "Kontotall",
    "Mottaker",
    "Overtakelse",
    "Reservasjon",
    "Slettebestilling",
]
