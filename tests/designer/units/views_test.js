import { Arranging } from "/static/js/designer/arranging.js";
import { Gestures } from "/static/js/designer/gestures.js";
import { place, shareOf } from "/static/js/designer/model.js";
import { paletteFind } from "/static/js/designer/palette.js";
import { panel } from "/static/js/designer/panel.js";
import { Store } from "/static/js/designer/store.js";
import { tables } from "/static/js/designer/tables.js";
import { Viewport } from "/static/js/designer/viewport.js";
import { weightView } from "/static/js/designer/weights.js";
import { equal, row, test } from "./harness.js";

// A part of the page by a selector, as it came from the server, shown and unheard so far.
function part(selector) {
  const copy = document.querySelector(selector).cloneNode(true);
  copy.hidden = false;
  document.body.append(copy);
  return copy;
}

function editorOf(...names) {
  const store = new Store({ ...row(...names), details: { low_sla: "72:00:00" } });
  const said = [];
  return {
    store, said, problems: [], announce: (text) => said.push(text),
    run: (label, command, options) => store.run(label, command, options),
  };
}

// Keep a view up to date as the editor does.
function kept(editor, refresh) {
  editor.store.subscribe(refresh);
  refresh();
}

const weights = ({ store }) => store.state.nodes.map((node) => Math.round(shareOf(store.state, node) * 100));
const pointer = (target, kind, x, more = {}) => target.dispatchEvent(new PointerEvent(kind, {
  bubbles: true, clientX: x, clientY: 10, pointerId: 1, ...more,
}));
const key = (target, name) => target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
function type(field, value) {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

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

function gesturesOf() {
  const element = document.createElement("div");
  Object.assign(element.style, { width: "400px", height: "300px", position: "fixed", left: 0, top: 0 });
  element.setPointerCapture = () => {};
  document.body.append(element);
  const editor = editorOf("a", "b");
  const viewport = new Viewport({ matrix() {} }, element);
  Object.assign(editor, {
    canvas: { element, viewport, hit: () => null }, arranging: { isOpen: false }, commitRename() {},
    connecting: { finish: () => false }, focusCanvas() {}, overlay: { clear() {}, marquee() {} },
  });
  const gestures = new Gestures(editor);
  return { editor, gestures, element, viewport, end: () => element.remove() };
}

test("gestures: a press that hardly moves is a click, one with the middle button pans", () => {
  const { editor, element, viewport, end } = gesturesOf();
  editor.store.select(["a"]);
  pointer(element, "pointerdown", 50);
  pointer(element, "pointermove", 52);
  pointer(element, "pointerup", 52);
  equal([editor.store.selection.size, viewport.x], [0, 0]);
  pointer(element, "pointerdown", 50, { button: 1 });
  for (const x of [60, 90]) pointer(element, "pointermove", x);
  pointer(element, "pointerup", 90);
  equal(viewport.x > 20, true);
  end();
});

test("gestures: two fingers zoom, the wheel pans, with Ctrl it zooms", () => {
  const { element, viewport, end } = gesturesOf();
  pointer(element, "pointerdown", 100, { pointerId: 1, pointerType: "touch" });
  pointer(element, "pointerdown", 200, { pointerId: 2, pointerType: "touch" });
  pointer(element, "pointermove", 300, { pointerId: 2, pointerType: "touch" });
  equal(viewport.scale, 2);
  for (const pointerId of [1, 2]) pointer(element, "pointerup", 0, { pointerId });
  viewport.set(0, 0, 1);
  const wheel = (more) => element.dispatchEvent(new WheelEvent("wheel", { deltaY: 100, cancelable: true, ...more }));
  wheel({});
  equal([viewport.x, viewport.y], [0, -100]);
  wheel({ shiftKey: true });
  equal([viewport.x, viewport.y], [-100, -100]);
  wheel({ ctrlKey: true });
  equal(viewport.scale < 1, true);
  end();
});

function arrangingOf() {
  const editor = editorOf("a", "b");
  const element = part("[data-arranging]");
  element.hidden = true;
  const drawn = [];
  Object.assign(editor, {
    root: document.createElement("div"), focusCanvas() {},
    canvas: {
      draw: (state) => drawn.push(state), problems: new Map(), state: editor.store.state,
      viewport: { x: 0, y: 0, scale: 1, set() {}, begin() {} },
    },
  });
  return { editor, element, drawn, arranging: new Arranging(editor, element), end: () => element.remove() };
}

test("arranging: shown first, then dropped or taken as one entry; what is arranged is said to be, for all to see", () => {
  const { editor, element, drawn, arranging, end } = arrangingOf();
  const before = editor.store.state;
  arranging.open();
  equal([element.hidden, editor.store.state === before, drawn.length], [false, true, 1]);
  key(element, "Escape");
  equal([element.hidden, editor.store.state === before, drawn.length], [true, true, 2]);
  arranging.open();
  element.querySelector('[data-arranged="apply"]').click();
  equal([element.hidden, editor.store.state.nodes[0].design, editor.store.history.past.length], [true, drawn.at(-1).nodes[0].design, 1]);
  const toasts = document.getElementById("toasts");
  arranging.open();
  arranging.open();
  equal([element.hidden, toasts.children.length, toasts.textContent.length > 0], [true, 1, true]);
  end();
});

test("palette: roles are found by typing; Enter adds the first, Escape shows all", () => {
  const element = part("[data-palette]");
  const added = [];
  element.addEventListener("click", (event) => added.push(event.target.closest("[data-add]").dataset.role));
  paletteFind(element);
  const field = element.querySelector("[data-palette-find]");
  const left = () => element.querySelectorAll("[data-add][data-role]:not([hidden])").length;
  type(field, "ROLE 3");
  key(field, "Enter");
  equal([left(), added], [1, ["3"]]);
  type(field, "nothing of the kind");
  equal([left(), element.querySelector("[data-palette-none]").hidden], [0, false]);
  key(field, "Enter");
  key(field, "Escape");
  equal([left(), field.value, added.length, element.querySelector("[data-palette-none]").hidden], [8, "", 1, true]);
  element.remove();
});
