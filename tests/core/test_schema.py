"""The OpenAPI description says of every operation who may use it, how it refuses, and what it looks like."""

import pytest
from django.core.management import call_command
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft7Validator

from tests.core.test_api_conventions import rest_views
from tts.core.api_views import ApiView

METHODS = {"get", "post", "put", "patch", "delete"}
BINARY = "*/*"


@pytest.fixture(scope="module")
def schema():
    """The description, with `nullable` as JSON Schema has it."""
    return with_null(SchemaGenerator().get_schema(request=None, public=True))


def with_null(node):
    """OpenAPI 3.0 as JSON Schema: what is `nullable` may be null."""
    if isinstance(node, list):
        return [with_null(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {name: with_null(value) for name, value in node.items()}
    return {"anyOf": [{"type": "null"}, node]} if node.get("nullable") is True else node


def as_sent(node):
    """The schema of a request: what is only ever answered need not be sent."""
    if isinstance(node, list):
        return [as_sent(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {name: as_sent(value) for name, value in node.items()}
    if isinstance(node.get("required"), list):
        given = node.get("properties", {})
        node["required"] = [name for name in node["required"] if not given.get(name, {}).get("readOnly")]
    return node


def operations(schema):
    """(label, operation) of each."""
    for path, found in schema["paths"].items():
        for method in METHODS & set(found):
            yield f"{method.upper()} {path}", found[method]


def contents(operation, shared):
    """(where, media type, content) of the request's body and of each answer."""
    places = {"request": operation.get("requestBody", {})} | operation["responses"]
    for where, place in places.items():
        place = shared[place["$ref"].rpartition("/")[2]] if "$ref" in place else place
        for kind, content in place.get("content", {}).items():
            yield where, kind, content


def shown(content):
    return [content["example"]] if "example" in content else [
        example["value"] for example in content.get("examples", {}).values()
    ]  # fmt: skip


def test_it_is_valid_and_made_without_a_guess(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", tmp_path / "schema.yml")


def test_there_is_an_example_of_each_body_and_each_answer(schema):
    missing = [
        (label, where)
        for label, operation in operations(schema)
        for where, kind, content in contents(operation, schema["components"]["responses"])
        if kind != BINARY and not shown(content)
    ]
    assert not missing


def test_each_example_is_what_its_schema_says(schema):
    sent = as_sent(schema)
    wrong = [
        (label, where, [error.message for error in errors])
        for label, operation in operations(schema)
        for where, kind, content in contents(operation, schema["components"]["responses"])
        if kind != BINARY
        for value in shown(content)
        if (errors := problems(value, content["schema"], sent if where == "request" else schema))
    ]
    assert not wrong


def problems(value, part, schema):
    return list(Draft7Validator({**part, "components": schema["components"]}).iter_errors(value))


def test_an_example_that_does_not_fit_would_be_found(schema):
    brief = {"$ref": "#/components/schemas/TicketBrief"}
    assert problems({"id": "seven"}, brief, schema)


def test_every_operation_says_how_it_answers_and_refuses(schema):
    for label, operation in operations(schema):
        answers = set(operation["responses"])
        assert operation["summary"], label
        assert answers & {"200", "201", "204", "409"}, label
        assert answers >= {"400", "401", "403", "404", "406", "429", "503"}, label
        if not label.startswith(("GET", "DELETE")):
            assert answers >= {"409", "413", "415"}, label
        if label.startswith(("PUT", "PATCH")):
            assert "412" in answers, label
        if label.startswith("POST"):
            assert "422" in answers, label


def test_refusals_have_the_shape_of_an_error(schema):
    for label, operation in operations(schema):
        found = contents(operation, schema["components"]["responses"])
        refusals = [content["schema"] for where, _kind, content in found if where[0] in "45"]
        assert refusals, label
        assert all(refusal == {"$ref": "#/components/schemas/Error"} for refusal in refusals), label


def test_every_operation_can_be_used_with_each_way_to_sign_in(schema):
    ways = [{"bearer": []}, {"cookie": []}]
    assert all(operation["security"] == ways for _label, operation in operations(schema))
    schemes = schema["components"]["securitySchemes"]
    assert schemes["bearer"] | {"type": "http", "scheme": "bearer"} == schemes["bearer"]
    assert schemes["cookie"] | {"type": "apiKey", "in": "cookie", "name": "access_token"} == schemes["cookie"]


def test_etags_are_described_where_they_are_answered(schema):
    described = {
        path for path, found in schema["paths"].items() if "304" in found.get("get", {}).get("responses", {})
    }
    tagged = {
        "/" + path.replace("<int:", "{").replace(">", "}")
        for path, view in rest_views()
        if issubclass(view, ApiView) and hasattr(view, "get") and view.is_tagged()
    }
    assert described == tagged
