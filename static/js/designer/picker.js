// The list of what a step can lead to: a new step for a role, or a step that is there.

import * as commands from "./commands.js";
import { say } from "./texts.js";

export class Picker {
  constructor(editor, element) {
    this.editor = editor;
    this.element = element;
    element.addEventListener("click", (event) => this.chosen(event.target.closest("[data-choice]")));
    element.addEventListener("keydown", (event) => this.keys(event));
    element.addEventListener("focusout", (event) => {
      if (!element.contains(event.relatedTarget)) element.hidden = true;
    });
  }

  // At a place of the canvas; a new step stands at `design` in the drawing, else behind `from`.
  open(from, at, design = null) {
    this.from = from;
    this.design = design;
    this.element.querySelector("[data-targets]").replaceChildren(...this.targets().map((node) => choice(node.name, { to: node.key })));
    this.element.hidden = false;
    const { clientWidth, clientHeight } = this.editor.canvas.element;
    const { offsetWidth, offsetHeight } = this.element;
    this.element.style.left = `${Math.max(8, Math.min(at.x, clientWidth - offsetWidth - 8))}px`;
    this.element.style.top = `${Math.max(8, Math.min(at.y, clientHeight - offsetHeight - 8))}px`;
    this.element.querySelector("[data-choice]").focus();
  }

  targets() {
    const { state } = this.editor.store;
    return state.nodes.filter((node) => !commands.refusal(state, this.from, node.key));
  }

  keys(event) {
    const choices = [...this.element.querySelectorAll("[data-choice]")];
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") this.close();
    if (!by && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (by) choices[(choices.indexOf(document.activeElement) + by + choices.length) % choices.length].focus();
  }

  chosen(button) {
    if (!button) return;
    const { to, role } = button.dataset;
    const { editor, from, design } = this;
    this.close();
    if (to) {
      editor.connect(from, to);
      return;
    }
    const place = design && { design: { x: design.x, y: design.y - 40 } };
    const values = { name: say("new_step"), role_id: role ? Number(role) : null, ...place };
    editor.run(say("did_add"), commands.addAfter(from, values, say("new_edge")));
    editor.choose(editor.newest());
    editor.begin(editor.store.single);
  }

  // Whether it was open.
  close() {
    const was = !this.element.hidden;
    this.element.hidden = true;
    if (was) this.editor.roving.focus(this.from);
    return was;
  }
}

function choice(text, data) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "menu-item";
  button.dataset.choice = "";
  Object.assign(button.dataset, data);
  button.textContent = text;
  return button;
}

