// What is drawn over the canvas while a gesture lasts: frame of a choice, line to a target, guides, ghost.

const NS = "http://www.w3.org/2000/svg";

export class Overlay {
  constructor(element, viewport) {
    this.svg = element;
    this.viewport = viewport;
  }

  clear() {
    if (this.svg.firstChild) this.svg.replaceChildren();
  }

  put(name, attributes, css) {
    const shape = document.createElementNS(NS, name);
    shape.setAttribute("class", css);
    for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
    this.svg.append(shape);
    return shape;
  }

  // A frame between two places of the canvas.
  marquee(from, to) {
    this.clear();
    const [x, y] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
    this.put("rect", { x, y, width: Math.abs(to.x - from.x), height: Math.abs(to.y - from.y) }, "overlay-marquee");
  }

  // A line from a place of the drawing to one of the canvas, and why it may not end there.
  line(from, to, isRefused, reason = "") {
    this.clear();
    const start = this.viewport.toScreen(from);
    const bend = Math.max(40, Math.abs(to.x - start.x) / 2);
    const d = `M ${start.x} ${start.y} C ${start.x + bend} ${start.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`;
    this.put("path", { d }, isRefused ? "overlay-line is-refused" : "overlay-line");
    this.put("circle", { cx: to.x, cy: to.y, r: 5 }, isRefused ? "overlay-tip is-refused" : "overlay-tip");
    if (reason) this.put("text", { x: to.x + 14, y: to.y - 10 }, "overlay-reason").textContent = reason;
  }

  // Level and upright lines of the drawing along which steps are in line.
  guides(found) {
    this.clear();
    for (const { axis, at } of found) {
      const { x, y } = this.viewport.toScreen({ x: at, y: at });
      if (axis === "x") this.put("line", { x1: x, x2: x, y1: 0, y2: "100%" }, "overlay-guide");
      else this.put("line", { y1: y, y2: y, x1: 0, x2: "100%" }, "overlay-guide");
    }
  }
}
