// What is being dragged: copies of steps and of the transitions that touch them, on a layer of their own above
// the drawing. Only this small layer is painted anew while the pointer moves, however large the drawing is.

import { edgeAttributes } from "./shapes.js";

const NS = "http://www.w3.org/2000/svg";
const RADIUS = 8;
const LIFTED = "is-lifted";
// What a copy must not have: identity, name and place in the tab order are the original's.
const OWN = ["id", "model-id", "tabindex", "role", "aria-label", "aria-pressed"];
const UNSEEN = ".edge-room, .edge-plus, .edge-end, .port-room";

export class Lifted {
  // Over `paper`, the element of the drawing; `elementOf(key)` gives the element of a step or transition.
  constructor(paper, viewport, elementOf) {
    this.elementOf = elementOf;
    this.copies = new Map();
    const svg = document.createElementNS(NS, "svg");
    svg.setAttribute("class", "lifted");
    svg.setAttribute("aria-hidden", "true");
    this.group = document.createElementNS(NS, "g");
    svg.append(this.group);
    paper.after(svg);
    viewport.listeners.add(() => this.group.setAttribute("transform", `translate(${viewport.x} ${viewport.y}) scale(${viewport.scale})`));
  }

  copy(key) {
    if (!this.copies.has(key)) {
      const original = this.elementOf(key);
      const copy = original.cloneNode(true);
      OWN.forEach((name) => copy.removeAttribute(name));
      copy.querySelectorAll("[id]").forEach((part) => part.removeAttribute("id"));
      copy.querySelectorAll(UNSEEN).forEach((part) => part.remove());
      original.classList.add(LIFTED);
      this.copies.set(key, copy);
      // Steps cover transitions, as in the drawing.
      if (original.classList.contains("joint-link")) this.group.prepend(copy);
      else this.group.append(copy);
    }
    return this.copies.get(key);
  }

  // A step at a place of the drawing.
  step(key, { x, y }) {
    this.copy(key).setAttribute("transform", `translate(${x},${y})`);
  }

  // A transition on its way; `label` is what shapes.labelOf says of it.
  edge(key, way, label) {
    const copy = this.copy(key);
    const { tip, pill, sign, text, badge } = edgeAttributes(way, label);
    write(copy, ".edge-line", { d: rounded(way.points) });
    write(copy, ".edge-tip", tip);
    write(copy, ".edge-label rect", pill);
    write(copy, ".edge-sign", sign);
    write(copy, ".edge-label text", { x: text.x, y: text.y });
    write(copy, ".edge-label tspan", { x: text.x });
    write(copy, ".edge-badge", badge);
  }

  // Back to the originals.
  end() {
    if (!this.copies.size) return;
    this.group.replaceChildren();
    for (const key of this.copies.keys()) this.elementOf(key)?.classList.remove(LIFTED);
    this.copies.clear();
  }
}

function write(copy, selector, attributes) {
  const part = copy.querySelector(selector);
  for (const [name, value] of Object.entries(attributes)) part?.setAttribute(name, value);
}

// A way as a path whose corners are round.
export function rounded(points) {
  const [first, ...rest] = points;
  const parts = rest.slice(0, -1).map((corner, index) => {
    const [into, out] = [towards(corner, points[index]), towards(corner, rest[index + 1])];
    return `L ${into.x} ${into.y} Q ${corner.x} ${corner.y} ${out.x} ${out.y}`;
  });
  const last = rest.at(-1);
  return [`M ${first.x} ${first.y}`, ...parts, `L ${last.x} ${last.y}`].join(" ");
}

// The place near a corner where its curve begins on the way to `other`.
function towards(corner, other) {
  const room = Math.hypot(other.x - corner.x, other.y - corner.y);
  const share = room ? Math.min(RADIUS, room / 2) / room : 0;
  return { x: corner.x + (other.x - corner.x) * share, y: corner.y + (other.y - corner.y) * share };
}
