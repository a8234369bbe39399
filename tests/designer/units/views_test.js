import { place, shareOf } from "/static/js/designer/model.js";
import { panel } from "/static/js/designer/panel.js";
import { tables } from "/static/js/designer/tables.js";
import { weightView } from "/static/js/designer/weights.js";
import { equal, test } from "./harness.js";
import { editorOf, kept, key, part, pointer, type } from "./pieces.js";

const weights = ({ store }) => store.state.nodes.map((node) => Math.round(shareOf(store.state, node) * 100));

function weightsOf(...names) {
  const editor = editorOf(...names);
  const element = part("[data-view-weights]");
  const bar = element.querySelector("[data-bar]");
  bar.setPointerCapture = () => {};
  bar.style.width = "400px";
  bar.style.display = "flex";
  kept(editor, weightView(editor, element));
  return { editor, bar, end: () => element.remove() };
}

test("weights: a boundary that is dragged moves time, in one entry of the history", () => {
  const { editor, bar, end } = weightsOf("a", "b");
  pointer(bar.querySelector("[data-left]"), "pointerdown", 200);
  for (const x of [210, 240, 300]) pointer(bar, "pointermove", x);
  pointer(bar, "pointerup", 300);
  const room = bar.clientWidth;
  equal(weights(editor), [Math.round(50 + 10000 / room), Math.round(50 - 10000 / room)]);
  equal(bar.querySelector("[data-left]").getAttribute("aria-valuenow"), String(weights(editor)[0]));
  editor.store.undo();
  equal([weights(editor), editor.store.canUndo], [[50, 50], false]);
  end();
});

test("weights: no step is left without time, nothing moves after the pointer is let go", () => {
  const { editor, bar, end } = weightsOf("a", "b");
  pointer(bar.querySelector("[data-left]"), "pointerdown", 200);
  pointer(bar, "pointermove", 9000);
  equal(weights(editor), [99, 1]);
  pointer(bar, "pointercancel", 9000);
  pointer(bar, "pointermove", 0);
  equal(weights(editor), [99, 1]);
  end();
});

test("weights: the arrow keys move a boundary", () => {
  const { editor, bar, end } = weightsOf("a", "b");
  key(bar.querySelector("[data-left]"), "ArrowRight");
  key(bar.querySelector("[data-left]"), "PageUp");
  equal(weights(editor), [61, 39]);
  end();
});

function tablesOf(...names) {
  const editor = editorOf(...names);
  const [steps, transitions] = [part("[data-view-steps]"), part("[data-view-transitions]")];
  kept(editor, tables(editor, steps, transitions));
  const end = () => [steps, transitions].forEach((element) => element.remove());
  return { editor, steps, transitions, end };
}

test("tables: what is typed in a row is in the draft, as one entry of the history", () => {
  const { editor, steps, end } = tablesOf("a", "b");
  const field = steps.querySelector('[data-key="b"] [data-field="name"]');
  for (const text of ["M", "Me", "Mend"]) type(field, text);
  equal(editor.store.state.nodes[1].name, "Mend");
  editor.store.undo();
  equal([editor.store.state.nodes[1].name, field.value], ["b", "b"]);
  end();
});

test("tables: a new step, then a transition to it; one to itself is refused in words", () => {
  const { editor, steps, transitions, end } = tablesOf("a", "b");
  const [newStep, newEdge] = [steps, transitions].map((table) => table.querySelector("[data-new]"));
  newStep.elements.name.value = "c";
  newStep.requestSubmit();
  equal(steps.querySelectorAll("tbody tr").length, 3);
  const added = editor.store.state.nodes[2].key;
  newEdge.elements.from.value = "a";
  newEdge.elements.to.value = "a";
  newEdge.requestSubmit();
  equal(newEdge.querySelector("[data-complaint]").hidden, false);
  newEdge.elements.to.value = added;
  newEdge.requestSubmit();
  equal(editor.store.state.edges.map(({ from, to }) => [from, to]), [["a", "b"], ["a", added]]);
  equal([transitions.querySelectorAll("tbody tr").length, newEdge.querySelector("[data-complaint]").hidden], [2, true]);
  end();
});

test("tables: several are chosen by their boxes", () => {
  const { editor, steps, transitions, end } = tablesOf("a", "b", "c");
  const box = (table, name) => table.querySelector(`[data-key="${name}"] [data-choose]`);
  for (const name of ["a", "c"]) {
    box(steps, name).focus();
    box(steps, name).click();
  }
  box(transitions, "a>b").click();
  equal([...editor.store.selection], ["a", "c", "a>b"]);
  equal([box(steps, "a").checked, box(steps, "b").checked, box(steps, "a").getAttribute("aria-label")], [true, false, "Choose a"]);
  box(steps, "a").click();
  equal([...editor.store.selection], ["c", "a>b"]);
  const field = steps.querySelector('[data-key="b"] [data-field="name"]');
  field.focus();
  equal([...editor.store.selection], ["c", "a>b"]);
  field.blur();
  pointer(field, "pointerdown", 0);
  field.focus();
  equal([...editor.store.selection], ["b"]);
  box(transitions, "b>c").click();
  equal([...editor.store.selection], ["b>c"]);
  end();
});

function panelOf(...names) {
  const editor = editorOf(...names);
  const element = document.createElement("div");
  for (const name of ["step", "edge", "many"]) element.append(part(`[data-panel="${name}"]`));
  const details = document.createElement("div");
  details.dataset.panel = "details";
  element.append(details);
  document.body.append(element);
  kept(editor, panel(editor, element));
  const shown = () => [...element.querySelectorAll("[data-panel]")].filter((each) => !each.hidden).map((each) => each.dataset.panel);
  return { editor, element, shown, end: () => element.remove() };
}

test("panel: it shows what is chosen", () => {
  const { editor, shown, end } = panelOf("a", "b");
  const found = [[], ["a"], ["a>b"], ["a", "b"]].map((keys) => {
    editor.store.select(keys);
    return shown().join();
  });
  equal(found, ["details", "step", "edge", "many"]);
  end();
});

test("panel: places and the start are set by fields", () => {
  const { editor, element, end } = panelOf("a", "b");
  editor.store.select(["b"]);
  const find = (name) => element.querySelector(`[data-panel="step"] [data-field="${name}"]`);
  type(find("x"), "520");
  const start = find("is_start");
  start.checked = true;
  start.dispatchEvent(new Event("input", { bubbles: true }));
  const [a, b] = editor.store.state.nodes;
  equal([place(b).x, a.is_start, b.is_start], [520, false, true]);
  end();
});

test("panel: what is chosen together moves together", () => {
  const { editor, element, end } = panelOf("a", "b", "c");
  editor.store.select(["a", "c"]);
  element.querySelector('[data-panel="many"] [data-by="0 10"]').click();
  equal(editor.store.state.nodes.map((node) => place(node).y), [10, 0, 10]);
  end();
});

test("panel: a transition cannot be led to its own step", () => {
  const { editor, element, end } = panelOf("a", "b", "c");
  editor.store.select(["a>b"]);
  const to = element.querySelector('[data-panel="edge"] [data-field="to"]');
  type(to, "a");
  equal([editor.store.state.edges[0].to, to.value, editor.said.length], ["b", "b", 1]);
  type(to, "c");
  equal(editor.store.state.edges[0].to, "c");
  end();
});
