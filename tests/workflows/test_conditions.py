"""Conditions: what may be written, what each means, and that nothing in one is ever run."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows_app.conditions import ConditionError, Decision, evaluate, explain, parse

FACTS = {
    "priority": "High",
    "category": " Asset Management ",
    "department": "IT",
    "sub_category": "",
    "requester_department": None,
    "entries": 2,
    "extra.requested_budget": "1500.00",
    "extra.asset_name": "ThinkPad X1",
    "extra.serial": "0042",
    "extra.approved": True,
    "extra.tags": ["vip", "Remote"],
    "extra.cost_items": [],
    "extra.huge": "x" * 1000,
    "extra.nested": {"a": 1},
}
ALL_OPERATORS = [
    ("eq", 1),
    ("ne", 1),
    ("in", [1]),
    ("not_in", [1]),
    ("lt", 1),
    ("lte", 1),
    ("gt", 1),
    ("gte", 1),
    ("contains", "1"),
    ("starts_with", "1"),
    ("empty", None),
    ("not_empty", None),
]


def leaf(field, op, value=None):
    return {"field": field, "op": op, "value": value}


def holds(condition) -> bool:
    return evaluate(condition, FACTS).result


@pytest.mark.parametrize(
    ("field", "op", "value", "expected"),
    [
        ("category", "eq", "asset management", True),
        ("category", "eq", "asset", False),
        ("category", "ne", "asset", True),
        ("category", "contains", "MANAGE", True),
        ("category", "starts_with", "asset ", True),
        ("category", "starts_with", "management", False),
        ("department", "in", ["hr", "it"], True),
        ("department", "in", ["hr"], False),
        ("department", "not_in", ["hr"], True),
        ("department", "not_in", ["hr", " IT"], False),
        ("department", "empty", None, False),
        ("department", "not_empty", None, True),
        ("priority", "eq", "HIGH", True),
        ("priority", "eq", "Medium", False),
        ("priority", "ne", "Medium", True),
        ("priority", "gt", "Medium", True),
        ("priority", "gt", "High", False),
        ("priority", "gte", "high", True),
        ("priority", "lt", "Urgent", True),
        ("priority", "lt", "critical", True),
        ("priority", "lte", "Low", False),
        ("priority", "in", ["Low", "High"], True),
        ("entries", "gte", 2, True),
        ("entries", "gt", 2, False),
        ("entries", "eq", "2", True),
        ("requested_budget", "gt", 1000, True),
        ("requested_budget", "eq", 1500, True),
        ("requested_budget", "lte", "1499.99", False),
        ("extra.requested_budget", "lt", 1500.01, True),
        ("extra.serial", "eq", "0042", True),
        ("extra.asset_name", "contains", "thinkpad", True),
        ("extra.asset_name", "gt", 5, False),
        ("extra.approved", "eq", True, True),
        ("extra.approved", "eq", False, False),
        ("extra.approved", "eq", 1, False),
        ("extra.tags", "contains", "remote", True),
        ("extra.tags", "contains", "rem", False),
        ("extra.tags", "eq", "vip", False),
        ("extra.cost_items", "empty", None, True),
        ("extra.nested", "not_empty", None, True),
        ("extra.nested", "contains", "a", False),
    ],
)
def test_each_operator(field, op, value, expected):
    assert holds(leaf(field, op, value)) is expected


@pytest.mark.parametrize("field", ["extra.absent", "extra.cost_items"])
@pytest.mark.parametrize(("op", "value"), ALL_OPERATORS)
def test_what_is_missing_satisfies_only_empty_ne_and_not_in(field, op, value):
    assert holds(leaf(field, op, value)) is (op in {"empty", "ne", "not_in"})


@pytest.mark.parametrize("op", ["eq", "lt", "lte", "gt", "gte"])
@pytest.mark.parametrize("facts", [{}, {"priority": None}, {"priority": "whatever"}])
def test_an_unknown_priority_compares_with_none(op, facts):
    assert not evaluate(leaf("priority", op, "Low"), facts).result


def test_facts_without_extra_fields_are_fine():
    assert evaluate(leaf("requested_budget", "empty"), {}).result
    assert evaluate(leaf("requested_budget", "empty"), {"extra.requested_budget": None}).result


def test_groups():
    yes, no = leaf("department", "eq", "IT"), leaf("department", "eq", "HR")
    assert holds({"all": [yes, yes]})
    assert not holds({"all": [yes, no]})
    assert holds({"any": [no, yes]})
    assert not holds({"any": [no, no]})
    assert holds({"not": no})
    assert not holds({"not": {"any": [no, {"all": [yes, {"not": no}]}]}})


@pytest.mark.parametrize("nothing", [None, {}])
def test_no_condition_always_holds(nothing):
    assert evaluate(nothing, FACTS) == Decision(True, {})
    assert explain(nothing) == ""


def test_a_parsed_condition_decides_as_its_data_does():
    condition = leaf("department", "eq", "it")
    assert evaluate(parse(condition), FACTS) == evaluate(condition, FACTS)


def test_a_decision_says_the_values_it_looked_at_and_no_others():
    condition = {
        "any": [
            leaf("extra.absent", "eq", "x"),
            leaf("requested_budget", "gt", 1000),
            leaf("priority", "eq", "Low"),
        ]
    }
    assert evaluate(condition, FACTS).seen == {"extra.absent": None, "requested_budget": "1500.00"}


def test_seen_values_are_kept_short_and_plain():
    seen = evaluate(leaf("extra.huge", "eq", "x"), FACTS).seen
    assert len(seen["extra.huge"]) == 201
    assert evaluate(leaf("extra.nested", "empty"), FACTS).seen == {"extra.nested": "{'a': 1}"}
    facts = {"extra.price": Decimal("9.90")}
    assert evaluate(leaf("extra.price", "eq", 9.9), facts) == Decision(True, {"extra.price": "9.90"})


NESTED = leaf("department", "eq", "IT")
for _ in range(20):
    NESTED = {"not": NESTED}


@pytest.mark.security(33, 34)
@pytest.mark.parametrize(
    ("data", "path"),
    [
        ([], ""),
        ("department == 'IT'", ""),
        (7, ""),
        ({"xor": [NESTED]}, ""),
        ({"all": [leaf("department", "empty")], "any": [leaf("department", "empty")]}, ""),
        ({"all": []}, "all"),
        ({"any": leaf("department", "empty")}, "any"),
        ({"not": []}, "not"),
        ({"all": [leaf("department", "empty"), None]}, "all[1]"),
        ({"all": [{"not": {"any": [{}]}}]}, "all[0].not.any[0]"),
        ({"op": "eq", "value": 1}, "field"),
        ({"field": "department", "value": 1}, "op"),
        ({"field": "department", "op": "empty", "then": "run"}, "then"),
        (leaf("colour", "eq", "red"), "field"),
        (leaf(["department"], "eq", "red"), "field"),
        (leaf("__class__", "eq", "x"), "field"),
        (leaf("priority.__class__", "eq", "x"), "field"),
        (leaf("extra.", "empty"), "field"),
        (leaf("extra.__class__", "empty"), "field"),
        (leaf("extra._private", "empty"), "field"),
        (leaf("extra.a.b", "empty"), "field"),
        (leaf("extra.a b", "empty"), "field"),
        (leaf("extra.ä", "empty"), "field"),
        (leaf("extra.a\n", "empty"), "field"),
        (leaf("extra." + "a" * 65, "empty"), "field"),
        (leaf("department", "matches", "(a+)+$"), "op"),
        (leaf("department", ["eq"], "x"), "op"),
        (leaf("department", "lt", "x"), "op"),
        (leaf("priority", "contains", "x"), "op"),
        (leaf("entries", "starts_with", "1"), "op"),
        (leaf("department", "empty", "x"), "value"),
        (leaf("department", "eq"), "value"),
        (leaf("department", "eq", ""), "value"),
        (leaf("department", "eq", 5), "value"),
        (leaf("department", "eq", "x" * 256), "value"),
        (leaf("department", "eq", "a\0b"), "value"),
        (leaf("department", "eq", "\ud800"), "value"),
        (leaf("department", "in", "IT"), "value"),
        (leaf("department", "in", []), "value"),
        (leaf("department", "in", ["IT", ["HR"]]), "value[1]"),
        (leaf("department", "in", ["IT"] * 101), "value"),
        (leaf("priority", "eq", "Highest"), "value"),
        (leaf("priority", "in", ["High", 3]), "value[1]"),
        (leaf("entries", "gt", "two"), "value"),
        (leaf("entries", "gt", True), "value"),
        (leaf("requested_budget", "gt", float("nan")), "value"),
        (leaf("requested_budget", "gt", float("inf")), "value"),
        (leaf("requested_budget", "gt", 10**400), "value"),
        (leaf("requested_budget", "gt", "9" * 65), "value"),
        (leaf("extra.size", "gt", "large"), "value"),
        (leaf("extra.size", "eq", {"$gt": 1}), "value"),
        (leaf("extra.size", "contains", 5), "value"),
        (NESTED, ".".join(["not"] * 20)),
        ({"all": [leaf("department", "empty")] * 200}, "all[199]"),
    ],
)
def test_a_malformed_condition_is_refused_naming_the_place(data, path):
    with pytest.raises(ConditionError) as caught:
        parse(data)
    assert caught.value.path == path
    with pytest.raises(ConditionError):
        evaluate(data, FACTS)


def test_the_deepest_and_the_largest_condition_are_accepted():
    parse(NESTED["not"])
    parse({"all": [leaf("department", "empty")] * 199})


def test_a_malformed_condition_far_too_deep_is_refused_all_the_same():
    data = leaf("department", "empty")
    for _ in range(5000):
        data = {"not": data}
    with pytest.raises(ConditionError):
        parse(data)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (leaf("priority", "eq", "high"), "priority is High"),
        (leaf("priority", "gt", "critical"), "priority is above Urgent"),
        (leaf("extra.asset_name", "starts_with", "X"), "asset name starts with X"),
        (leaf("requester_department", "in", ["HR", "IT"]), "the requester's department is one of HR, IT"),
        (leaf("extra.approved", "eq", True), "approved is yes"),
        (leaf("sub_category", "empty"), "sub-category is empty"),
        ({"not": leaf("entries", "gte", 2)}, "not (the number of times this step was entered is at least 2)"),
        (
            {"all": [leaf("priority", "eq", "High"), leaf("requested_budget", "gt", 1000)]},
            "priority is High and requested budget is more than 1000",
        ),
        (
            {"any": [leaf("category", "eq", "A"), {"all": [leaf("category", "eq", "B")] * 2}]},
            "category is A or (category is B and category is B)",
        ),
    ],
)
def test_a_condition_in_plain_words(condition, words):
    assert explain(condition) == words
    assert explain(parse(condition)) == words


leaves = st.one_of(
    st.builds(
        leaf, st.just("priority"), st.sampled_from(("eq", "lt", "gte")), st.sampled_from(("Low", "High"))
    ),
    st.builds(
        leaf, st.just("department"), st.sampled_from(("eq", "ne", "contains")), st.sampled_from(("IT", "HR"))
    ),
    st.builds(leaf, st.just("extra.x"), st.sampled_from(("eq", "gt", "lte")), st.integers(-5, 5)),
    st.builds(leaf, st.sampled_from(("extra.x", "category")), st.sampled_from(("empty", "not_empty"))),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda items: {"all": items}),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: {"any": items}),
        inner.map(lambda item: {"not": item}),
    ),
    max_leaves=12,
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
facts = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("priority", "department", "category", "extra.x"), json_values)
)


@given(condition=conditions, facts=facts)
def test_not_turns_any_decision_round(condition, facts):
    assert evaluate({"not": condition}, facts).result is not evaluate(condition, facts).result


@given(first=conditions, second=conditions, facts=facts)
def test_groups_mean_what_their_parts_mean(first, second, facts):
    parts = [evaluate(part, facts).result for part in (first, second)]
    assert evaluate({"all": [first, second]}, facts).result is all(parts)
    assert evaluate({"any": [first, second]}, facts).result is any(parts)
    assert explain({"all": [first, second]})


@given(data=json_values)
def test_any_data_is_parsed_or_refused(data):
    with suppress(ConditionError):
        assert explain(parse(data))
