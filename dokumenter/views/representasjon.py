"""For which businesses a person acts right now: what Altinn gives, and the choice among several."""

from __future__ import annotations

from dataclasses import dataclass

from dokumenter.services.virksomhetstilgang import Virksomhet

ALLE = "alle"


@dataclass(frozen=True)
class Representasjon:
    """`valg` is what the person has chosen, if anything; `altinn_svarer` is false when nobody knows."""

    virksomheter: tuple[Virksomhet, ...] = ()
    valg: str = ""
    altinn_svarer: bool = True

    @property
    def alle(self) -> list[str]:
        """Every business the person can act for."""
        return [virksomhet.orgnr for virksomhet in self.virksomheter]

    def kan_apne(self, orgnr: str, *, taushetsbelagt: bool) -> bool:
        """May the person open what is shared with this business, of this kind?"""
        return any(
            en.orgnr == orgnr and (en.taushetsbelagt if taushetsbelagt else en.ordinaer) for en in self.virksomheter
        )

    @property
    def valgt(self) -> Virksomhet | None:
        """The one that is chosen, when it is one."""
        return next((virksomhet for virksomhet in self.virksomheter if virksomhet.orgnr == self.valg), None)

    @property
    def skal_velge(self) -> bool:
        """Several, and none chosen, or no longer one of them."""
        return len(self.virksomheter) > 1 and self.valg not in {ALLE, *self.alle}

    @property
    def valgte(self) -> tuple[Virksomhet, ...]:
        """Those whose post is shown: the one there is, the chosen one, or all."""
        if len(self.virksomheter) <= 1 or self.valg == ALLE:
            return self.virksomheter
        return tuple(virksomhet for virksomhet in self.virksomheter if virksomhet.orgnr == self.valg)

    @property
    def ordinaer_for(self) -> list[str]:
        """Whose ordinary post is shown."""
        return [virksomhet.orgnr for virksomhet in self.valgte if virksomhet.ordinaer]

    @property
    def taushetsbelagt_for(self) -> list[str]:
        """Whose confidential post is shown."""
        return [virksomhet.orgnr for virksomhet in self.valgte if virksomhet.taushetsbelagt]
