// Pointers on the canvas: which press becomes which drag, clicks, double clicks, wheel and pinch.

import { edgeOf, HEIGHT, WIDTH } from "./model.js";
import { LinkDrag, MarqueeDrag, MoveDrag, PanDrag } from "./drags.js";

const THRESHOLD = 4;
const WHEEL = 0.0025;

export class Gestures {
  constructor(editor) {
    this.editor = editor;
    this.element = editor.canvas.element;
    this.pointers = new Map();
    this.drag = null;
    this.press = null;
    this.isSpaceDown = false;
    const on = (name, handler, options) => this.element.addEventListener(name, handler.bind(this), options);
    on("pointerdown", this.down);
    on("pointermove", this.moved);
    on("pointerup", this.up);
    on("pointercancel", this.cancel);
    on("dblclick", this.double);
    on("wheel", this.wheel, { passive: false });
    on("keydown", (event) => this.space(event, true));
    on("keyup", (event) => this.space(event, false));
    on("blur", () => this.space({ key: " " }, false));
  }

  space(event, isDown) {
    if (event.key !== " " || event.target?.closest?.("input, textarea, select, button")) return;
    event.preventDefault?.();
    this.isSpaceDown = isDown;
    this.element.classList.toggle("is-panning", isDown);
  }

  isOurs(event) {
    return !event.target.closest("button, input, select, textarea, a, dialog, [data-over-canvas]");
  }

  down(event) {
    if (!this.isOurs(event) || event.button === 2) return;
    const at = this.editor.canvas.viewport.ofEvent(event);
    this.pointers.set(event.pointerId, at);
    if (this.pointers.size === 2) this.beginPinch();
    if (this.pointers.size > 1) return;
    const hit = this.editor.canvas.hit(event.target);
    const onlyPans = event.button === 1 || this.isSpaceDown || this.editor.arranging.isOpen;
    this.press = { at, hit, event, pans: onlyPans };
    if (event.button === 1) event.preventDefault();
    this.editor.commitRename();
  }

  moved(event) {
    if (!this.pointers.has(event.pointerId)) return;
    const at = this.editor.canvas.viewport.ofEvent(event);
    this.pointers.set(event.pointerId, at);
    if (this.pinch) return void this.movePinch();
    if (!this.drag && this.press && Math.hypot(at.x - this.press.at.x, at.y - this.press.at.y) >= THRESHOLD) {
      this.element.setPointerCapture(event.pointerId);
      this.drag = this.dragOf(this.press);
      this.press.isDragged = true;
    }
    this.drag?.move(at, event);
  }

  // What a press becomes when it moves.
  dragOf({ at, hit, event, pans }) {
    const isTouch = event.pointerType === "touch";
    if (pans || (!hit && isTouch)) return new PanDrag(this.editor, at);
    if (!hit) return new MarqueeDrag(this.editor, at, event.shiftKey);
    if (hit.kind === "step" && hit.part === "port") return new LinkDrag(this.editor, hit.key);
    if (hit.kind === "step") return new MoveDrag(this.editor, at, hit.key);
    if (hit.part !== "from" && hit.part !== "to") return null;
    const edge = edgeOf(this.editor.store.state, hit.key);
    return new LinkDrag(this.editor, hit.part === "from" ? edge.to : edge.from, { key: hit.key, end: hit.part });
  }

  up(event) {
    this.pointers.delete(event.pointerId);
    if (this.pinch) {
      if (!this.pointers.size) this.pinch = null;
      return;
    }
    const at = this.editor.canvas.viewport.ofEvent(event);
    const { press, drag } = this;
    this.press = null;
    this.drag = null;
    if (drag) drag.end(at, event);
    else if (press && !press.isDragged && !press.pans) this.click(press.hit, event);
  }

  click(hit, event) {
    const { store } = this.editor;
    if (this.editor.connecting.finish(hit?.kind === "step" ? hit.key : null)) return;
    if (!hit) {
      this.editor.focusCanvas();
      if (!event.shiftKey) store.select([]);
    } else if (hit.part === "plus") {
      this.editor.insertOn(hit.key);
    } else if (hit.part === "port" && !event.shiftKey) {
      store.select([hit.key]);
      this.editor.connecting.begin(hit.key);
    } else {
      if (event.shiftKey) store.toggle(hit.key);
      else store.select([hit.key]);
      this.editor.roving.focus(hit.key);
      if (hit.part === "badge") this.editor.showProblems(hit.key);
    }
  }

  double(event) {
    if (this.editor.arranging.isOpen) return;
    if (!this.isOurs(event)) return;
    const hit = this.editor.canvas.hit(event.target);
    if (hit && ["body", "badge"].includes(hit.part)) this.editor.rename(hit.key);
    if (hit) return;
    const { x, y } = this.editor.canvas.viewport.toDrawing(this.editor.canvas.viewport.ofEvent(event));
    this.editor.addStep({ design: { x: x - WIDTH / 2, y: y - HEIGHT / 2 } });
  }

  wheel(event) {
    if (event.target.closest("[data-over-canvas]")) return;
    event.preventDefault();
    const { viewport } = this.editor.canvas;
    if (event.ctrlKey || event.metaKey) viewport.zoom(Math.exp(-event.deltaY * WHEEL), viewport.ofEvent(event));
    else if (event.shiftKey) viewport.pan(-(event.deltaX || event.deltaY), 0);
    else viewport.pan(-event.deltaX, -event.deltaY);
  }

  // ---------------------------------------------------------------- two fingers

  beginPinch() {
    this.cancel();
    const [a, b] = this.pointers.values();
    this.pinch = { distance: Math.hypot(a.x - b.x, a.y - b.y), middle: middle(a, b) };
  }

  movePinch() {
    if (this.pointers.size < 2) return;
    const [a, b] = this.pointers.values();
    const { viewport } = this.editor.canvas;
    const [distance, at] = [Math.hypot(a.x - b.x, a.y - b.y), middle(a, b)];
    viewport.pan(at.x - this.pinch.middle.x, at.y - this.pinch.middle.y);
    viewport.zoom(distance / this.pinch.distance, at);
    this.pinch = { distance, middle: at };
  }

  // Give up the gesture under way; whether there was one.
  cancel() {
    const { drag } = this;
    this.drag = null;
    this.press = null;
    drag?.cancel();
    return Boolean(drag);
  }
}

const middle = (a, b) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
