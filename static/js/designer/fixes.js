// The obvious mending of a problem, one click beside it.

import * as commands from "./commands.js";
import { edgeOf, freeName, outgoing } from "./model.js";

const fixes = {
  first_start: () => (state) => commands.markStart(firstOf(state).key)(state),
  not_start: (key) => commands.setStep(key, { is_start: false }),
  last_end: () => (state) => {
    const open = state.nodes.find((node) => !outgoing(state, node.key).length);
    return commands.setStep(open.key, { is_end: true })(state);
  },
  remove: (key) => commands.remove([key]),
  rename: (key) => (state) => {
    const edge = edgeOf(state, key);
    const others = outgoing(state, edge.from).filter((each) => each.key !== key);
    return commands.setEdge(key, { name: freeName(edge.name, others.map((each) => each.name)) })(state);
  },
  normalise: () => commands.normalise(),
};

// The command that mends `problem`.
export const fixOf = (problem) => fixes[problem.fix](problem.key);

function firstOf(state) {
  const targets = new Set(state.edges.map((edge) => edge.to));
  return state.nodes.find((node) => !targets.has(node.key)) ?? state.nodes[0];
}
