// Every change of a draft, as functions that make one state of another. What does not apply changes nothing.

import {
  HEIGHT, WIDTH, edgeOf, freeName, makeEdge, makeNode, nodeOf, outgoing, place, snap,
} from "./model.js";

const GAP = 110;
const INSERTED_GAP = 140; // beside a step put into a transition, whose name may be longer
const INSERTED_GAP_DOWN = 60;

const changed = (items, key, values) =>
  items.map((item) => (item.key === key ? { ...item, ...values } : item));

const differs = (item, values) =>
  Object.keys(values).some((name) => JSON.stringify(item[name]) !== JSON.stringify(values[name]));

// ---------------------------------------------------------------- steps

// A new step. Without a place it stands where there is room; the first one of all is the start.
export const addStep = (values = {}) => (state) => {
  const node = makeNode({
    ...values,
    name: freeName(values.name, state.nodes.map((each) => each.name)),
    is_start: values.is_start ?? state.nodes.length === 0,
    design: freePlace(state, values.design ?? besideAll(state)),
  });
  return { state: { ...state, nodes: [...state.nodes, node] }, select: [node.key] };
};

// A new step to which `from` leads; behind an end it stands alone, since nothing leaves an end.
export const addAfter = (from, values, edgeName) => (state) => {
  const source = nodeOf(state, from);
  const { x, y } = place(source);
  const added = addStep({ design: { x: x + WIDTH + GAP, y }, ...values })(state);
  if (source.is_end) return added;
  return { ...added, state: connect(from, added.select[0], edgeName)(added.state).state };
};

// A step in the middle of a transition: the transition leads to it, and from it one more leads on. What stands
// behind moves on where there is no room.
export const insertOn = (key, values, edgeName) => (state) => {
  const edge = edgeOf(state, key);
  const { roomy, design } = withRoom(state, edge);
  const added = addStep({ ...values, design })(roomy);
  const middle = added.select[0];
  const moved = { ...added.state, edges: changed(added.state.edges, key, { to: middle }) };
  return { state: connect(middle, edge.to, edgeName)(moved).state, select: [middle] };
};

export const setStep = (key, values) => (state) => {
  const node = nodeOf(state, key);
  if (!node || !differs(node, values)) return state;
  return { ...state, nodes: changed(state.nodes, key, values) };
};

// Make a step the only start.
export const markStart = (key) => (state) => ({
  ...state,
  nodes: state.nodes.map((node) =>
    node.is_start === (node.key === key) ? node : { ...node, is_start: node.key === key }),
});

// `places`: key -> {x, y}.
export const moveTo = (places) => (state) => {
  const isMoved = (node) => places[node.key] && differs(node, { design: places[node.key] });
  if (!state.nodes.some(isMoved)) return state;
  return { ...state, nodes: state.nodes.map((node) => (isMoved(node) ? { ...node, design: places[node.key] } : node)) };
};

export const nudge = (keys, dx, dy) => (state) => {
  const chosen = state.nodes.filter((node) => keys.has(node.key));
  return moveTo(Object.fromEntries(chosen.map((node) => {
    const { x, y } = place(node);
    return [node.key, { x: x + dx, y: y + dy }];
  })))(state);
};

// `weights`: key -> number.
export const setWeights = (weights) => (state) => ({
  ...state,
  nodes: state.nodes.map((node) => (node.key in weights ? { ...node, weight: weights[node.key] } : node)),
});

// Make the weights add up to 1, shares as they are.
export const normalise = () => (state) => {
  const total = state.nodes.reduce((sum, node) => sum + Math.max(node.weight, 0), 0);
  if (!(total > 0)) return state;
  const weights = state.nodes.map((node) => Math.round((node.weight / total) * 1000) / 1000);
  const rest = Math.round((1 - weights.reduce((sum, weight) => sum + weight, 0)) * 1000) / 1000;
  const largest = weights.indexOf(Math.max(...weights));
  weights[largest] = Math.round((weights[largest] + rest) * 1000) / 1000;
  return setWeights(Object.fromEntries(state.nodes.map((node, index) => [node.key, weights[index]])))(state);
};

// ---------------------------------------------------------------- transitions

// Why `from` cannot lead to `to`: the name of a text, or null where it can. Two transitions between the same
// steps are sound: they have different names.
export function refusal(state, from, to) {
  if (from === to) return "refusal_self";
  return nodeOf(state, from)?.is_end ? "refusal_end" : null;
}

export const connect = (from, to, name) => (state) => {
  if (refusal(state, from, to)) return state;
  const free = freeName(name, outgoing(state, from).map((edge) => edge.name));
  const edge = makeEdge({ from, to, name: free });
  return { state: { ...state, edges: [...state.edges, edge] }, select: [edge.key] };
};

// Lead one end of a transition to another step. `ends`: {from} or {to}.
export const relink = (key, ends) => (state) => {
  const edge = edgeOf(state, key);
  const next = { ...edge, ...ends };
  if (!differs(edge, ends) || refusal(state, next.from, next.to)) return state;
  return { ...state, edges: changed(state.edges, key, ends) };
};

export const setEdge = (key, values) => (state) => {
  const edge = edgeOf(state, key);
  if (!edge || !differs(edge, values)) return state;
  return { ...state, edges: changed(state.edges, key, values) };
};

// Offer a transition earlier (-1) or later (1) than its neighbour from the same step.
export const shift = (key, by) => (state) => {
  const own = outgoing(state, edgeOf(state, key).from);
  const other = own[own.findIndex((edge) => edge.key === key) + by];
  if (!other) return state;
  const edges = [...state.edges];
  const [a, b] = [key, other.key].map((each) => edges.findIndex((edge) => edge.key === each));
  [edges[a], edges[b]] = [edges[b], edges[a]];
  return { ...state, edges };
};

// ---------------------------------------------------------------- both

// Remove steps and transitions, and the transitions of removed steps.
export const remove = (keys) => (state) => {
  const gone = new Set(keys);
  const stays = (edge) => !gone.has(edge.key) && !gone.has(edge.from) && !gone.has(edge.to);
  const [nodes, edges] = [state.nodes.filter((node) => !gone.has(node.key)), state.edges.filter(stays)];
  if (nodes.length === state.nodes.length && edges.length === state.edges.length) return state;
  return { state: { ...state, nodes, edges }, select: [] };
};

// What is copied of a selection: its steps and the transitions between them.
export function clipOf(state, keys) {
  const nodes = state.nodes.filter((node) => keys.has(node.key));
  const inside = new Set(nodes.map((node) => node.key));
  return { nodes, edges: state.edges.filter((edge) => inside.has(edge.from) && inside.has(edge.to)) };
}

// Add a copy of a clip under new keys, `by` pixels off. A second start is none.
export const paste = (clip, by) => (state) => {
  if (!clip.nodes.length) return state;
  const hasStart = state.nodes.some((node) => node.is_start);
  const names = state.nodes.map((node) => node.name);
  const keys = new Map();
  const nodes = clip.nodes.map((node) => {
    const { x, y } = place(node);
    const name = freeName(node.name, names);
    names.push(name);
    const copy = makeNode({
      ...node, key: undefined, name, is_start: node.is_start && !hasStart, design: { x: x + by, y: y + by },
    });
    keys.set(node.key, copy.key);
    return copy;
  });
  const edges = clip.edges.map((edge) =>
    makeEdge({ ...edge, key: undefined, from: keys.get(edge.from), to: keys.get(edge.to) }));
  return {
    state: { ...state, nodes: [...state.nodes, ...nodes], edges: [...state.edges, ...edges] },
    select: nodes.map((node) => node.key),
  };
};

export const setDetails = (values) => (state) =>
  (differs(state.details, values) ? { ...state, details: { ...state.details, ...values } } : state);

// ---------------------------------------------------------------- places

function besideAll(state) {
  const ends = state.nodes.filter((node) => !outgoing(state, node.key).length);
  const last = ends.at(-1) ?? state.nodes.at(-1);
  return last ? { x: place(last).x + WIDTH + GAP, y: place(last).y } : { x: 0, y: 0 };
}

// Where one more step stands in the middle of a transition, and the state with room for it: a transition to
// the right or down is made longer, any other is left as it is.
function withRoom(state, edge) {
  const [from, to] = [place(nodeOf(state, edge.from)), place(nodeOf(state, edge.to))];
  const isLevel = to.x - from.x >= WIDTH;
  const [axis, size, gap] = isLevel ? ["x", WIDTH, INSERTED_GAP] : ["y", HEIGHT, INSERTED_GAP_DOWN];
  const length = to[axis] - from[axis];
  if (length < size) return { roomy: state, design: { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 } };
  const lacking = Math.max(0, snap(2 * (size + gap) - length));
  const behind = new Set(state.nodes.filter((node) => place(node)[axis] >= to[axis]).map((node) => node.key));
  const roomy = nudge(behind, isLevel ? lacking : 0, isLevel ? 0 : lacking)(state);
  return { roomy, design: { ...from, [axis]: from[axis] + (length + lacking) / 2 } };
}

// The nearest place below where no step stands.
function freePlace(state, { x, y }) {
  const at = { x: snap(x), y: snap(y) };
  const isTaken = (node) => Math.abs(place(node).x - at.x) < WIDTH && Math.abs(place(node).y - at.y) < HEIGHT;
  while (state.nodes.some(isTaken)) at.y += HEIGHT + 40;
  return at;
}

