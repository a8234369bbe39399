// The draft as plain values that are never changed in place:
//   {details: {...}, nodes: [...], edges: [...]}
// Nodes and edges have the fields of the REST shape and a `key` that lasts as long as the page: edges name
// their ends by keys (`from`, `to`). The ids of the server stand in wire.js.

export const GRID = 10;
export const WIDTH = 200;
export const HEIGHT = 80;

const NODE = {
  name: "", description: "", instruction: "", role_id: null, escalate_to: null, escalate_on_breach: false,
  weight: 1, is_start: false, is_end: false, design: null,
};
const EDGE = { name: "", description: "", condition: null, automatic: false };

let last = 0;

// A key that no node or edge of this page has had.
export function newKey() {
  last += 1;
  return `n${last}`;
}

export function makeNode(values) {
  return { ...NODE, ...values, key: values.key ?? newKey() };
}

export function makeEdge(values) {
  return { ...EDGE, ...values, key: values.key ?? newKey() };
}

export const snap = (value) => Math.round(value / GRID) * GRID;

// What is asked for by key, found once for each state.
const indexes = new WeakMap();

function indexOf(state) {
  if (!indexes.has(state)) {
    indexes.set(state, {
      nodes: new Map(state.nodes.map((node) => [node.key, node])),
      edges: new Map(state.edges.map((edge) => [edge.key, edge])),
      leaving: Map.groupBy(state.edges, (edge) => edge.from),
      reaching: Map.groupBy(state.edges, (edge) => edge.to),
    });
  }
  return indexes.get(state);
}

export const nodeOf = (state, key) => indexOf(state).nodes.get(key);
export const edgeOf = (state, key) => indexOf(state).edges.get(key);
export const outgoing = (state, key) => indexOf(state).leaving.get(key) ?? [];
export const incoming = (state, key) => indexOf(state).reaching.get(key) ?? [];
export const totalWeight = (state) => state.nodes.reduce((sum, node) => sum + node.weight, 0);

// The share of the SLA that a node has, 0 to 1.
export function shareOf(state, node) {
  const total = totalWeight(state);
  return total > 0 ? node.weight / total : 0;
}

// All nodes in the order in which work meets them: breadth first from the start, then those out of reach.
export function flowOrder(state) {
  const found = new Map();
  const byKey = new Map(state.nodes.map((node) => [node.key, node]));
  const following = Map.groupBy(state.edges, (edge) => edge.from);
  const begin = [...state.nodes.filter((node) => node.is_start), ...state.nodes];
  for (const first of begin) {
    const waiting = [first.key];
    while (waiting.length) {
      const key = waiting.shift();
      if (found.has(key) || !byKey.has(key)) continue;
      found.set(key, byKey.get(key));
      waiting.push(...(following.get(key) ?? []).map((edge) => edge.to));
    }
  }
  return [...found.values()];
}

// The steps that share a source with a step, or that nothing leads to, from top to bottom.
export function siblings(state, key) {
  const sources = new Set(incoming(state, key).map((edge) => edge.from));
  const related = sources.size
    ? state.edges.filter((edge) => sources.has(edge.from)).map((edge) => edge.to)
    : state.nodes.filter((node) => incoming(state, node.key).length === 0).map((node) => node.key);
  const keys = new Set(related);
  return state.nodes.filter((node) => keys.has(node.key)).sort((a, b) => place(a).y - place(b).y);
}

// Whether two states differ in nothing but where nodes stand.
export function isOnlyMoved(before, after) {
  if (!before || before.details !== after.details || before.edges !== after.edges) return false;
  return before.nodes.length === after.nodes.length
    && before.nodes.every((node, index) => node === after.nodes[index] || isSame(node, after.nodes[index]));
}

const isSame = (a, b) => Object.keys(a).every((name) => name === "design" || a[name] === b[name]);

// Where a node stands; a node that nobody has placed stands at the origin until layout.js places it.
export const place = (node) => node.design ?? { x: 0, y: 0 };

// The frame around nodes: {x, y, width, height}.
export function frameOf(nodes) {
  if (!nodes.length) return { x: 0, y: 0, width: WIDTH, height: HEIGHT };
  const xs = nodes.map((node) => place(node).x);
  const ys = nodes.map((node) => place(node).y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x + WIDTH, height: Math.max(...ys) - y + HEIGHT };
}

// A name that is not among `taken`: "Step", "Step 2", "Step 3".
export function freeName(name, taken) {
  const used = new Set(taken.map((each) => each.trim().toLowerCase()));
  if (!used.has(name.toLowerCase())) return name;
  let number = 2;
  while (used.has(`${name} ${number}`.toLowerCase())) number += 1;
  return `${name} ${number}`;
}
