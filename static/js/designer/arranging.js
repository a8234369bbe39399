// Arranging all steps: shown on the canvas first, then applied as one entry of the history, or dropped.

import { notice } from "./announce.js";
import * as commands from "./commands.js";
import { arrange } from "./layout.js";
import { place } from "./model.js";
import { labelOf } from "./shapes.js";
import { count, say } from "./texts.js";

export class Arranging {
  // `element` is what asks on the canvas whether the new places are wanted.
  constructor(editor, element) {
    this.editor = editor;
    this.element = element;
    this.places = null;
    this.view = null;
    element.addEventListener("click", (event) => {
      const choice = event.target.closest("[data-arranged]")?.dataset.arranged;
      if (choice) this[choice]();
    });
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.drop();
    });
    // What is changed meanwhile, here or by undo, is what is wanted.
    editor.store.subscribe(({ state }) => state && this.close());
  }

  get isOpen() {
    return this.places !== null;
  }

  // Show where everything would stand.
  open() {
    const { editor } = this;
    const { state } = editor.store;
    const widths = new Map(state.edges.map((edge) => [edge.key, labelOf(edge).width]));
    const places = arrange(state, widths);
    const moved = state.nodes.filter((node) => place(node).x !== places[node.key].x || place(node).y !== places[node.key].y);
    if (!moved.length) {
      notice(say("arranged_already"));
      return;
    }
    const { viewport } = editor.canvas;
    this.view ??= [viewport.x, viewport.y, viewport.scale];
    this.places = places;
    this.show(count("would_move", moved.length));
    this.draw(places);
    viewport.begin(editor.canvas.state.nodes);
  }

  draw(places) {
    const { canvas, store } = this.editor;
    const nodes = store.state.nodes.map((node) => (places[node.key] ? { ...node, design: places[node.key] } : node));
    canvas.draw({ ...store.state, nodes }, canvas.problems);
  }

  show(text) {
    this.element.querySelector("[data-arranged-text]").textContent = text;
    this.element.hidden = false;
    this.editor.root.classList.add("is-arranging");
    this.element.querySelector('[data-arranged="apply"]').focus();
    this.editor.announce(text);
  }

  apply() {
    const { places } = this;
    this.close();
    this.editor.run(say("did_arrange"), commands.moveTo(places));
    this.editor.focusCanvas();
  }

  // Everything as it was, the view too.
  drop() {
    const { canvas } = this.editor;
    const { view } = this;
    this.close();
    this.draw({});
    canvas.viewport.set(...view);
    this.editor.announce(say("not_arranged"));
    this.editor.focusCanvas();
  }

  close() {
    if (!this.isOpen) return;
    this.places = null;
    this.view = null;
    this.element.hidden = true;
    this.editor.root.classList.remove("is-arranging");
  }
}
