// The one store of the editor: the draft, its history and what is selected. Canvas, tables and panel show it
// and change it by commands only.

import { History } from "./history.js";

export class Store {
  constructor(state) {
    this.history = new History(state);
    this.selection = new Set();
    this.listeners = new Set();
  }

  get state() {
    return this.history.present.state;
  }

  get canUndo() {
    return this.history.past.length > 0;
  }

  get canRedo() {
    return this.history.future.length > 0;
  }

  // Call `listener({state, selection, label})` after every change; returns how to stop.
  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  // Run a command of commands.js. It gives a new state, the same one where nothing changes, or
  // {state, select} with the keys to select.
  run(label, command, options = {}) {
    const before = this.state;
    const result = command(before);
    const state = result.state ?? result;
    if (state !== before) this.history.push(state, label, options.merge ?? null);
    if (result.select) this.selection = new Set(result.select);
    this.tidySelection();
    if (state !== before || result.select) this.tell({ state: state !== before, selection: Boolean(result.select), label });
    return state !== before;
  }

  // Put another draft in place, without history: what the server has after a conflict.
  replace(state) {
    this.history = new History(state);
    this.tidySelection();
    this.tell({ state: true, selection: true, label: "" });
  }

  undo() {
    return this.step(this.history.undo());
  }

  redo() {
    return this.step(this.history.redo());
  }

  step(label) {
    if (label === null) return null;
    this.tidySelection();
    this.tell({ state: true, selection: true, label });
    return label;
  }

  select(keys) {
    this.selection = new Set(keys);
    this.tell({ state: false, selection: true, label: "" });
  }

  toggle(key) {
    const keys = new Set(this.selection);
    if (!keys.delete(key)) keys.add(key);
    this.select(keys);
  }

  // The one thing selected, or null.
  get single() {
    return this.selection.size === 1 ? [...this.selection][0] : null;
  }

  tidySelection() {
    const known = new Set([...this.state.nodes, ...this.state.edges].map((item) => item.key));
    this.selection = new Set([...this.selection].filter((key) => known.has(key)));
  }

  tell(change) {
    for (const listener of this.listeners) listener(change);
  }
}
