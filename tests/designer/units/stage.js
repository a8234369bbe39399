// An editor on a page of its own, with a real canvas and what the server rendered for it.

import { Editor } from "/static/js/designer/editor.js";
import { Store } from "/static/js/designer/store.js";
import { row } from "./harness.js";
import { part } from "./pieces.js";

export const FACTS = {
  roles: { 1: { name: "Agent", is_active: true, has_members: true }, 2: { name: "Nurse", is_active: true, has_members: true } },
  rules: { fields: {}, operators: {}, words: {}, extra: [] },
};

// {editor, store, canvas, end} on steps of these names in a row, seen in full size from the left.
export function stage(...names) {
  const root = document.createElement("div");
  const element = part("[data-canvas]");
  Object.assign(element.style, { position: "fixed", left: 0, top: 0, width: "1000px", height: "500px" });
  element.setPointerCapture = () => {};
  const ghost = document.createElement("div");
  ghost.dataset.ghost = "";
  root.append(element, part("[data-problems]"), ghost);
  document.body.append(root);
  const store = new Store(row(...names));
  const editor = new Editor(root, store, FACTS);
  store.subscribe((change) => editor.refresh(change));
  editor.refresh({ state: true, selection: true });
  editor.canvas.viewport.set(0, 100, 1);
  const end = () => {
    editor.canvas.paper.remove();
    root.remove();
  };
  return { editor, store, canvas: editor.canvas, root, end };
}

export const pointer = (target, kind, x, y, more = {}) => target.dispatchEvent(new PointerEvent(kind, {
  bubbles: true, clientX: x, clientY: y, pointerId: 1, button: 0, ...more,
}));

export const press = (target, key, more = {}) => target.dispatchEvent(new KeyboardEvent("keydown", {
  key, bubbles: true, cancelable: true, ...more,
}));

export const namesOf = (store) => store.state.nodes.map((node) => node.name);
export const waysOf = (store) => store.state.edges.map(({ from, name, to }) => `${from} ${name} ${to}`);
