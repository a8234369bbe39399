// Between the draft of the page and the REST shape of the server. New steps are sent by `temp_id`; what the
// server answers teaches which key has which id, so that undo and redo keep identities.

import { makeEdge, makeNode } from "./model.js";

const NODE_FIELDS = [
  "name", "description", "instruction", "role_id", "escalate_to", "escalate_on_breach",
  "weight", "is_start", "is_end", "design",
];
const EDGE_FIELDS = ["name", "description", "condition", "automatic"];

const picked = (item, fields) => Object.fromEntries(fields.map((name) => [name, item[name]]));

export class Wire {
  constructor() {
    this.ids = new Map(); // key -> id of the server
    this.stored = new Set(); // the ids that the server's draft has now, as "n12" and "e7"
    this.live = new Set(); // those of the live version, which the server takes back
  }

  // The nodes and edges of a graph of the server, with the keys that the page knows them by.
  read(graph) {
    const nodes = graph.nodes.map((node) => makeNode({ ...picked(node, NODE_FIELDS), key: `s${node.id}` }));
    const edges = graph.edges.map((edge) =>
      makeEdge({ ...picked(edge, EDGE_FIELDS), key: `e${edge.id}`, from: `s${edge.from_id}`, to: `s${edge.to_id}` }));
    graph.nodes.forEach((node) => this.ids.set(`s${node.id}`, node.id));
    graph.edges.forEach((edge) => this.ids.set(`e${edge.id}`, edge.id));
    return { nodes, edges };
  }

  // Tell what the server's draft has now.
  settle(graph) {
    this.stored = namesIn(graph);
  }

  // Tell what the live version has: a step of it that was removed comes back as itself.
  keep(graph) {
    this.live = namesIn(graph);
  }

  knows(name) {
    return this.stored.has(name) || this.live.has(name);
  }

  // The graph in the REST shape.
  write(state) {
    return {
      nodes: state.nodes.map((node) => ({ ...this.nodeName(node.key), ...picked(node, NODE_FIELDS) })),
      edges: state.edges.map((edge) => ({
        ...this.edgeName(edge.key), ...this.end("from", edge.from), ...this.end("to", edge.to),
        ...picked(edge, EDGE_FIELDS),
      })),
    };
  }

  nodeName(key) {
    const id = this.ids.get(key);
    return this.knows(`n${id}`) ? { id } : { temp_id: key };
  }

  edgeName(key) {
    const id = this.ids.get(key);
    return this.knows(`e${id}`) ? { id } : {};
  }

  end(side, key) {
    const name = this.nodeName(key);
    return "id" in name ? { [`${side}_id`]: name.id } : { [`${side}_temp_id`]: name.temp_id };
  }

  // Learn from the answer to a graph that was written from `state`: edges come back in the order sent.
  learn(state, answer) {
    for (const [key, id] of Object.entries(answer.temp_id_mapping)) this.ids.set(key, id);
    answer.graph.edges.forEach((edge, index) => this.ids.set(state.edges[index].key, edge.id));
    this.settle(answer.graph);
  }
}

// The ids of a graph of the server, as "n12" and "e7".
function namesIn({ nodes, edges }) {
  return new Set([...nodes.map(({ id }) => `n${id}`), ...edges.map(({ id }) => `e${id}`)]);
}

// The graph with keys for ids: what two ways of building one workflow must have in common.
export function plain(state) {
  const names = new Map(state.nodes.map((node, index) => [node.key, index]));
  return {
    nodes: state.nodes.map((node) => picked(node, NODE_FIELDS)),
    edges: state.edges.map((edge) => ({
      from: names.get(edge.from), to: names.get(edge.to), ...picked(edge, EDGE_FIELDS),
    })),
  };
}
