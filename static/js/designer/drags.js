// What a pressed pointer can do on the canvas. Each has move(at, event), end(at, event) and cancel(); `at` is
// a place in the canvas in pixels.

import * as commands from "./commands.js";
import { HEIGHT, WIDTH, nodeOf, place, snap } from "./model.js";
import { say } from "./texts.js";

const SNAP = 24;
const GUIDE = 6;

// Move the selected steps.
export class MoveDrag {
  constructor(editor, at, key) {
    this.editor = editor;
    this.from = editor.canvas.viewport.toDrawing(at);
    if (!editor.store.selection.has(key)) editor.store.select([key]);
    this.nodes = editor.store.state.nodes.filter((node) => editor.store.selection.has(node.key));
    this.lead = nodeOf(editor.store.state, key);
    this.others = editor.store.state.nodes.filter((node) => !this.nodes.includes(node));
    this.places = {};
    this.by = { x: 0, y: 0 };
  }

  move(at) {
    const to = this.editor.canvas.viewport.toDrawing(at);
    const lead = place(this.lead);
    const wanted = { x: snap(lead.x + to.x - this.from.x), y: snap(lead.y + to.y - this.from.y) };
    const guides = this.align(wanted);
    const [dx, dy] = [wanted.x - lead.x, wanted.y - lead.y];
    if (dx === this.by.x && dy === this.by.y) return;
    this.by = { x: dx, y: dy };
    this.places = Object.fromEntries(this.nodes.map((node) => [node.key, { x: place(node).x + dx, y: place(node).y + dy }]));
    this.editor.canvas.preview(this.places);
    this.editor.overlay.guides(guides);
  }

  // Pull a wanted place into line with other steps near by; the guides to show for it.
  align(wanted) {
    const guides = [];
    for (const axis of ["x", "y"]) {
      const near = this.others.find((node) => Math.abs(place(node)[axis] - wanted[axis]) <= GUIDE);
      if (!near) continue;
      wanted[axis] = place(near)[axis];
      guides.push({ axis, at: wanted[axis] + (axis === "x" ? WIDTH : HEIGHT) / 2 });
    }
    return guides;
  }

  end() {
    this.editor.overlay.clear();
    if (!this.editor.run(say("did_move"), commands.moveTo(this.places))) this.editor.canvas.settle();
  }

  cancel() {
    this.editor.overlay.clear();
    this.editor.canvas.settle();
  }
}

// Draw a line from a step (a new transition), or from the end of a transition that is to lead elsewhere.
export class LinkDrag {
  // `fixed`: the key of the step that stays; `relinked`: {key, end} of a transition.
  constructor(editor, fixed, relinked = null) {
    this.editor = editor;
    this.fixed = fixed;
    this.relinked = relinked;
    const { x, y } = place(nodeOf(editor.store.state, fixed));
    this.start = { x: relinked?.end === "from" ? x : x + WIDTH, y: y + HEIGHT / 2 };
    this.editor.connecting.dim(this.ends.bind(this));
  }

  // [from, to] if the drag ended at the step `key`.
  ends(key) {
    return this.relinked?.end === "from" ? [key, this.fixed] : [this.fixed, key];
  }

  target(at) {
    return this.editor.canvas.stepAt(this.editor.canvas.viewport.toDrawing(at), SNAP);
  }

  move(at) {
    const target = this.target(at);
    const why = target && commands.refusal(this.editor.store.state, ...this.ends(target.key));
    this.editor.overlay.line(this.start, target && !why ? this.snapped(target) : at, Boolean(why), why ? say(why) : "");
    this.editor.connecting.light(target && !why ? target.key : null);
  }

  snapped(target) {
    const { x, y } = place(target);
    const edge = this.relinked?.end === "from" ? x + WIDTH : x;
    return this.editor.canvas.viewport.toScreen({ x: edge, y: y + HEIGHT / 2 });
  }

  end(at) {
    this.cancel();
    const target = this.target(at);
    if (!target && !this.relinked) this.editor.connecting.openListAt(this.fixed, at);
    if (!target) return;
    const [from, to] = this.ends(target.key);
    const why = commands.refusal(this.editor.store.state, from, to);
    if (why) this.editor.announce(say(why));
    else if (this.relinked) this.editor.run(say("did_relink"), commands.relink(this.relinked.key, { [this.relinked.end]: target.key }));
    else this.editor.connect(from, to);
  }

  cancel() {
    this.editor.overlay.clear();
    this.editor.connecting.dim(null);
    this.editor.connecting.light(null);
  }
}

// Choose what a frame touches.
export class MarqueeDrag {
  constructor(editor, at, adds) {
    this.editor = editor;
    this.from = at;
    this.before = adds ? [...editor.store.selection] : [];
  }

  move(at) {
    this.editor.overlay.marquee(this.from, at);
    this.editor.store.select([...this.before, ...this.inside(at)]);
  }

  inside(at) {
    const [a, b] = [this.from, at].map((each) => this.editor.canvas.viewport.toDrawing(each));
    const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)];
    const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)];
    return this.editor.store.state.nodes.filter((node) => {
      const { x, y } = place(node);
      return x < right && x + WIDTH > left && y < bottom && y + HEIGHT > top;
    }).map((node) => node.key);
  }

  end() {
    this.editor.overlay.clear();
  }

  cancel() {
    this.editor.overlay.clear();
    this.editor.store.select(this.before);
  }
}

// Move the view.
export class PanDrag {
  constructor(editor, at) {
    this.viewport = editor.canvas.viewport;
    this.last = at;
  }

  move(at) {
    this.viewport.pan(at.x - this.last.x, at.y - this.last.y);
    this.last = at;
  }

  end() {
    this.last = null;
  }

  cancel() {
    this.last = null;
  }
}
