// The shares of the steps as one bar: a boundary moves time from one step to the next, by pointer or arrows.

import * as commands from "./commands.js";
import { flowOrder, nodeOf, shareOf, totalWeight } from "./model.js";
import { copyOf, listen, show } from "./forms.js";
import { hoursOf } from "./sla.js";
import { say } from "./texts.js";

const HUES = 6;
const STEP = 0.01;
const round = (value) => Math.round(value * 1000) / 1000;

export function weightView(editor, element) {
  const { store } = editor;
  const bar = element.querySelector("[data-bar]");
  const body = element.querySelector("tbody");
  let drag = null;

  // Move `by` (a share) from the step right of the boundary to the one left of it.
  function shift(left, right, by, merge) {
    const { state } = store;
    const [a, b] = [nodeOf(state, left), nodeOf(state, right)];
    const total = totalWeight(state);
    const moved = Math.min(Math.max(by * total, STEP * total - a.weight), b.weight - STEP * total);
    editor.run(say("did_weight"), commands.setWeights({ [left]: round(a.weight + moved), [right]: round(b.weight - moved) }), { merge, quiet: true });
  }

  bar.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-left]");
    if (!handle) return;
    bar.setPointerCapture(event.pointerId);
    const { left, right } = handle.dataset;
    drag = { left, right, x: event.clientX, merge: `weights ${performance.now()}` };
  });
  bar.addEventListener("pointermove", (event) => {
    if (!drag) return;
    shift(drag.left, drag.right, (event.clientX - drag.x) / bar.clientWidth, drag.merge);
    drag.x = event.clientX;
  });
  function letGo() {
    if (!drag) return;
    drag = null;
    store.history.seal();
    drawBar(flowOrder(store.state));
  }
  bar.addEventListener("pointerup", letGo);
  bar.addEventListener("pointercancel", letGo);
  bar.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP, PageDown: -STEP * 10, PageUp: STEP * 10 }[event.key];
    const handle = event.target.closest("[data-left]");
    if (!by || !handle) return;
    event.preventDefault();
    shift(handle.dataset.left, handle.dataset.right, by, `weights ${handle.dataset.left}`);
  });

  listen(body, (name, value, field) => {
    const { key } = field.closest("[data-key]").dataset;
    editor.run(say("did_weight"), commands.setStep(key, { [name]: value }), { merge: `${key} ${name}`, quiet: true });
  });
  body.addEventListener("focusout", () => store.history.seal());
  element.querySelector("[data-even]").addEventListener("click", () => {
    const weights = Object.fromEntries(store.state.nodes.map((node) => [node.key, 1]));
    editor.run(say("did_weight"), (state) => commands.normalise()(commands.setWeights(weights)(state)));
  });
  element.querySelector("[data-normalise]").addEventListener("click", () => editor.run(say("did_weight"), commands.normalise()));

  function drawBar(order) {
    const { state } = store;
    const parts = order.flatMap((node, index) => {
      const part = copyOf("weight-part");
      part.style.flexGrow = String(Math.max(shareOf(state, node), 0.001));
      part.classList.add(`hue-${index % HUES}`);
      part.querySelector("[data-weight-name]").textContent = node.name;
      part.querySelector("[data-weight-share]").textContent = `${Math.round(shareOf(state, node) * 100)} %`;
      const next = order[index + 1];
      return next ? [part, handle(node, next)] : [part];
    });
    const focused = bar.contains(document.activeElement) ? document.activeElement.dataset.left : null;
    bar.replaceChildren(...parts);
    if (focused) bar.querySelector(`[data-left="${CSS.escape(focused)}"]`)?.focus();
  }

  function handle(left, right) {
    const boundary = copyOf("weight-handle");
    Object.assign(boundary.dataset, { left: left.key, right: right.key });
    boundary.setAttribute("aria-label", say("boundary", { left: left.name, right: right.name }));
    const value = Math.round(shareOf(store.state, left) * 100);
    boundary.setAttribute("aria-valuenow", String(value));
    boundary.setAttribute("aria-valuetext", say("share", { share: value }));
    return boundary;
  }

  function drawRows(order) {
    const rows = new Map([...body.children].map((row) => [row.dataset.key, row]));
    body.append(...order.map((node) => {
      const row = rows.get(node.key) ?? copyOf("weight-row");
      row.dataset.key = node.key;
      rows.delete(node.key);
      row.querySelector("[data-weight-name]").textContent = node.name;
      row.querySelectorAll("[data-field]").forEach((field) => field.setAttribute("aria-label", say("weight_of", { name: node.name })));
      show(row, node);
      row.querySelector("[data-hours]").replaceChildren(...hoursOf(store.state, node));
      return row;
    }).filter((row) => row.parentElement !== body));
    rows.forEach((row) => row.remove());
  }

  return function refresh() {
    if (element.hidden) return;
    const order = flowOrder(store.state);
    if (drag) {
      order.forEach((node, index) => {
        const part = bar.querySelectorAll("[data-weight-part]")[index];
        part.style.flexGrow = String(shareOf(store.state, node));
        part.querySelector("[data-weight-share]").textContent = `${Math.round(shareOf(store.state, node) * 100)} %`;
      });
    } else drawBar(order);
    drawRows(order);
  };
}
