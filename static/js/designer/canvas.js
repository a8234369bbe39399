// The drawing of a draft: one JointJS paper kept equal to the store. It draws and says what is where; what
// people do with it is in gestures.js and keyboard.js.

import { Lifted } from "./lifted.js";
import { HEIGHT, WIDTH, nodeOf, place, shareOf } from "./model.js";
import { routeAll } from "./routes.js";
import { EdgeShape, StepShape, edgeAttributes, labelOf, stepAttributes } from "./shapes.js";
import { Viewport } from "./viewport.js";

const { dia } = globalThis.joint;
const PERCENT = 100;
const BELOW_STEPS = 1;
const ABOVE_STEPS = 3;

// Without JointJS's own events and inline style sheet, which the page's content policy refuses.
const Paper = dia.Paper.extend({ events: {}, documentEvents: {}, stylesheet: "" });

export class Canvas {
  // `roleName(id)` gives the name of a role, "" for none.
  constructor(element, roleName) {
    this.element = element;
    this.roleName = roleName;
    this.graph = new dia.Graph({}, { cellNamespace: { tts: { Step: StepShape, Edge: EdgeShape } } });
    this.paper = new Paper({
      el: element.querySelector("[data-paper]"), model: this.graph, width: "100%", height: "100%",
      interactive: false, async: false, sorting: dia.Paper.sorting.APPROX,
      cellViewNamespace: { tts: {} },
      defaultConnector: { name: "rounded", args: { radius: 8 } },
      defaultConnectionPoint: { name: "anchor" },
    });
    this.paper.svg.setAttribute("aria-hidden", "false");
    this.viewport = new Viewport(this.paper, element);
    this.lifted = new Lifted(this.paper.el, this.viewport, (key) => this.elementOf(key));
    this.state = { nodes: [], edges: [] };
    this.drawn = new Map(); // key -> what its cell was last filled with
    this.marks = new Map(); // key -> "+", "−" or "~" in a comparison
    this.times = new Map(); // key -> in words, what a ticket took; it stands where the share would
    this.problems = new Map();
    this.labels = new Map();
    this.selected = new Set();
    this.found = { edges: null, places: [], ways: new Map() }; // the ways that were found last
  }

  // Draw `state`; only what differs from the last drawing is touched.
  draw(state, problems = new Map(), marks = new Map()) {
    this.settle();
    this.paper.freeze();
    this.state = state;
    this.problems = problems;
    this.marks = marks;
    this.forget(new Set([...state.nodes, ...state.edges].map((item) => item.key)));
    this.labels = new Map(state.edges.map((edge) => [edge.key, labelOf(edge)]));
    state.nodes.forEach((node) => this.drawStep(node));
    this.drawWays(this.allWays());
    this.paper.unfreeze();
    this.classes();
  }

  // The ways of all transitions, found anew when a step or transition is elsewhere.
  allWays() {
    const { nodes, edges } = this.state;
    const places = nodes.flatMap((node) => [node.key, node.design]);
    const isKnown = this.found.edges === edges && this.found.places.length === places.length
      && places.every((each, index) => each === this.found.places[index]);
    if (!isKnown) this.found = { edges, places, ways: this.ways(this.state) };
    return this.found.ways;
  }

  ways(state) {
    return routeAll(state, new Map([...this.labels].map(([key, label]) => [key, label.width + 24])));
  }

  forget(known) {
    for (const key of [...this.drawn.keys()].filter((each) => !known.has(each))) {
      this.graph.getCell(key)?.remove();
      this.drawn.delete(key);
    }
  }

  drawStep(node) {
    const share = this.times.get(node.key) ?? (node.weight > 0 ? `${Math.round(shareOf(this.state, node) * PERCENT)} %` : "–");
    const problems = this.problems.get(node.key)?.length ?? 0;
    const facts = JSON.stringify([node.name, node.role_id, share, problems, place(node), this.marks.get(node.key)]);
    if (this.drawn.get(node.key) === facts) return;
    const role = this.roleName(node.role_id);
    const attrs = stepAttributes(node, role, share, problems, this.marks.get(node.key));
    const cell = this.graph.getCell(node.key);
    if (cell) cell.attr(attrs).position(place(node).x, place(node).y);
    else this.graph.addCell(new StepShape({ id: node.key, position: place(node), attrs }));
    this.drawn.set(node.key, facts);
  }

  drawWays(ways) {
    for (const edge of this.state.edges) {
      const way = ways.get(edge.key);
      if (way) this.drawEdge(edge.key, way);
    }
  }

  drawEdge(key, way) {
    const label = { ...this.labels.get(key), problems: this.problems.get(key)?.length ?? 0, mark: this.marks.get(key) ?? "" };
    const facts = JSON.stringify([label, way]);
    if (this.drawn.get(key) === facts) return;
    const { points } = way;
    const line = { source: points[0], target: points.at(-1), vertices: points.slice(1, -1) };
    const attrs = edgeAttributes(way, label);
    const cell = this.graph.getCell(key);
    if (cell) cell.set(line).attr(attrs);
    else this.graph.addCell(new EdgeShape({ id: key, ...line, attrs }));
    this.drawn.set(key, facts);
  }

  // Steps being dragged: at `places` (key -> {x, y}), with the ways that touch them.
  preview(places) {
    const nodes = this.state.nodes.map((node) => (places[node.key] ? { ...node, design: places[node.key] } : node));
    const touched = this.state.edges.filter((edge) => places[edge.from] || places[edge.to]);
    for (const [key, at] of Object.entries(places)) this.lifted.step(key, at);
    for (const [key, way] of this.ways({ nodes, edges: touched })) this.lifted.edge(key, way, this.labels.get(key));
  }

  // What a preview has lifted lies in the drawing again.
  settle() {
    this.lifted.end();
  }

  // ---------------------------------------------------------------- what is where

  elementOf(key) {
    return this.paper.findViewByModel(key)?.el ?? null;
  }

  // {key, kind: "step" or "edge", part} of what a page element belongs to, or null. `part` is one of
  // "port", "plus", "from", "to", "badge", "body".
  hit(target) {
    const cell = target.closest?.("[model-id]");
    if (!cell || !this.element.contains(cell)) return null;
    const kind = cell.classList.contains("joint-link") ? "edge" : "step";
    const end = target.closest("[data-end]")?.dataset.end;
    const part = end ?? ["port", "plus", "badge"].find((name) => target.closest(`.step-${name}, .edge-${name}`)) ?? "body";
    return { key: cell.getAttribute("model-id"), kind, part };
  }

  // The step at a place of the drawing, `slack` pixels around it included.
  stepAt({ x, y }, slack = 0) {
    return this.state.nodes.findLast((node) => {
      const at = place(node);
      return x >= at.x - slack && x <= at.x + WIDTH + slack && y >= at.y - slack && y <= at.y + HEIGHT + slack;
    }) ?? null;
  }

  // The frame of a step or of a transition's label, in the drawing.
  frame(key) {
    const node = nodeOf(this.state, key);
    if (node) return { ...place(node), width: WIDTH, height: HEIGHT };
    const label = this.allWays().get(key)?.label;
    return label && { x: label.x - label.width / 2, y: label.y - 10, width: label.width, height: 20 };
  }

  // ---------------------------------------------------------------- how it looks

  // Classes and names that depend on more than the drawing.
  classes() {
    for (const node of this.state.nodes) {
      const list = this.elementOf(node.key).classList;
      list.toggle("is-start", node.is_start);
      list.toggle("is-end", node.is_end);
      this.common(node.key, list);
    }
    for (const edge of this.state.edges) {
      const list = this.elementOf(edge.key)?.classList;
      if (!list) continue;
      list.toggle("is-automatic", edge.automatic);
      list.toggle("is-conditional", Boolean(edge.condition));
      this.common(edge.key, list);
    }
  }

  common(key, list) {
    const levels = (this.problems.get(key) ?? []).map((problem) => problem.level);
    list.toggle("has-error", levels.includes("error"));
    list.toggle("has-warning", levels.length > 0 && !levels.includes("error"));
    const mark = this.marks.get(key);
    list.toggle("is-added", mark === "+");
    list.toggle("is-removed", mark === "−");
    list.toggle("is-changed", mark === "~");
  }

  select(keys) {
    for (const key of this.selected.difference(keys)) this.show(key, false);
    for (const key of keys) this.show(key, true);
    this.selected = new Set(keys);
  }

  show(key, isSelected) {
    this.elementOf(key)?.classList.toggle("is-selected", isSelected);
    // The ends of a selected transition can be grasped where they touch a step.
    const cell = this.graph.getCell(key);
    if (cell?.isLink()) cell.set("z", isSelected ? ABOVE_STEPS : BELOW_STEPS);
  }
}
