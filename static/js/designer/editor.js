// The verbs of the editor: what canvas, keys, tables, panel and buttons all call.

import { announce, notice } from "./announce.js";
import { Arranging } from "./arranging.js";
import { Canvas } from "./canvas.js";
import { Clipboard } from "./clipboard.js";
import * as commands from "./commands.js";
import { Connecting } from "./connecting.js";
import { fixOf } from "./fixes.js";
import { edgeOf, HEIGHT, isOnlyMoved, nodeOf, outgoing, WIDTH } from "./model.js";
import { Overlay } from "./overlay.js";
import { Picker } from "./picker.js";
import { check } from "./problems.js";
import { Renaming } from "./renaming.js";
import { Roving } from "./roving.js";
import { count, say } from "./texts.js";

export class Editor {
  // `root` is the page element, `facts` what the server knows of roles and conditions.
  constructor(root, store, facts) {
    this.root = root;
    this.store = store;
    this.facts = facts;
    const roleName = (id) => facts.roles[id]?.name ?? "";
    this.canvas = new Canvas(root.querySelector("[data-canvas]"), roleName);
    this.overlay = new Overlay(root.querySelector("[data-overlay]"), this.canvas.viewport);
    this.roving = new Roving(this.canvas, store);
    this.renaming = new Renaming(this, root.querySelector("[data-rename]"));
    this.picker = new Picker(this, root.querySelector("[data-picker]"));
    this.clipboard = new Clipboard(this);
    this.connecting = new Connecting(this);
    this.arranging = new Arranging(this, root.querySelector("[data-arranging]"));
    this.announce = announce;
    this.problems = [];
    this.shown = null; // the state that was drawn last
  }

  // Draw everything as the store has it.
  refresh({ state, selection }) {
    const hadFocus = this.canvas.element.contains(document.activeElement);
    const isMoved = state && isOnlyMoved(this.shown, this.store.state);
    if (state) {
      if (!isMoved) this.problems = check(this.store.state, this.facts);
      this.shown = this.store.state;
      this.canvas.draw(this.store.state, Map.groupBy(this.problems.filter((each) => each.key), (each) => each.key));
    }
    this.canvas.select(this.store.selection);
    this.roving.refresh(isMoved || !state);
    if (selection && this.store.single) this.roving.stop(this.store.single);
    // What had the focus may be gone: keys still belong to the canvas.
    if (hadFocus && document.activeElement === document.body) this.focusCanvas();
  }

  run(label, command, options) {
    const isChanged = this.store.run(label, command, options);
    if (isChanged && !options?.quiet) announce(label);
    return isChanged;
  }

  // ---------------------------------------------------------------- make

  addStep(values = {}) {
    this.run(say("did_add"), commands.addStep({ name: say("new_step"), ...values }));
    this.begin(this.store.single);
  }

  // Add after what is selected: behind a step, or into a transition.
  addNext(values) {
    const key = this.store.single;
    const given = { name: say("new_step"), ...values };
    if (key && nodeOf(this.store.state, key)) this.run(say("did_add"), commands.addAfter(key, given, say("new_edge")));
    else if (key && edgeOf(this.store.state, key)) return this.insertOn(key, values);
    else return this.addStep(values);
    this.choose(this.newest());
    return this.begin(this.store.single);
  }

  insertOn(key, values = {}) {
    this.run(say("did_insert"), commands.insertOn(key, { name: say("new_step"), ...values }, say("new_edge")));
    this.begin(this.store.single);
  }

  // Where a palette entry was dropped: on a transition into it, on a step after it, else there.
  drop(event, values) {
    const { viewport, element } = this.canvas;
    const under = document.elementFromPoint(event.clientX, event.clientY);
    if (!under || !element.contains(under)) return;
    const hit = this.canvas.hit(under);
    if (hit) {
      this.store.select([hit.key]);
      this.addNext(values);
      return;
    }
    const { x, y } = viewport.toDrawing(viewport.ofEvent(event));
    this.addStep({ ...values, design: { x: x - WIDTH / 2, y: y - HEIGHT / 2 } });
  }

  newest() {
    return this.store.state.nodes.at(-1).key;
  }

  // Bring a new step or transition to the eye and have it named.
  begin(key) {
    if (!key) return;
    this.roving.focus(key);
    this.rename(key);
  }

  choose(key) {
    this.store.select([key]);
  }

  // ---------------------------------------------------------------- connect

  connect(from, to) {
    const why = commands.refusal(this.store.state, from, to);
    if (why) {
      notice(say(why));
      return;
    }
    this.run(say("did_connect"), commands.connect(from, to, say("new_edge")));
    this.begin(this.store.single);
  }

  // ---------------------------------------------------------------- change

  rename(key) {
    if (key) this.renaming.open(key);
  }

  commitRename() {
    this.renaming.commit();
  }

  // Set values of the selected step.
  set(label, values, options) {
    const step = this.chosenStep();
    if (step) this.run(label, commands.setStep(step.key, values), options);
  }

  fix(problem) {
    this.run(say("did_fix"), fixOf(problem));
  }

  removeSelected() {
    const keys = [...this.store.selection];
    const near = this.neighbour(keys);
    if (this.run(count("did_remove", keys.length), commands.remove(keys))) this.roving.focus(near);
  }

  // Where the focus goes when `keys` are gone.
  neighbour(keys) {
    const { state } = this.store;
    const known = (key) => key && !keys.includes(key) && nodeOf(state, key);
    const edge = edgeOf(state, keys[0]);
    const leading = state.edges.find((each) => each.to === keys[0]);
    return [edge?.from, leading?.from, outgoing(state, keys[0])[0]?.to, state.nodes.find((node) => !keys.includes(node.key))?.key].find(known) ?? null;
  }

  undo() {
    const label = this.store.undo();
    announce(label === null ? say("nothing_to_undo") : say("undone", { what: label }));
  }

  redo() {
    const label = this.store.redo();
    announce(label === null ? say("nothing_to_redo") : say("redone", { what: label }));
  }

  // ---------------------------------------------------------------- look

  chosenStep() {
    return nodeOf(this.store.state, this.store.single) ?? nodeOf(this.store.state, this.roving.current) ?? null;
  }

  focusCanvas() {
    this.roving.focus(this.roving.current);
  }

  // Show a step or transition wherever one is: chosen, in sight, focused.
  reveal(key) {
    this.store.select([key]);
    this.roving.focus(key);
  }

  focusPanel() {
    this.root.querySelector("[data-panel]:not([hidden]) :is(input, select, textarea)")?.focus();
  }

  showProblems(key) {
    const entry = this.root.querySelector(`[data-problem-of="${CSS.escape(key)}"]`);
    entry?.closest("details")?.setAttribute("open", "");
    entry?.focus();
  }

  closePopovers() {
    return this.picker.close();
  }

  openHelp() {
    document.getElementById("designer-help").showModal();
  }

  // What follows a palette entry while it is dragged.
  ghost(event) {
    const ghost = this.root.querySelector("[data-ghost]");
    ghost.hidden = !event;
    if (!event) return;
    ghost.style.left = `${event.clientX}px`;
    ghost.style.top = `${event.clientY}px`;
  }
}
