// Choosing what a step leads to: by clicking it, from a list, and what shows where one may end.

import { announce } from "./announce.js";
import * as commands from "./commands.js";
import { place, WIDTH } from "./model.js";
import { say } from "./texts.js";

export class Connecting {
  constructor(editor) {
    this.editor = editor;
    this.from = null;
  }

  // By clicks: the next step that is clicked is the target.
  begin(key) {
    this.from = key;
    this.editor.root.classList.add("is-connecting");
    announce(say("choose_target"));
    this.dim((target) => [key, target]);
  }

  // A click on the step `key`, or beside all steps (null); whether it was waited for.
  finish(key) {
    const { from } = this;
    if (!this.cancel()) return false;
    if (key && key !== from) this.editor.connect(from, key);
    return true;
  }

  cancel() {
    const was = this.from;
    this.from = null;
    this.editor.root.classList.remove("is-connecting");
    this.dim(null);
    return Boolean(was);
  }

  // The list of targets, at the selected step.
  openList() {
    const step = this.editor.chosenStep();
    if (!step) return;
    const { x, y } = place(step);
    this.editor.picker.open(step.key, this.editor.canvas.viewport.toScreen({ x: x + WIDTH, y }));
  }

  // The same where a line was dropped: `at` in pixels of the canvas.
  openListAt(from, at) {
    this.editor.picker.open(from, at, this.editor.canvas.viewport.toDrawing(at));
  }

  // Dim the steps that cannot be the target; `ends(key)` gives [from, to]. null: none.
  dim(ends) {
    const { state } = this.editor.store;
    this.mark("is-dimmed", (key) => Boolean(ends && commands.refusal(state, ...ends(key))));
  }

  // Show the step on which the line would end.
  light(target) {
    this.mark("is-target", (key) => key === target);
  }

  mark(name, isMarked) {
    for (const { key } of this.editor.store.state.nodes) this.editor.canvas.elementOf(key)?.classList.toggle(name, isMarked(key));
  }
}
