import { conditionError, isUnconditional } from "/static/js/designer/condition_rules.js";
import { conditionWords } from "/static/js/designer/condition_words.js";
import { asGroup, edit, valueOf } from "/static/js/designer/conditions.js";
import { differences, marksOf, merged } from "/static/js/designer/diff.js";
import { check, digits } from "/static/js/designer/problems.js";
import { durationText, seconds, slaProblems, timesOf } from "/static/js/designer/sla.js";
import { say } from "/static/js/designer/texts.js";
import { edge, equal, row, test } from "./harness.js";

const rules = {
  fields: { priority: "priority", category: "text", entries: "number" },
  operators: {
    priority: ["eq", "in"], text: ["eq", "in", "contains", "empty"], number: ["eq", "gt"],
    anything: ["eq", "in", "gt", "contains", "empty"],
  },
};
const roles = { 1: { name: "Agent", is_active: true, has_members: true } };
const leaf = (field, op, value) => (value === undefined ? { field, op } : { field, op, value });
const isWrong = (condition) => conditionError(condition, rules) !== null;
const kinds = (state) => check(state, { roles, rules }).map(({ kind, key }) => [kind, key]);

test("condition words: fields, values and groups are named, as the server names them", () => {
  const cheap = leaf("requested_budget", "lte", 1000);
  equal(conditionWords({ all: [leaf("priority", "gt", "Medium"), { any: [cheap, leaf("extra.cost_centre", "in", ["A", "B"])] }] }),
    "priority is above Medium and (requested budget is at most 1000 or cost centre is one of A, B)");
  equal([conditionWords({ not: leaf("category", "empty") }), conditionWords(null)], ["not (category is empty)", ""]);
});

test("condition rules: what is sound", () => {
  for (const condition of [leaf("priority", "eq", "High"), leaf("category", "empty"), leaf("extra.cost", "gt", 5), leaf("entries", "gt", "3"),
    { all: [{ any: [{ not: leaf("category", "contains", "x") }] }] }]) equal(conditionError(condition, rules), null);
});

test("condition rules: what is not", () => {
  for (const condition of [[], "x", {}, { all: [] }, { some: [leaf("category", "empty")] }, leaf("mood", "eq", "x"), leaf("category", "like", "x"),
    leaf("priority", "contains", "x"), leaf("priority", "eq", "Soon"), leaf("entries", "gt", "many"), leaf("category", "empty", "x"),
    leaf("category", "in", []), leaf("extra.__class__", "eq", "x"), { ...leaf("category", "eq", "x"), more: 1 }]) equal(isWrong(condition), true);
});

test("condition rules: the place is named", () => {
  const wrong = conditionError({ all: [leaf("category", "empty"), { any: [leaf("mood", "eq", "x")] }] }, rules);
  equal(wrong.startsWith("all[1].any[0].field: "), true);
});

test("condition rules: too deep and too large are refused", () => {
  let deep = leaf("category", "empty");
  for (let level = 0; level < 20; level += 1) deep = { not: deep };
  equal([isWrong(deep), isWrong(deep.not)], [true, false]);
  equal([isWrong({ all: Array(199).fill(leaf("category", "empty")) }), isWrong({ all: Array(200).fill(leaf("category", "empty")) })], [false, true]);
});

test("condition rules: nothing and an empty object are no condition", () => {
  equal([null, {}, leaf("category", "empty")].map(isUnconditional), [true, true, false]);
});

test("condition builder: a lone row is a group of one, none-of keeps its rows", () => {
  equal(asGroup({ field: "x" }), { all: [{ field: "x" }] });
  equal(asGroup({ not: { field: "x" } }), { not: { any: [{ field: "x" }] } });
});

test("condition builder: an edit deep inside leaves the rest alone; what is empty goes", () => {
  const data = { all: [{ field: "a" }, { any: [{ field: "b" }] }] };
  equal(edit(data, [1], (group) => ({ any: [...group.any, { field: "c" }] })), { all: [{ field: "a" }, { any: [{ field: "b" }, { field: "c" }] }] });
  equal(edit(data, [1], () => null), { all: [{ field: "a" }] });
});

test("condition builder: values are read for their field and operator", () => {
  equal(valueOf("a, b,", "text", "in"), ["a", "b"]);
  equal([valueOf("12.5", "number", "eq"), valueOf("12", "anything", "gt"), valueOf("12", "anything", "eq"), valueOf("x", "text", "empty")], [12.5, 12, "12", null]);
});

test("problems: a sound row has none", () => {
  equal(kinds(row("a", "b", "c")), []);
});

test("problems: each rule names its culprit", () => {
  const state = row("a", "b", "c");
  const on = (index, values) => ({ ...state, nodes: state.nodes.map((node, at) => (at === index ? { ...node, ...values } : node)) });
  equal(kinds(on(0, { is_start: false })), [["no_start", null]]);
  equal(kinds(on(1, { is_start: true })), [["many_starts", "b"]]);
  equal(kinds(on(1, { name: " " })), [["unnamed_step", "b"]]);
  equal(kinds(on(1, { role_id: null })), [["no_role", "b"]]);
  equal(kinds(on(1, { role_id: 7 })), [["unknown_role", "b"]]);
  equal(kinds(on(1, { weight: 0 })), [["weight_not_positive", "b"]]);
  equal(kinds(on(1, { weight: 1 })).map(([kind]) => kind), ["weight_sum"]);
  equal(kinds({ ...state, edges: state.edges.slice(1) }), [["no_way_to_end", "a"], ["unreachable", "b"], ["unreachable", "c"]]);
  equal(kinds({ ...state, edges: [...state.edges, edge("a", "a", { name: "Round" })] }), [["self_loop", "a>a"]]);
  equal(kinds({ ...state, edges: [...state.edges, edge("a", "c")] }), [["duplicate_edge_name", "a>c"]]);
  equal(kinds({ ...state, edges: [...state.edges, edge("c", "a")] }), [["end_with_outgoing", "c>a"]]);
  equal(kinds({ ...state, edges: [{ ...state.edges[0], condition: leaf("category", "empty") }, state.edges[1]] }), [["all_conditional", "a"]]);
});

test("problems: rework loops are sound", () => {
  const state = row("a", "b", "c");
  equal(kinds({ ...state, edges: [...state.edges, edge("b", "a", { name: "Back" })] }), []);
});

test("diff: new, gone and changed, in the drawing too", () => {
  const before = row("a", "b");
  const after = { ...row("a", "c"), edges: [edge("a", "c")] };
  after.nodes[0].name = "A";
  const lines = differences(before, after, () => "Agent");
  equal(lines.map(({ sign, key }) => [sign, key]), [["~", "a"], ["+", "c"], ["−", "b"], ["+", "a>c"], ["−", "a>b"]]);
  equal([...marksOf(lines).keys()].length, 5);
  equal(merged(before, after).nodes.map((node) => node.key), ["a", "c", "b"]);
});

test("diff: a new transition says on what terms it is taken; what has no name is said to have none", () => {
  const condition = { field: "priority", op: "eq", value: "High" };
  const after = { ...row("a", "b"), edges: [edge("a", "b"), edge("b", "a", { name: "", condition, automatic: true })] };
  const [line] = differences(row("a", "b"), after, () => "");
  equal(line.text, "Transition “unnamed” from “b” to “a”, if priority is High, automatic");
});

test("diff: the same is the same wherever it stands", () => {
  const moved = row("a", "b");
  moved.nodes[0].design = { x: 70, y: 70 };
  equal(differences(row("a", "b"), moved, () => ""), []);
});

test("service level: durations are read and written", () => {
  equal(["72", "1:30", "01:02:03", "1:60", "soon", "-1"].map(seconds), [259200, 5400, 3723, null, null, null]);
  equal(durationText(259200), "72:00:00");
});

test("service level: urgent is shorter than high, both fields say so", () => {
  equal(slaProblems({ urgent_sla: "04:00:00", high_sla: "02:00:00" }).map(({ field }) => field), ["urgent_sla", "high_sla"]);
  equal(slaProblems({ urgent_sla: "01:00:00", high_sla: "02:00:00", low_sla: "00:00:00" }).map(({ field }) => field).includes("low_sla"), true);
  equal(slaProblems({ urgent_sla: "01:00:00", low_sla: "02:00:00" }), []);
});

test("texts: placeholders are filled, per cents stay", () => {
  equal(say("%(n)s of 100 %% by %(who)s", { n: 5, who: "%(n)s" }), "5 of 100 % by %(n)s");
  equal(digits(0.1 + 0.2), "0.3");
});

test("sla: a share of every priority that has a target, in hours and minutes", () => {
  const items = timesOf({ urgent_sla: "04:00:00", high_sla: null, low_sla: "72:00:00" }, 0.2);
  equal(items.map((item) => item.textContent), ["Urgent48 min", "Low14 h 24 min"]);
});
