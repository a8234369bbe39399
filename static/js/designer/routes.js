// Ways of transitions around steps: right angles from the right side of a step to the left side of the next,
// down to a step that stands below, below both where work goes back. Pure: no page, no library.

import { HEIGHT, WIDTH, place } from "./model.js";

const STUB = 24;
const LANE = 12;
const NEAR = 9;
const PORT = 18;
const LABEL_HEIGHT = 20;
const MAX_LANES = 40;
const SIDES = { forward: ["right", "left"], down: ["bottom-out", "top-in"], back: ["bottom-out", "bottom-in"] };

// For each transition its key -> {points, label: {x, y, width}}. `widths`: key -> width of its label.
export function routeAll(state, widths) {
  const boxes = state.nodes.map((node) => ({ key: node.key, ...place(node), width: WIDTH, height: HEIGHT }));
  return new Router(boxes, state.edges, widths).all();
}

class Router {
  constructor(boxes, edges, widths) {
    this.boxes = boxes;
    this.frames = boxes.map((box) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2, width: box.width, height: box.height }));
    this.byKey = new Map(boxes.map((box) => [box.key, box]));
    this.edges = edges.filter((edge) => this.byKey.has(edge.from) && this.byKey.has(edge.to));
    this.widths = widths;
    this.used = { level: new Map(), upright: new Map() };
    this.labels = [];
    this.ports = this.spread();
  }

  all() {
    const ways = new Map();
    for (const edge of this.edges) ways.set(edge.key, this[this.kindOf(edge)](edge));
    return new Map(this.edges.map((edge) => {
      const points = ways.get(edge.key);
      return [edge.key, { points, label: this.label(points, this.widths.get(edge.key) ?? 60) }];
    }));
  }

  // "forward", "down" or "back".
  kindOf(edge) {
    const [from, to] = [this.byKey.get(edge.from), this.byKey.get(edge.to)];
    if (to.x >= from.x + from.width + STUB) return "forward";
    const isBelow = to.y >= from.y + from.height + 2 * STUB && Math.abs(to.x - from.x) < from.width;
    return isBelow ? "down" : "back";
  }

  // Where on the sides of the steps each transition begins and ends, so that no two share a place.
  spread() {
    const sides = new Map();
    const add = (key, side, edge, other) => {
      const name = `${key} ${side}`;
      if (!sides.has(name)) sides.set(name, []);
      sides.get(name).push({ edge: edge.key, other });
    };
    for (const edge of this.edges) {
      const [from, to] = [this.byKey.get(edge.from), this.byKey.get(edge.to)];
      const [out, into] = SIDES[this.kindOf(edge)];
      add(edge.from, out, edge, to);
      add(edge.to, into, edge, from);
    }
    const ports = new Map();
    for (const [name, ends] of sides) {
      const [key, side] = name.split(" ");
      ends.sort((a, b) => (side === "left" || side === "right" ? a.other.y - b.other.y : a.other.x - b.other.x));
      ends.forEach((end, index) => ports.set(`${end.edge} ${side}`, this.port(key, side, index, ends.length)));
    }
    return ports;
  }

  port(key, side, index, count) {
    const box = this.byKey.get(key);
    const gap = Math.min(PORT, (box.height - 16) / count);
    const off = (index - (count - 1) / 2) * gap;
    if (side === "right") return { x: box.x + box.width, y: box.y + box.height / 2 + off };
    if (side === "left") return { x: box.x, y: box.y + box.height / 2 + off };
    const middle = box.x + box.width * (side === "bottom-in" ? 0.3 : 0.7);
    return { x: middle + off, y: side === "top-in" ? box.y : box.y + box.height };
  }

  forward(edge) {
    const start = this.ports.get(`${edge.key} right`);
    const end = this.ports.get(`${edge.key} left`);
    const own = [edge.from, edge.to];
    if (Math.abs(start.y - end.y) < 1 && this.isFree([start, end], own)) return this.taken([start, end]);
    for (let x = end.x - STUB; x >= start.x + STUB; x -= LANE) {
      const points = [start, { x, y: start.y }, { x, y: end.y }, end];
      if (this.isFree(points, own)) return this.taken(points);
    }
    return this.taken(this.throughLane(start, end, own));
  }

  // Over or under what stands between, at the height nearest to both ends.
  throughLane(start, end, own) {
    const middle = (start.y + end.y) / 2;
    const between = this.boxes.filter((box) => box.x < end.x && box.x + box.width > start.x);
    const heights = between.flatMap((box) => [box.y - STUB, box.y + box.height + STUB]);
    const lanes = heights.flatMap((y) => [0, 1, 2, 3].map((step) => y + step * LANE * Math.sign(y - middle || 1)));
    lanes.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
    for (const y of lanes.slice(0, MAX_LANES)) {
      for (const [out, into] of [[STUB, STUB], [STUB + LANE, STUB + LANE], [STUB + 2 * LANE, STUB + 2 * LANE]]) {
        const [a, b] = [start.x + out, end.x - into];
        const points = [start, { x: a, y: start.y }, { x: a, y }, { x: b, y }, { x: b, y: end.y }, end];
        if (a < b && this.isFree(points, own)) return points;
      }
    }
    const x = Math.max((start.x + end.x) / 2, end.x - STUB);
    return [start, { x, y: start.y }, { x, y: end.y }, end];
  }

  // Straight down where nothing stands between, else with one turn on the way.
  down(edge) {
    const start = this.ports.get(`${edge.key} bottom-out`);
    const end = this.ports.get(`${edge.key} top-in`);
    const own = [edge.from, edge.to];
    if (Math.abs(start.x - end.x) < 1) return this.taken([start, end]);
    const way = (y) => [start, { x: start.x, y }, { x: end.x, y }, end];
    for (let y = end.y - STUB; y >= start.y + STUB; y -= LANE) if (this.isFree(way(y), own)) return this.taken(way(y));
    return this.taken(way((start.y + end.y) / 2));
  }

  back(edge) {
    const start = this.ports.get(`${edge.key} bottom-out`);
    const end = this.ports.get(`${edge.key} bottom-in`);
    const lowest = Math.max(start.y, end.y) + STUB;
    const [left, right] = [Math.min(start.x, end.x), Math.max(start.x, end.x)];
    const between = this.boxes.filter((box) => box.x - STUB < right && box.x + box.width + STUB > left);
    const begins = [lowest, ...between.map((box) => box.y + box.height + STUB).filter((y) => y > lowest)];
    begins.sort((a, b) => a - b);
    const lanes = begins.flatMap((y) => Array.from({ length: 8 }, (_each, step) => y + step * LANE)).slice(0, MAX_LANES);
    const way = (y) => [start, { x: start.x, y }, { x: end.x, y }, end];
    const y = lanes.find((lane) => this.isFree(way(lane), [edge.from, edge.to])) ?? begins.at(-1);
    return this.taken(way(y));
  }

  taken(points) {
    this.keep(points);
    return points;
  }

  keep(points) {
    for (const part of segments(points)) {
      const { lines, at } = this.lineOf(part);
      const row = Math.floor(at / NEAR);
      if (!lines.has(row)) lines.set(row, []);
      lines.get(row).push(part);
    }
  }

  // Where a part is looked up among those taken: by how high it runs, or how far right.
  lineOf(part) {
    return part.y1 === part.y2 ? { lines: this.used.level, at: part.y1 } : { lines: this.used.upright, at: part.x1 };
  }

  // Whether a way touches no step (but its own ones from outside) and lies on no other way.
  isFree(points, own) {
    return segments(points).every((part) => !this.isTaken(part) && !this.hits(part, own));
  }

  hits(part, own) {
    const [left, right] = [Math.min(part.x1, part.x2), Math.max(part.x1, part.x2)];
    const [top, bottom] = [Math.min(part.y1, part.y2), Math.max(part.y1, part.y2)];
    for (const box of this.boxes) {
      if (right <= box.x - NEAR || left >= box.x + box.width + NEAR) continue;
      const margin = own.includes(box.key) ? -1 : NEAR;
      if (right > box.x - margin && left < box.x + box.width + margin
        && bottom > box.y - margin && top < box.y + box.height + margin) return true;
    }
    return false;
  }

  isTaken(part) {
    const { lines, at } = this.lineOf(part);
    const row = Math.floor(at / NEAR);
    return [row - 1, row, row + 1].some((each) => lines.get(each)?.some((other) => runsAlong(part, other)));
  }

  // The middle of the label on the longest level part where no other label and no step is, else on an upright
  // part.
  label(points, width) {
    const [level, upright] = [true, false].map((isLevel) =>
      segments(points).filter((part) => (part.y1 === part.y2) === isLevel).sort((a, b) => length(b) - length(a)));
    const spots = [...level, ...upright.filter((part) => length(part) > LABEL_HEIGHT)].flatMap((part) => [0.5, 0.3, 0.7, 0.15, 0.85].map((at) => ({
      x: part.x1 + (part.x2 - part.x1) * at, y: part.y1 + (part.y2 - part.y1) * at, width, height: LABEL_HEIGHT,
    })));
    const isFree = (spot) => !this.labels.some((other) => overlap(spot, other))
      && !this.frames.some((frame) => overlap(spot, frame));
    const spot = spots.find(isFree) ?? this.besides(spots[0], isFree);
    this.labels.push(spot);
    return spot;
  }

  besides(spot, isFree) {
    const tries = Array.from({ length: 8 }, (_each, step) => [step + 1, -step - 1]).flat();
    const moved = tries.map((step) => ({ ...spot, y: spot.y + step * LABEL_HEIGHT }));
    return moved.find(isFree) ?? spot;
  }
}

const length = (part) => Math.abs(part.x2 - part.x1) + Math.abs(part.y2 - part.y1);

function segments(points) {
  return points.slice(1).map((point, index) => ({
    x1: points[index].x, y1: points[index].y, x2: point.x, y2: point.y,
  }));
}

// Whether two parts of one direction lie so near that they look like one.
function runsAlong(a, b) {
  const flat = a.y1 === a.y2;
  const [at, from, to] = flat ? ["y1", "x1", "x2"] : ["x1", "y1", "y2"];
  if (Math.abs(a[at] - b[at]) >= NEAR) return false;
  return Math.min(a[from], a[to]) < Math.max(b[from], b[to]) && Math.min(b[from], b[to]) < Math.max(a[from], a[to]);
}

const overlap = (a, b) =>
  Math.abs(a.x - b.x) < (a.width + b.width) / 2 + 4 && Math.abs(a.y - b.y) < (a.height + b.height) / 2 + 2;
