// Parts of the page on their own, beside an editor that is a store alone.

import { Store } from "/static/js/designer/store.js";
import { row } from "./harness.js";

// A part of the page by a selector, as it came from the server, shown and unheard so far.
export function part(selector) {
  const copy = document.querySelector(selector).cloneNode(true);
  copy.hidden = false;
  document.body.append(copy);
  return copy;
}

export function editorOf(...names) {
  const store = new Store({ ...row(...names), details: { low_sla: "72:00:00" } });
  const said = [];
  return {
    store, said, problems: [], announce: (text) => said.push(text),
    run: (label, command, options) => store.run(label, command, options),
  };
}

// Keep a view up to date as the editor does.
export function kept(editor, refresh) {
  editor.store.subscribe(refresh);
  refresh();
}

export const pointer = (target, kind, x, more = {}) => target.dispatchEvent(new PointerEvent(kind, {
  bubbles: true, clientX: x, clientY: 10, pointerId: 1, ...more,
}));
export const key = (target, name) => target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
export function type(field, value, kind = "input") {
  field.value = value;
  field.dispatchEvent(new Event(kind, { bubbles: true }));
}
