"""The issuer of tokens does not give its keys: the call is not called wrong, and the system is told when to try."""

from standins.maskinporten import Maskinporten
from tests.dokumenter.api.conftest import System


def test_it_asks_the_system_to_wait_when_a_new_key_cannot_be_had(maskinporten: Maskinporten, system: System) -> None:
    maskinporten.spoler = {"jwks": {"status": 500}, "varig": True}
    svar = system.kall("get", system.kontosti)
    assert (svar.status_code, svar["Retry-After"]) == (503, "10")
