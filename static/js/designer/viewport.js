// Which part of the drawing is seen, and how large: pan, zoom, fit, and between the two systems of places.

import { frameOf } from "./model.js";

const SMALLEST = 0.2;
const LARGEST = 2.5;
const MARGIN = 48;
const EDGE = 28; // around a drawing that is seen whole
const READABLE = 0.7;
const NARROW = 600;

export class Viewport {
  constructor(paper, element) {
    this.paper = paper;
    this.element = element;
    this.scale = 1;
    this.x = 0;
    this.y = 0;
    this.listeners = new Set();
  }

  set(x, y, scale) {
    this.scale = Math.min(LARGEST, Math.max(SMALLEST, scale));
    this.x = x;
    this.y = y;
    this.paper.matrix({ a: this.scale, b: 0, c: 0, d: this.scale, e: x, f: y });
    this.element.style.setProperty("--pan-x", `${x}px`);
    this.element.style.setProperty("--pan-y", `${y}px`);
    this.element.style.setProperty("--zoom", String(this.scale));
    for (const listener of this.listeners) listener();
  }

  pan(dx, dy) {
    this.set(this.x + dx, this.y + dy, this.scale);
  }

  // Zoom so that what is under `at` (a place in the canvas, in pixels) stays there.
  zoom(factor, at = this.middle()) {
    const scale = Math.min(LARGEST, Math.max(SMALLEST, this.scale * factor));
    const change = scale / this.scale;
    this.set(at.x - (at.x - this.x) * change, at.y - (at.y - this.y) * change, scale);
  }

  reset() {
    this.zoom(1 / this.scale);
  }

  // Show all of `nodes`, never larger than life.
  fit(nodes) {
    const frame = frameOf(nodes);
    const { clientWidth: width, clientHeight: height } = this.element;
    this.isStale = !width;
    if (this.isStale) return;
    const room = Math.min((width - 2 * EDGE) / frame.width, (height - 2 * EDGE) / frame.height);
    const scale = Math.min(1, Math.max(SMALLEST, room));
    this.set((width - frame.width * scale) / 2 - frame.x * scale, (height - frame.height * scale) / 2 - frame.y * scale, scale);
  }

  // Show all of `nodes`; on a phone as many as can be read, from the left.
  begin(nodes) {
    this.fit(nodes);
    if (this.isStale || this.scale >= READABLE || this.element.clientWidth >= NARROW) return;
    const frame = frameOf(nodes);
    const y = (this.element.clientHeight - frame.height * READABLE) / 2 - frame.y * READABLE;
    this.set(MARGIN - frame.x * READABLE, y, READABLE);
  }

  // Pan just so far that a frame of the drawing is seen.
  reveal({ x, y, width, height }) {
    const from = this.toScreen({ x, y });
    const to = this.toScreen({ x: x + width, y: y + height });
    const pull = (low, high, room) => (low < MARGIN ? MARGIN - low : high > room - MARGIN ? room - MARGIN - high : 0);
    const [dx, dy] = [pull(from.x, to.x, this.element.clientWidth), pull(from.y, to.y, this.element.clientHeight)];
    if (dx || dy) this.pan(dx, dy);
  }

  middle() {
    return { x: this.element.clientWidth / 2, y: this.element.clientHeight / 2 };
  }

  // A place in the canvas of a pointer event.
  ofEvent(event) {
    const { left, top } = this.element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  toScreen({ x, y }) {
    return { x: x * this.scale + this.x, y: y * this.scale + this.y };
  }

  toDrawing({ x, y }) {
    return { x: (x - this.x) / this.scale, y: (y - this.y) / this.scale };
  }
}
