import * as commands from "/static/js/designer/commands.js";
import { Canvas } from "/static/js/designer/canvas.js";
import { Clipboard } from "/static/js/designer/clipboard.js";
import { Connecting } from "/static/js/designer/connecting.js";
import { LinkDrag, MarqueeDrag, MoveDrag, PanDrag } from "/static/js/designer/drags.js";
import { Editor } from "/static/js/designer/editor.js";
import { svgOf } from "/static/js/designer/exporting.js";
import { keyboard } from "/static/js/designer/keyboard.js";
import { Overlay } from "/static/js/designer/overlay.js";
import { Picker } from "/static/js/designer/picker.js";
import { Renaming } from "/static/js/designer/renaming.js";
import { Roving } from "/static/js/designer/roving.js";
import { viewing } from "/static/js/designer/viewing.js";
import { equal, row, test } from "./harness.js";
import { namesOf, pointer, press, stage, waysOf } from "./stage.js";

const textOf = (canvas, key, selector) => canvas.elementOf(key).querySelector(selector).textContent;

test("canvas: it shows what the store has, and no more than that", () => {
  const { canvas, store, end } = stage("a", "b");
  equal([canvas instanceof Canvas, canvas.graph.getCells().length, textOf(canvas, "b", ".step-name")], [true, 3, "b"]);
  store.run("", commands.setStep("b", { name: "Mend", role_id: 2 }));
  equal([textOf(canvas, "b", ".step-name"), textOf(canvas, "b", ".step-role")], ["Mend", "Nurse"]);
  store.run("", commands.remove(["b"]));
  equal([canvas.graph.getCells().length, canvas.elementOf("b"), canvas.elementOf("a>b")], [1, null, null]);
  end();
});

test("canvas: what lies where", () => {
  const { canvas, end } = stage("a", "b");
  const found = (key, selector) => canvas.hit(canvas.elementOf(key).querySelector(selector));
  equal(found("a", ".step-body"), { key: "a", kind: "step", part: "body" });
  equal(found("a", ".port-dot").part, "port");
  equal(found("a>b", ".edge-plus circle"), { key: "a>b", kind: "edge", part: "plus" });
  equal([found("a>b", '[data-end="to"] circle').part, found("a>b", ".edge-badge rect").part], ["to", "badge"]);
  equal(canvas.hit(document.body), null);
  equal([canvas.stepAt({ x: 20, y: 20 }).key, canvas.stepAt({ x: 210, y: 20 }), canvas.stepAt({ x: 210, y: 20 }, 20).key], ["a", null, "a"]);
  end();
});

test("canvas: a transition says how many problems it has and how it differs, in figures and signs", () => {
  const { canvas, store, end } = stage("a", "b");
  store.run("", commands.setEdge("a>b", { name: "" }));
  equal([textOf(canvas, "a>b", ".edge-badge text"), canvas.elementOf("a>b").classList.contains("has-error")], ["1", true]);
  canvas.draw(store.state, new Map(), new Map([["a>b", "~"], ["a", "−"]]));
  equal([textOf(canvas, "a>b", ".edge-mark text"), textOf(canvas, "a", ".step-mark text")], ["~", "−"]);
  equal(canvas.elementOf("a>b").classList.contains("has-error"), false);
  new Roving(canvas, store).describe(store.state.nodes);
  equal(canvas.elementOf("a>b").getAttribute("aria-label").endsWith(", changed"), true);
  end();
});

test("roving: one tab stop, arrows walk the flow and among siblings", () => {
  const { canvas, store, editor, end } = stage("a", "b", "c");
  store.run("", commands.connect("a", "c", "Skip"));
  const { roving } = editor;
  equal(canvas.element.querySelectorAll("[tabindex='0']").length, 1);
  equal([roving.next("a", "ArrowRight"), roving.next("b", "ArrowLeft"), roving.next("a>b", "ArrowRight")], ["b", "a", "b"]);
  equal([roving.next("b", "ArrowDown"), roving.next("a", "ArrowLeft"), roving instanceof Roving], ["c", null, true]);
  roving.focus("b");
  equal([document.activeElement === canvas.elementOf("b"), canvas.element.querySelectorAll("[tabindex='0']").length], [true, 1]);
  end();
});

test("keyboard: keys of the canvas act on what has the focus, and not in a field", () => {
  const { canvas, store, editor, end } = stage("a", "b");
  keyboard(editor, { cancel: () => false });
  editor.roving.focus("a");
  const on = (...given) => press(document.activeElement, ...given);
  on("ArrowRight");
  on("ArrowRight", { ctrlKey: true, shiftKey: true });
  equal([[...store.selection], store.state.nodes[1].design], [["b"], { x: 410, y: 0 }]);
  on("z", { ctrlKey: true });
  on("e");
  equal([store.state.nodes[1].design.x, store.state.nodes[1].is_end], [310, false]);
  on("a", { ctrlKey: true });
  equal(store.selection.size, 3);
  on("Escape");
  equal(store.selection.size, 0);
  press(editor.renaming.field, "Delete");
  press(canvas.element.querySelector("button"), "n");
  equal(namesOf(store), ["a", "b"]);
  editor.roving.focus("b");
  store.select(["b"]);
  on("Delete");
  equal([namesOf(store), document.activeElement === canvas.elementOf("a")], [["a"], true]);
  end();
});

test("keyboard: each key does what the help says", () => {
  const { canvas, store, editor, end } = stage("a", "b", "c");
  const did = [];
  Object.assign(editor, { openHelp: () => did.push("help"), focusPanel: () => did.push("panel"), save: () => did.push("save") });
  keyboard(editor, { cancel: () => false });
  const on = (name, more = {}) => press(canvas.elementOf(editor.roving.current), name, more);
  editor.roving.focus("b");
  store.select(["b"]);
  for (const name of ["?", "p"]) on(name);
  on("s", { ctrlKey: true });
  equal(did, ["help", "panel", "save"]);
  for (const name of ["F2", "Enter"]) {
    on(name);
    equal([editor.renaming.key, editor.renaming.field.hidden], ["b", false]);
    press(editor.renaming.field, "Escape");
  }
  on("c");
  equal(editor.picker.element.hidden, false);
  press(document.activeElement, "Escape");
  on("]");
  equal([...store.selection], ["b>c"]);
  on("[");
  equal([...store.selection], ["b"]);
  const { viewport } = canvas;
  const scales = ["+", "-", "0", "1"].map((name) => {
    on(name);
    return Math.round(viewport.scale * 100);
  });
  equal(scales, [125, 100, 100, 100]);
  on("d", { ctrlKey: true });
  equal(namesOf(store), ["a", "b", "c", "b 2"]);
  for (const more of [{}, { shiftKey: true }, {}]) on("z", { ctrlKey: true, ...more });
  on("y", { ctrlKey: true });
  equal(namesOf(store).length, 4);
  store.select([store.state.nodes[3].key]);
  on("Backspace");
  equal(namesOf(store).length, 3);
  editor.roving.focus("a");
  store.select(["a"]);
  on("ArrowRight", { shiftKey: true });
  equal([...store.selection], ["a", "b"]);
  on("n");
  editor.commitRename();
  equal([namesOf(store).length, waysOf(store).length], [4, 2]);
  end();
});

test("clipboard: copies stand aside, the second further; cut takes away", () => {
  const { editor, store, end } = stage("a", "b");
  equal([editor.clipboard instanceof Clipboard, editor.clipboard.copy()], [true, false]);
  store.select(["a", "b"]);
  editor.clipboard.copy();
  editor.clipboard.paste();
  editor.clipboard.paste();
  const places = store.state.nodes.map((node) => node.design.x);
  equal([namesOf(store), places], [["a", "b", "a 2", "b 2", "a 3", "b 3"], [0, 310, 40, 350, 80, 390]]);
  equal(store.state.edges.length, 3);
  store.select(["a"]);
  editor.clipboard.cut();
  equal(namesOf(store)[0], "b");
  end();
});

test("connecting: the next step that is clicked is the target; what cannot be one is dim", () => {
  const { editor, store, canvas, end } = stage("a", "b", "c");
  const { connecting } = editor;
  connecting.begin("b");
  const dim = store.state.nodes.filter((node) => canvas.elementOf(node.key).classList.contains("is-dimmed"));
  equal([connecting instanceof Connecting, dim.map((node) => node.key)], [true, ["b"]]);
  equal([connecting.finish("a"), waysOf(store).length, connecting.finish("c")], [true, 3, false]);
  equal([canvas.elementOf("b").classList.contains("is-dimmed"), store.state.edges[2].to], [false, "a"]);
  end();
});

test("picker: it offers roles for a new step and the steps that there are", () => {
  const { editor, store, end } = stage("a", "b", "c");
  const { picker } = editor;
  picker.open("b", { x: 10, y: 10 });
  const choices = [...picker.element.querySelectorAll("[data-targets] [data-choice]")];
  equal([picker instanceof Picker, choices.map((choice) => choice.textContent)], [true, ["a", "c"]]);
  press(document.activeElement, "ArrowUp");
  equal(document.activeElement.textContent, "c");
  document.activeElement.click();
  equal([picker.element.hidden, waysOf(store).length, store.state.edges[2].to], [true, 3, "c"]);
  picker.open("b", { x: 10, y: 10 }, { x: 500, y: 300 });
  picker.element.querySelector('[data-role="3"]').click();
  equal([store.state.nodes[3].role_id, store.state.nodes[3].design, store.state.edges[3].to === store.state.nodes[3].key], [3, { x: 500, y: 260 }, true]);
  picker.open("b", { x: 10, y: 10 });
  press(document.activeElement, "Escape");
  equal(picker.element.hidden, true);
  end();
});

test("renaming: Enter takes the name, Escape and an empty one leave it", () => {
  const { editor, store, end } = stage("a", "b");
  const { renaming } = editor;
  const write = (key, text, last) => {
    renaming.open(key);
    renaming.field.value = text;
    press(renaming.field, last);
  };
  write("b", " Mend ", "Enter");
  write("a>b", "Done", "Enter");
  write("a", "Other", "Escape");
  write("a", "   ", "Enter");
  equal([renaming instanceof Renaming, namesOf(store), waysOf(store), renaming.field.hidden], [true, ["a", "Mend"], ["a Done b"], true]);
  end();
});

test("drags: steps move together along the grid, pulled into line, in one entry", () => {
  const { editor, store, canvas, root, end } = stage("a", "b", "c");
  store.select(["a", "b"]);
  const drag = new MoveDrag(editor, { x: 20, y: 120 }, "a");
  drag.move({ x: 23, y: 184 });
  drag.move({ x: 33, y: 224 });
  equal([canvas.element.querySelectorAll(".lifted .joint-element").length, store.canUndo], [2, false]);
  drag.end();
  equal(store.state.nodes.map((node) => node.design), [{ x: 10, y: 100 }, { x: 320, y: 100 }, { x: 620, y: 0 }]);
  store.undo();
  const near = new MoveDrag(editor, { x: 20, y: 120 }, "a");
  near.move({ x: 25, y: 124 });
  equal([near.by, root.querySelectorAll(".overlay-guide").length > 0], [{ x: 10, y: 0 }, true]);
  near.cancel();
  equal([store.state.nodes[0].design, root.querySelectorAll(".overlay-guide").length], [{ x: 0, y: 0 }, 0]);
  end();
});

test("drags: a line ends at a step, is refused in words at its own, and asks over nothing", () => {
  const { editor, store, root, end } = stage("a", "b", "c");
  const line = new LinkDrag(editor, "b");
  line.move({ x: 320, y: 120 });
  equal(root.querySelector(".overlay-reason").textContent.length > 0, true);
  line.move({ x: 20, y: 120 });
  equal([root.querySelector(".overlay-reason"), editor.canvas.elementOf("a").classList.contains("is-target")], [null, true]);
  line.end({ x: 20, y: 120 });
  equal(waysOf(store)[2].startsWith("b "), true);
  new LinkDrag(editor, "a", { key: "a>b", end: "to" }).end({ x: 640, y: 120 });
  equal(store.state.edges[0].to, "c");
  new LinkDrag(editor, "a").end({ x: 200, y: 400 });
  equal([editor.picker.element.hidden, editor.overlay instanceof Overlay], [false, true]);
  end();
});

test("drags: a frame chooses what it touches, given up it leaves the choice; the view pans", () => {
  const { editor, store, canvas, end } = stage("a", "b", "c");
  store.select(["c"]);
  const frame = new MarqueeDrag(editor, { x: 250, y: 300 }, true);
  frame.move({ x: 10, y: 150 });
  equal([...store.selection], ["c", "a"]);
  frame.cancel();
  equal([...store.selection], ["c"]);
  const pan = new PanDrag(editor, { x: 0, y: 0 });
  pan.move({ x: 30, y: 20 });
  pan.end();
  equal([canvas.viewport.x, canvas.viewport.y], [30, 120]);
  end();
});

test("editor: it adds after what is chosen, mends problems and says what was undone", () => {
  const { editor, store, end } = stage("a", "b");
  const region = document.createElement("div");
  region.dataset.announce = "";
  document.body.append(region);
  store.select(["a>b"]);
  editor.addNext({ role_id: 2 });
  editor.commitRename();
  equal([editor instanceof Editor, waysOf(store).length, store.state.nodes[2].role_id], [true, 2, 2]);
  editor.fix(editor.problems.find((problem) => problem.fix === "normalise"));
  equal(Math.round(store.state.nodes.reduce((sum, node) => sum + node.weight, 0) * 1000), 1000);
  editor.undo();
  equal(region.textContent.startsWith("Undone"), true);
  region.remove();
  end();
});

test("exporting: a picture has its looks in it and holds all steps", () => {
  const { canvas, end } = stage("a", "b");
  const { text, width } = svgOf(canvas);
  equal([text.startsWith("<svg"), text.includes("viewBox=\"-60 -60"), text.includes('stroke-width="'), width], [true, true, true, 630]);
  end();
});

test("viewing: a drawing for reading is panned and zoomed, nothing else", () => {
  const { canvas, store, root, end } = stage("a", "b");
  viewing(canvas, root);
  pointer(canvas.element, "pointerdown", 100, 100);
  pointer(canvas.element, "pointermove", 140, 110);
  pointer(canvas.element, "pointerup", 140, 110);
  pointer(canvas.element, "pointermove", 300, 300);
  equal([canvas.viewport.x, canvas.viewport.y, store.canUndo], [40, 110, false]);
  const larger = Object.assign(document.createElement("button"), { type: "button" });
  larger.dataset.zoomBy = "2";
  root.append(larger);
  larger.click();
  equal(canvas.viewport.scale, 2);
  end();
});

test("commands: a step inserted where there is no room moves on what stands behind", () => {
  const state = row("a", "b", "c");
  const added = commands.insertOn("a>b", { name: "m" }, "Go")(state).state;
  const [a, b, c, m] = added.nodes.map((node) => node.design);
  equal([a.x, m.x, b.x, c.x, m.y], [0, 340, 680, 990, 0]);
  const wide = commands.moveTo({ b: { x: 900, y: 0 } })(state);
  equal(commands.insertOn("a>b", { name: "m" }, "Go")(wide).state.nodes.map((node) => node.design.x), [0, 900, 620, 450]);
  const down = commands.moveTo({ b: { x: 0, y: 200 }, c: { x: 0, y: 400 } })(state);
  equal(commands.insertOn("a>b", { name: "m" }, "Go")(down).state.nodes.map((node) => node.design.y), [0, 280, 480, 140]);
});
