"""The committed description is what the gateway serves, is whole, and breaks no client."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import APIRouter
from jsonschema_rs import Draft202012Validator

from api.app import described_app
from api.guards import Reader, Visitor
from domain.errors import Conflict
from scripts.openapi.__main__ import broken, drift
from scripts.openapi.compatibility import breaks
from scripts.openapi.description import description

Part = dict[str, Any]
Change = Callable[[Part], None]
KEYS = "/api/keys"


@pytest.fixture(scope="module")
def described() -> Part:
    return description()


def operations(described: Part) -> Iterator[tuple[str, Part]]:
    for path, item in described["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


def test_the_committed_description_and_clients_are_made_of_the_code() -> None:
    assert drift() == []


def test_no_client_of_the_released_description_breaks() -> None:
    assert broken() == []


def test_every_operation_says_what_it_does_under_a_name_of_its_own(described: Part) -> None:
    all_of_them = list(operations(described))
    names = [operation["operationId"] for _, operation in all_of_them]

    assert len(names) == len(set(names))
    assert [name for name in names if not name.isidentifier()] == []
    assert [label for label, each in all_of_them if not each.get("description")] == []
    tags = {tag["name"]: tag["description"] for tag in described["tags"]}
    assert [label for label, each in all_of_them if not tags.get(each["tags"][0])] == []


def test_every_refusal_is_a_problem(described: Part) -> None:
    refusals = [
        (label, status, answer.get("content", {}).keys())
        for label, each in operations(described)
        for status, answer in each["responses"].items()
        if status >= "400" and each["tags"] != ["health"]
    ]

    assert refusals
    assert [each for each in refusals if list(each[2]) != ["application/problem+json"]] == []


def test_every_body_has_an_example_that_its_schema_lets_through(described: Part) -> None:
    wrong = []
    for label, each in operations(described):
        for content in _contents(each):
            schema = {"components": described["components"], **content["schema"]}
            judge = Draft202012Validator(schema, validate_formats=True)
            told = list(judge.iter_errors(content["example"]))
            wrong += [f"{label}: {error}" for error in told]

    assert "\n".join(wrong) == ""


def _contents(operation: Part) -> Iterator[Part]:
    for holder in (operation.get("requestBody", {}), *operation["responses"].values()):
        for media, content in holder.get("content", {}).items():
            if media.endswith("json") and "example" in content:
                yield content


def test_every_reference_leads_somewhere(described: Part) -> None:
    text = json.dumps(described)
    kinds = described["components"].items()
    parts = {f"#/components/{kind}/{name}" for kind, of in kinds for name in of}

    assert {each.split('"')[0] for each in text.split('"$ref": "')[1:]} <= parts


def test_two_routes_of_one_name_do_not_start() -> None:
    with pytest.raises(Conflict, match=r"without a name of their own: GET /x/one \(same\)"):
        described_app("odd", "0.1.0", [_router("/one"), _router("/two")])


def test_a_route_of_an_unknown_tag_does_not_start() -> None:
    with pytest.raises(Conflict, match=r"without a tag of api/tags\.py: GET /x/one"):
        described_app("odd", "0.1.0", [_router("/one", tag="odd")])


def _router(path: str, tag: str = "login") -> APIRouter:
    router = APIRouter(prefix="/x", tags=[tag])

    @router.get(path)
    async def same(_: Visitor) -> str:
        return path

    return router


def test_a_route_or_socket_without_a_guard_does_not_start() -> None:
    router = APIRouter(prefix="/x", tags=["login"])

    @router.get("/bare")
    async def bare() -> str:
        return ""

    @router.websocket("/socket")
    async def socket() -> None: ...

    @router.get("/guarded")
    async def guarded(_: Reader) -> str:
        return ""

    with pytest.raises(Conflict, match=r"without a guard: GET /x/bare, WS /x/socket$"):
        described_app("odd", "0.1.0", [router])


def _remove_path(new: Part) -> None:
    del new["paths"][KEYS]["get"]


def _rename(new: Part) -> None:
    new["paths"][KEYS]["get"]["operationId"] = "keys"


def _remove_field(new: Part) -> None:
    del new["components"]["schemas"]["ApiKeyOut"]["properties"]["createdAt"]


def _null_field(new: Part) -> None:
    new["components"]["schemas"]["ApiKeyOut"]["properties"]["name"] = {"type": ["string", "null"]}


def _demand_field(new: Part) -> None:
    new["components"]["schemas"]["ApiKeyIn"]["required"].append("days")


def _remove_input(new: Part) -> None:
    del new["components"]["schemas"]["ApiKeyIn"]["properties"]["days"]


def _tighten(new: Part) -> None:
    new["components"]["schemas"]["ApiKeyIn"]["properties"]["days"]["maximum"] = 30


def _forget_a_word(new: Part) -> None:
    new["components"]["schemas"]["Scope"]["enum"].remove("TRADE")


def _demand_header(new: Part) -> None:
    for each in new["paths"][KEYS]["post"]["parameters"]:
        each["required"] = True


def _answer_otherwise(new: Part) -> None:
    answers = new["paths"][KEYS]["post"]["responses"]
    answers["202"] = answers.pop("201")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_remove_path, "GET /api/keys was removed"),
        (_rename, "GET /api/keys is called keys: it was list_keys"),
        (_remove_field, "GET /api/keys no longer gives 200[].createdAt"),
        (_null_field, "GET /api/keys 200[].name may now be null"),
        (_demand_field, "POST /api/keys demands body.days"),
        (_remove_input, "POST /api/keys no longer takes body.days"),
        (_tighten, "POST /api/keys body.days has a tighter maximum"),
        (_forget_a_word, "POST /api/keys body.scopes[] no longer knows TRADE"),
        (_demand_header, "POST /api/keys demands header proof-nonce"),
        (_answer_otherwise, "POST /api/keys no longer answers 201"),
    ],
)
def test_a_change_that_breaks_clients_is_told(described: Part, change: Change, told: str) -> None:
    tomorrow = copy.deepcopy(described)
    change(tomorrow)

    assert told in breaks(described, tomorrow)


def _add_path(new: Part) -> None:
    new["paths"]["/api/more"] = new["paths"][KEYS]


def _add_field(new: Part) -> None:
    new["components"]["schemas"]["ApiKeyOut"]["properties"]["more"] = {"type": "string"}


def _add_optional_input(new: Part) -> None:
    new["components"]["schemas"]["ApiKeyIn"]["properties"]["more"] = {"type": "string"}


def _loosen(new: Part) -> None:
    new["components"]["schemas"]["ApiKeyIn"]["properties"]["days"]["maximum"] = 3650


@pytest.mark.parametrize("change", [_add_path, _add_field, _add_optional_input, _loosen])
def test_a_change_that_clients_can_live_with_is_allowed(described: Part, change: Change) -> None:
    tomorrow = copy.deepcopy(described)
    change(tomorrow)

    assert breaks(described, tomorrow) == []
