import { History } from "/static/js/designer/history.js";
import { Store } from "/static/js/designer/store.js";
import { equal, row, test } from "./harness.js";

const renamed = (name) => (state) => ({ ...state, nodes: state.nodes.map((node, index) => (index ? node : { ...node, name })) });

test("history: one push is one undo and one redo", () => {
  const history = new History("a");
  history.push("b", "did b");
  equal([history.undo(), history.present.state], ["did b", "a"]);
  equal([history.redo(), history.present.state], ["did b", "b"]);
});

test("history: nothing to undo or redo is null", () => {
  const history = new History("a");
  equal([history.undo(), history.redo()], [null, null]);
});

test("history: edits of one field in one go are one entry until sealed", () => {
  const history = new History("");
  for (const text of ["a", "ab", "abc"]) history.push(text, "typed", "name");
  history.seal();
  history.push("abcd", "typed", "name");
  history.undo();
  equal(history.present.state, "abc");
  history.undo();
  equal(history.present.state, "");
});

test("history: a new change drops what was undone", () => {
  const history = new History("a");
  history.push("b", "b");
  history.undo();
  history.push("c", "c");
  equal(history.redo(), null);
});

test("history: it forgets the oldest of 200 entries", () => {
  const history = new History(0);
  for (let number = 1; number <= 250; number += 1) history.push(number, "counted");
  while (history.undo() !== null);
  equal(history.present.state, 50);
});

test("store: a command that changes nothing leaves no entry and tells nobody", () => {
  const store = new Store(row("a", "b"));
  let told = 0;
  store.subscribe(() => { told += 1; });
  equal([store.run("none", (state) => state), store.canUndo, told], [false, false, 0]);
});

test("store: listeners hear of each change and no more once they stop", () => {
  const store = new Store(row("a", "b"));
  const heard = [];
  const stop = store.subscribe(({ label }) => heard.push(label));
  store.run("first", renamed("x"));
  stop();
  store.run("second", renamed("y"));
  equal([heard, store.listeners.size], [["first"], 0]);
});

test("store: what is gone is no longer selected, also after undo", () => {
  const store = new Store(row("a", "b"));
  store.run("add", (state) => ({ state: { ...state, nodes: [...state.nodes, { ...state.nodes[0], key: "c" }] }, select: ["c"] }));
  equal(store.single, "c");
  store.undo();
  equal([...store.selection], []);
});

test("store: toggle adds and takes away", () => {
  const store = new Store(row("a", "b"));
  store.toggle("a");
  store.toggle("b");
  equal([[...store.selection], store.single], [["a", "b"], null]);
  store.toggle("a");
  equal(store.single, "b");
});

test("store: another draft in place has no history", () => {
  const store = new Store(row("a", "b"));
  store.run("rename", renamed("x"));
  store.replace(row("c", "d"));
  equal([store.canUndo, store.state.nodes[0].name], [false, "c"]);
});
