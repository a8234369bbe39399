// Keys of the canvas, heard only while it has the focus, and never in a field.

import * as commands from "./commands.js";
import { GRID } from "./model.js";
import { say } from "./texts.js";

const ZOOM = 1.25;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function keyboard(editor, gestures) {
  const { canvas, store, roving } = editor;

  const plain = {
    Delete: () => editor.removeSelected(),
    Backspace: () => editor.removeSelected(),
    F2: () => editor.rename(roving.current),
    Enter: () => editor.rename(roving.current),
    n: () => editor.addNext({}),
    c: () => editor.connecting.openList(),
    e: () => editor.set(say("did_end"), { is_end: !editor.chosenStep()?.is_end }),
    p: () => editor.focusPanel(),
    "[": () => walkEdges(-1),
    "]": () => walkEdges(1),
    "+": () => canvas.viewport.zoom(ZOOM),
    "=": () => canvas.viewport.zoom(ZOOM),
    "-": () => canvas.viewport.zoom(1 / ZOOM),
    0: () => canvas.viewport.reset(),
    1: () => canvas.viewport.fit(store.state.nodes),
    "?": () => editor.openHelp(),
  };
  const withControl = {
    z: (event) => (event.shiftKey ? editor.redo() : editor.undo()),
    y: () => editor.redo(),
    a: () => store.select([...store.state.nodes, ...store.state.edges].map((item) => item.key)),
    c: () => editor.clipboard.copy(),
    x: () => editor.clipboard.cut(),
    v: () => editor.clipboard.paste(),
    d: () => editor.clipboard.duplicate(),
    s: () => editor.save(),
  };

  // The transitions of a step, one after the other.
  function walkEdges(by) {
    const { state } = store;
    const current = state.edges.find((edge) => edge.key === roving.current);
    const own = state.edges.filter((edge) => edge.from === (current?.from ?? roving.current));
    const at = current ? own.indexOf(current) + by : by > 0 ? 0 : own.length - 1;
    go(own[at]?.key ?? current?.from ?? null);
  }

  function go(key, adds = false) {
    if (!key) return;
    const keys = adds ? [...store.selection, key] : [key];
    roving.focus(key); // which chooses the one that has the focus
    store.select(keys);
  }

  function arrow(event) {
    const [dx, dy] = ARROWS[event.key];
    if (event.ctrlKey || event.metaKey) {
      const by = GRID * (event.shiftKey ? 10 : 1);
      editor.run(say("did_move"), commands.nudge(store.selection, dx * by, dy * by), { merge: "nudge" });
    } else {
      go(roving.current ? roving.next(roving.current, event.key) : null, event.shiftKey);
    }
  }

  function escape() {
    if (gestures.cancel() || editor.connecting.cancel() || editor.closePopovers()) return;
    if (editor.arranging.isOpen) return void editor.arranging.drop();
    store.select([]);
  }

  canvas.element.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea, button, [data-over-canvas]")) return;
    const control = event.ctrlKey || event.metaKey;
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const handler = event.key in ARROWS ? arrow
      : event.key === "Escape" ? escape
        : control ? withControl[name] : event.altKey ? null : plain[name];
    if (!handler) return;
    event.preventDefault();
    handler(event);
  });

  canvas.element.addEventListener("focusin", (event) => {
    const key = event.target.closest("[model-id]")?.getAttribute("model-id");
    if (key) roving.stop(key);
    if (key && !store.selection.has(key) && event.target.matches(":focus-visible")) store.select([key]);
  });
}
