// The field over a step or transition in which its name is written.

import * as commands from "./commands.js";
import { edgeOf, nodeOf } from "./model.js";
import { say } from "./texts.js";

export class Renaming {
  constructor(editor, field) {
    this.editor = editor;
    this.field = field;
    this.key = null;
    field.addEventListener("keydown", (event) => this.keys(event));
    field.addEventListener("blur", () => this.commit());
    editor.canvas.viewport.listeners.add(() => this.put());
  }

  open(key) {
    this.commit();
    this.key = key;
    const { state } = this.editor.store;
    this.field.value = (nodeOf(state, key) ?? edgeOf(state, key)).name;
    this.field.hidden = false;
    this.put();
    this.field.focus({ preventScroll: true });
    this.field.select();
  }

  // Over its step or label, as large as that is shown.
  put() {
    if (!this.key) return;
    const frame = this.editor.canvas.frame(this.key);
    if (!frame) return;
    const { viewport } = this.editor.canvas;
    const { x, y } = viewport.toScreen(frame);
    const width = Math.max(180, frame.width * viewport.scale);
    this.field.style.left = `${x + (frame.width * viewport.scale - width) / 2}px`;
    this.field.style.top = `${y + Math.min(14, (frame.height * viewport.scale - 32) / 2)}px`;
    this.field.style.width = `${width}px`;
  }

  keys(event) {
    event.stopPropagation();
    if (event.key === "Enter") this.commit(true);
    else if (event.key === "Escape") this.close(true);
  }

  commit(refocuses = false) {
    const { key } = this;
    if (!key) return;
    const name = this.field.value.trim();
    this.close(refocuses);
    if (!name) return;
    const command = nodeOf(this.editor.store.state, key) ? commands.setStep : commands.setEdge;
    this.editor.run(say("did_rename"), command(key, { name }));
    if (refocuses) this.editor.roving.focus(key);
  }

  close(refocuses) {
    const { key } = this;
    this.key = null;
    this.field.hidden = true;
    if (refocuses) this.editor.roving.focus(key);
  }
}
