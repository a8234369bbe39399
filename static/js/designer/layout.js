// Places for steps, worked out by dagre from left to right.

import { HEIGHT, WIDTH, flowOrder, snap } from "./model.js";

const { dagre } = globalThis;
const OPTIONS = { rankdir: "LR", nodesep: 60, ranksep: 40, edgesep: 30, marginx: 40, marginy: 40 };

// key -> {x, y} for all steps. `widths`: key -> width of a transition's label, for which there is room.
export function arrange(state, widths) {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph(OPTIONS);
  for (const node of flowOrder(state)) graph.setNode(node.key, { width: WIDTH, height: HEIGHT });
  for (const edge of state.edges) {
    graph.setEdge(edge.from, edge.to, { width: (widths.get(edge.key) ?? 60) + 20, height: 20, labelpos: "c" }, edge.key);
  }
  dagre.layout(graph);
  return Object.fromEntries(state.nodes.map(({ key }) => {
    const { x, y } = graph.node(key);
    return [key, { x: snap(x - WIDTH / 2), y: snap(y - HEIGHT / 2) }];
  }));
}

// The same draft with a place for every step that has none; nothing is laid out where all have one.
export function placed(state, widths) {
  if (state.nodes.every((node) => node.design)) return state;
  const places = arrange(state, widths);
  return { ...state, nodes: state.nodes.map((node) => ({ ...node, design: node.design ?? places[node.key] })) };
}
