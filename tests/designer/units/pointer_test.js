import { Arranging } from "/static/js/designer/arranging.js";
import { Gestures } from "/static/js/designer/gestures.js";
import { palette, paletteFind } from "/static/js/designer/palette.js";
import { Viewport } from "/static/js/designer/viewport.js";
import { equal, test } from "./harness.js";
import { editorOf, key, part, pointer, type } from "./pieces.js";

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

test("palette: what is dragged from it follows the pointer; Escape gives it up, and no click comes of it", () => {
  const element = part("[data-palette]");
  const button = element.querySelector('[data-role="2"]');
  button.setPointerCapture = () => {};
  const seen = { ghosts: [], dropped: [], added: [] };
  palette({
    ghost: (event) => seen.ghosts.push(Boolean(event)), drop: (_event, values) => seen.dropped.push(values.role_id),
    addNext: (values) => seen.added.push(values.role_id),
  }, element);
  const drag = () => {
    pointer(button, "pointerdown", 10);
    pointer(button, "pointermove", 60);
  };
  drag();
  key(button, "Escape");
  pointer(button, "pointerup", 60);
  button.click();
  equal([seen.ghosts, seen.dropped, seen.added], [[true, false], [], []]);
  drag();
  pointer(button, "pointerup", 60);
  button.click();
  button.click();
  equal([seen.dropped, seen.added], [[2], [2]]);
  element.remove();
});
