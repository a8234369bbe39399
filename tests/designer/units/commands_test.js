import * as commands from "/static/js/designer/commands.js";
import { fixOf } from "/static/js/designer/fixes.js";
import { flowOrder, freeName, isOnlyMoved, nodeOf, shareOf, siblings, snap } from "/static/js/designer/model.js";
import { edge, equal, row, test } from "./harness.js";

const names = (state) => state.nodes.map((node) => node.name);
const ways = (state) => state.edges.map(({ from, to }) => [nodeOf(state, from).name, nodeOf(state, to).name]);

test("commands: the first step is the start", () => {
  const { state } = commands.addStep({ name: "Look" })({ details: {}, nodes: [], edges: [] });
  equal(state.nodes.map(({ is_start: isStart }) => isStart), [true]);
  equal(commands.addStep({ name: "Mend" })(state).state.nodes[1].is_start, false);
});

test("commands: a new step stands where no other does", () => {
  const { state } = commands.addStep({ name: "c", design: { x: 5, y: 12 } })(row("a", "b"));
  equal(state.nodes[2].design, { x: 10, y: 130 });
});

test("commands: names of new steps and transitions are free", () => {
  const state = commands.addStep({ name: "a" })(row("a", "b")).state;
  equal(names(state), ["a", "b", "a 2"]);
  equal(commands.connect("a", state.nodes[2].key, "Go")(state).state.edges[1].name, "Go 2");
  equal(freeName("Step", ["step", "STEP 2"]), "Step 3");
});

test("commands: after a step means connected to it, after an end alone", () => {
  equal(ways(commands.addAfter("a", { name: "c" }, "Next")(row("a", "b")).state), [["a", "b"], ["a", "c"]]);
  equal(ways(commands.addAfter("b", { name: "c" }, "Next")(row("a", "b")).state), [["a", "b"]]);
});

test("commands: a step inserted into a transition leads on", () => {
  equal(ways(commands.insertOn("a>b", { name: "m" }, "Next")(row("a", "b")).state), [["a", "m"], ["m", "b"]]);
});

test("commands: no step leads to itself, nothing leaves an end", () => {
  const state = row("a", "b");
  equal([commands.refusal(state, "a", "a"), commands.refusal(state, "b", "a"), commands.refusal(state, "a", "b")], ["refusal_self", "refusal_end", null]);
  equal(commands.connect("a", "a", "Go")(state) === state, true);
  equal(commands.relink("a>b", { to: "a" })(state) === state, true);
});

test("commands: relinking moves one end", () => {
  equal(ways(commands.relink("a>b", { to: "c" })(row("a", "b", "c"))), [["a", "c"], ["b", "c"]]);
});

test("commands: removing a step takes its transitions and leaves the given state as it was", () => {
  const state = row("a", "b", "c");
  const { state: next } = commands.remove(["b"])(state);
  equal([names(next), next.edges.length, state.edges.length], [["a", "c"], 0, 2]);
});

test("commands: one start at most is marked", () => {
  equal(commands.markStart("b")(row("a", "b")).nodes.map((node) => node.is_start), [false, true]);
});

test("commands: a copy has new keys, its transitions are its own, a second start is none", () => {
  const state = row("a", "b", "c");
  const { state: next, select } = commands.paste(commands.clipOf(state, new Set(["a", "b"])), 40)(state);
  equal(names(next), ["a", "b", "c", "a 2", "b 2"]);
  equal(ways(next), [["a", "b"], ["b", "c"], ["a 2", "b 2"]]);
  equal([next.nodes[3].is_start, next.nodes[3].design, new Set([...select, "a", "b"]).size], [false, { x: 40, y: 40 }, 4]);
});

test("commands: weights that are made to add up keep their shares", () => {
  const state = commands.setWeights({ a: 1, b: 1, c: 2 })(row("a", "b", "c"));
  equal(commands.normalise()(state).nodes.map((node) => node.weight), [0.25, 0.25, 0.5]);
  const thirds = commands.normalise()(row("a", "b", "c")).nodes.reduce((sum, node) => sum + node.weight, 0);
  equal(Math.round(thirds * 1e6) / 1e6, 1);
});

test("commands: a transition is offered earlier and later", () => {
  const state = { ...row("a", "b", "c"), edges: [edge("a", "b"), edge("b", "c"), edge("a", "c")] };
  equal(commands.shift("a>c", -1)(state).edges.map(({ key }) => key), ["a>c", "b>c", "a>b"]);
  equal(commands.shift("a>b", -1)(state) === state, true);
});

test("commands: moving to where it stands changes nothing", () => {
  const state = row("a", "b");
  equal(commands.nudge(new Set(["a"]), 0, 0)(state) === state, true);
  equal(commands.nudge(new Set(["a"]), 10, -20)(state).nodes[0].design, { x: 10, y: -20 });
});

test("fixes: each mends its problem", () => {
  const state = row("a", "b");
  const none = { ...state, nodes: state.nodes.map((node) => ({ ...node, is_start: false, is_end: false })) };
  equal(fixOf({ fix: "first_start" })(none).nodes[0].is_start, true);
  equal(fixOf({ fix: "last_end" })(none).nodes[1].is_end, true);
  equal(fixOf({ fix: "not_start", key: "a" })(state).nodes[0].is_start, false);
  equal(fixOf({ fix: "remove", key: "a>b" })(state).state.edges, []);
  const twice = { ...state, edges: [edge("a", "b"), edge("a", "b", { key: "other" })] };
  equal(fixOf({ fix: "rename", key: "other" })(twice).edges[1].name, "Go 2");
});

test("model: steps in the order of the flow, then those out of reach", () => {
  const state = row("c", "b", "a");
  equal(flowOrder({ ...state, nodes: [...state.nodes].reverse() }).map((node) => node.key), ["c", "b", "a"]);
  equal(flowOrder({ ...state, edges: [] }).map((node) => node.key), ["c", "b", "a"]);
});

test("model: siblings share a source, from top to bottom", () => {
  const state = { ...row("a", "b", "c"), edges: [edge("a", "b"), edge("a", "c")] };
  const moved = commands.moveTo({ b: { x: 0, y: 300 } })(state);
  equal(siblings(moved, "b").map((node) => node.key), ["c", "b"]);
});

test("model: shares and the grid", () => {
  equal([shareOf(row("a", "b"), row("a", "b").nodes[0]), snap(14), snap(-16)], [0.5, 10, -20]);
});

test("model: moved is what differs in places alone", () => {
  const state = row("a", "b");
  const moved = commands.moveTo({ a: { x: 50, y: 60 } })(state);
  equal([isOnlyMoved(state, moved), isOnlyMoved(state, state), isOnlyMoved(null, state)], [true, true, false]);
  const others = [commands.setStep("a", { weight: 9 }), commands.remove(["a>b"]), commands.setDetails({ name: "x" }), commands.addStep({ name: "c" })];
  equal(others.map((command) => isOnlyMoved(moved, command(moved).state ?? command(moved))), [false, false, false, false]);
});
