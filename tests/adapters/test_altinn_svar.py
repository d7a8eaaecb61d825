"""What the client makes of what Altinn answers: what may be said, what is nonsense, and what opens nothing."""

import pytest

from adapters.altinn import STRANGER, AltinnError, Verdict, normalise, normalise_role
from standins.server import Standins
from tests.altinn import GAMMEL_ROLLE, ORDINAER, TAUSHETSBELAGT, ett, lag_altinn
from tests.altinn import orgnr as nummer


def _del(**endringer: object) -> dict[str, object]:
    return {
        "organizationNumber": nummer("bakeri"),
        "type": "Organization",
        "isDeleted": False,
        "onlyHierarchyElementWithNoAccess": False,
        "authorizedAccessPackages": [ORDINAER],
        "authorizedRoles": [],
        "subunits": [],
    } | endringer


def _dom(standin: Standins, monkeypatch: pytest.MonkeyPatch, parter: object) -> Verdict:
    """The verdict when Altinn answers exactly this: what the stand-in would never say."""
    monkeypatch.setattr("standins.altinn.lag_parter", lambda *_: parter)
    return ett(lag_altinn(standin), "post", "bakeri")


def _dypt(niva: int) -> object:
    part = _del()
    for _ in range(niva):
        part = {"organizationNumber": None, "subunits": [part]}
    return [part]


@pytest.mark.parametrize(
    ("parter", "koder"),
    [
        ([_del(authorizedAccessPackages=[f"urn:altinn:accesspackage:{ORDINAER}"])], {ORDINAER}),
        ([_del(authorizedAccessPackages=[ORDINAER.upper()])], {ORDINAER}),
        ([_del(authorizedAccessPackages=["noe-annet", "ordinaerposttilvirksomheten"])], set()),
        ([_del(authorizedAccessPackages=None, subunits=None)], set()),
        ([_del(isDeleted=True), _del()], {ORDINAER}),
        ([_del(), _del(onlyHierarchyElementWithNoAccess=True)], {ORDINAER}),
        ([_del(), _del(authorizedAccessPackages=[TAUSHETSBELAGT])], {ORDINAER, TAUSHETSBELAGT}),
        (_dypt(60), {ORDINAER}),
    ],
)
def test_it_reads_what_altinn_may_say(
    standin: Standins, monkeypatch: pytest.MonkeyPatch, parter: object, koder: set[str]
) -> None:
    assert _dom(standin, monkeypatch, parter) == Verdict(known=True, codes=frozenset(koder))


@pytest.mark.parametrize(
    "parter",
    [
        {"data": [_del()]},
        "tull",
        None,
        [None],
        [[_del()]],
        [_del(subunits={"a": 1})],
        [_del(isDeleted=None)],
        [_del(isDeleted="false")],
        [{key: value for key, value in _del().items() if key != "onlyHierarchyElementWithNoAccess"}],
        [_del(authorizedAccessPackages=ORDINAER)],
        [_del(authorizedAccessPackages=[None])],
        [_del(authorizedRoles=[1])],
    ],
)
def test_it_takes_nonsense_for_nonsense(standin: Standins, monkeypatch: pytest.MonkeyPatch, parter: object) -> None:
    with pytest.raises(AltinnError, match="nonsense"):
        _dom(standin, monkeypatch, parter)


@pytest.mark.parametrize("verdi", [None, 312401010, ["312401010"], {"a": 1}])
def test_it_passes_over_a_party_with_another_kind_of_number(
    standin: Standins, monkeypatch: pytest.MonkeyPatch, verdi: object
) -> None:
    assert _dom(standin, monkeypatch, [_del(organizationNumber=verdi)]) == STRANGER


PAKKE_URN, ROLLE_URN = "urn:altinn:accesspackage:", "urn:altinn:rolecode:"


@pytest.mark.parametrize(
    "endring",
    [
        {"type": "Person"},
        {"type": "None"},
        {"type": "SelfIdentified"},
        {"type": "organization"},
        {"type": None},
        {"type": ["Organization"]},
    ],
)
def test_it_takes_no_party_that_is_no_organization_for_one(
    standin: Standins, monkeypatch: pytest.MonkeyPatch, endring: dict[str, object]
) -> None:
    assert _dom(standin, monkeypatch, [_del(**endring)]) == STRANGER
    uten = {navn: verdi for navn, verdi in _del().items() if navn != "type"}
    assert _dom(standin, monkeypatch, [uten]) == STRANGER


@pytest.mark.parametrize(
    ("pakker", "roller"),
    [
        ([], [ORDINAER]),
        ([], [PAKKE_URN + ORDINAER]),
        ([], [ROLLE_URN + ORDINAER]),
        ([GAMMEL_ROLLE], []),
        ([ROLLE_URN + GAMMEL_ROLLE], []),
        ([PAKKE_URN + GAMMEL_ROLLE], []),
        ([], [PAKKE_URN + GAMMEL_ROLLE]),
        ([ROLLE_URN + ORDINAER], []),
        ([PAKKE_URN * 2 + ORDINAER], []),
        ([PAKKE_URN + ROLLE_URN + ORDINAER], []),
        ([ROLLE_URN + PAKKE_URN + ORDINAER], []),
        ([], [ROLLE_URN * 2 + GAMMEL_ROLLE]),
        ([f" {ORDINAER} "], [f" {GAMMEL_ROLLE}"]),
        ([f"{ORDINAER}\n", f"{ORDINAER}\0"], []),
        ([ORDINAER.replace("i", "ı"), ORDINAER.replace("k", "\u212a")], ["a٠236"]),
    ],
)
def test_it_opens_nothing_by_what_altinn_is_not_known_to_say(
    standin: Standins, monkeypatch: pytest.MonkeyPatch, pakker: list[str], roller: list[str]
) -> None:
    svar = [_del(authorizedAccessPackages=pakker, authorizedRoles=roller)]
    monkeypatch.setattr("standins.altinn.lag_parter", lambda *_: svar)
    assert ett(lag_altinn(standin), "post", "bakeri", (GAMMEL_ROLLE,)) == Verdict(known=True)


@pytest.mark.parametrize("kode", ["A0236", "a0236", "urn:altinn:rolecode:a0236", "URN:ALTINN:ROLECODE:A0236"])
def test_it_normalises_codes(kode: str) -> None:
    assert normalise_role(kode) == GAMMEL_ROLLE
    assert normalise(kode.lower().replace("rolecode", "accesspackage")) == GAMMEL_ROLLE


@pytest.mark.parametrize(
    ("navn", "vist"),
    [
        ("Prøvebakeriet AS", "Prøvebakeriet AS"),
        ("\u202eSA\u200b\r\nBakeri", "SA Bakeri"),
        (None, ""),
        (5, ""),
        (["Prøvebakeriet AS"], ""),
        ("\u3164", ""),
    ],
)
def test_it_tells_what_altinn_calls_the_business_and_never_minds_a_name_that_is_none(
    standin: Standins, monkeypatch: pytest.MonkeyPatch, navn: object, vist: str
) -> None:
    dom = _dom(standin, monkeypatch, [_del(name=navn), _del(name="Noe annet", organizationNumber=nummer("konsern"))])
    assert (dom.name, set(dom.codes)) == (vist, {ORDINAER})
