"""Signing keys: a `kid` names one key for ever, whoever keeps it in a cache."""

from standins.nokler import Nokkelring


def test_it_never_uses_a_kid_for_two_keys() -> None:
    forste, etter_omstart = Nokkelring("idporten"), Nokkelring("idporten")
    brukt = [forste.aktiv.kid, etter_omstart.aktiv.kid, forste.roter(), etter_omstart.roter()]
    assert len(set(brukt)) == len(brukt)
