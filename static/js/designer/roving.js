// The canvas for keyboard and screen reader: one tab stop, steps in the order of the flow, each with a name
// that says all that the eye sees.

import { markWord } from "./diff.js";
import { flowOrder, incoming, nodeOf, outgoing, shareOf, siblings } from "./model.js";
import { say, count } from "./texts.js";

export class Roving {
  constructor(canvas, store) {
    this.canvas = canvas;
    this.store = store;
    this.current = null;
    this.pressed = new Set();
  }

  // For reading: names alone, as pictures.
  describe(order) {
    const { state } = this.store;
    order.forEach((node, index) => {
      this.name(node, index, order.length);
      this.still(node.key);
    });
    state.edges.forEach((edge) => {
      this.nameEdge(edge);
      this.still(edge.key);
    });
  }

  still(key) {
    const element = this.canvas.elementOf(key);
    element?.setAttribute("role", "img");
    element?.removeAttribute("aria-pressed");
  }

  // After every drawing: names, roles and the one tab stop. Moving steps changes no name.
  refresh(isNamed) {
    const { state } = this.store;
    const order = flowOrder(state);
    if (!isNamed) {
      order.forEach((node, index) => this.name(node, index, order.length));
      state.edges.forEach((edge) => this.nameEdge(edge));
    }
    this.press(this.store.selection);
    const known = this.canvas.elementOf(this.current) ? this.current : null;
    this.stop(known ?? order[0]?.key ?? null);
  }

  // Tell which are selected, and which no longer.
  press(keys) {
    for (const key of this.pressed.symmetricDifference(keys)) this.canvas.elementOf(key)?.setAttribute("aria-pressed", keys.has(key));
    this.pressed = new Set(keys);
  }

  name(node, index, total) {
    this.say(node.key, describe(this.store.state, node, index, total, this.canvas));
  }

  nameEdge(edge) {
    const [from, to] = [edge.from, edge.to].map((key) => nodeOf(this.store.state, key).name);
    const problems = this.canvas.problems.get(edge.key)?.length ?? 0;
    const parts = [say("edge_says", { name: edge.name, from, to })];
    if (edge.condition) parts.push(say("says_condition"));
    if (edge.automatic) parts.push(say("says_automatic"));
    if (problems) parts.push(count("says_problems", problems));
    const mark = this.canvas.marks.get(edge.key);
    if (mark) parts.push(markWord(mark));
    this.say(edge.key, parts.join(", "));
  }

  // Give the element of `key` its name and state; what it has already is left alone.
  say(key, label) {
    const element = this.canvas.elementOf(key);
    if (!element) return;
    const values = {
      role: "button", "aria-label": label, "aria-pressed": this.store.selection.has(key), tabindex: key === this.current ? 0 : -1,
    };
    for (const [name, value] of Object.entries(values)) {
      if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
    }
  }

  // Make `key` the one that Tab comes to; without any, the canvas itself.
  stop(key) {
    const was = this.current;
    this.current = key;
    for (const each of [was, key]) if (each) this.canvas.elementOf(each)?.setAttribute("tabindex", each === key ? "0" : "-1");
    this.canvas.element.setAttribute("tabindex", key ? "-1" : "0");
  }

  focus(key) {
    this.stop(key);
    const element = key ? this.canvas.elementOf(key) : this.canvas.element;
    const frame = key && this.canvas.frame(key);
    if (frame) this.canvas.viewport.reveal(frame);
    element?.focus({ preventScroll: true });
  }

  // What an arrow key leads to from a step or transition, or null.
  next(key, arrow) {
    const { state } = this.store;
    const edge = state.edges.find((each) => each.key === key);
    if (edge) return arrow === "ArrowRight" ? edge.to : arrow === "ArrowLeft" ? edge.from : this.besides(outgoing(state, edge.from), key, arrow);
    if (arrow === "ArrowRight") return outgoing(state, key)[0]?.to ?? null;
    if (arrow === "ArrowLeft") return incoming(state, key)[0]?.from ?? null;
    return this.besides(siblings(state, key), key, arrow) ?? this.besides(flowOrder(state), key, arrow);
  }

  // The neighbour in a list, up or down.
  besides(items, key, arrow) {
    const at = items.findIndex((item) => item.key === key);
    return items[at + (arrow === "ArrowUp" ? -1 : 1)]?.key ?? null;
  }
}

// "Triage, step 2 of 6, role Agent, weight 0.2, 2 outgoing: Approve to Close, Reject to Review, 1 problem"
function describe(state, node, index, total, canvas) {
  const own = outgoing(state, node.key);
  const parts = [
    say("step_says", { name: node.name || say("unnamed"), number: index + 1, total }),
    node.role_id === null ? say("says_no_role") : say("says_role", { role: canvas.roleName(node.role_id) }),
    say("says_weight", { weight: node.weight, share: Math.round(shareOf(state, node) * 100) }),
  ];
  if (node.is_start) parts.push(say("says_start"));
  if (node.is_end) parts.push(say("says_end"));
  const ways = own.map((edge) => say("says_way", { name: edge.name, to: nodeOf(state, edge.to).name }));
  if (own.length) parts.push(say("says_outgoing", { count: own.length, ways: ways.join("; ") }));
  const problems = canvas.problems.get(node.key) ?? [];
  if (problems.length) parts.push(count("says_problems", problems.length));
  const mark = canvas.marks.get(node.key);
  if (mark) parts.push(markWord(mark));
  return parts.join(", ");
}
