// The rules of a sound workflow, checked while one draws: those of workflows_app/graph_checks.py, in the same
// words and order. The server checks all of it again.

import { conditionError, isUnconditional } from "./condition_rules.js";
import { totalWeight } from "./model.js";
import { say } from "./texts.js";

const MAX_WEIGHT = 1000000;
const MAX_STEPS = 500;
const MAX_EDGES = 2000;

// Every problem: [{kind, level, message, key, fix}]; `key` is that of a step or transition, or null; `fix`
// names a command of fixes.js where there is one obvious fix.
// `facts`: {roles: {id: {name, is_active, has_members}}, rules} as the server knows them.
export function check(state, facts) {
  if (state.nodes.length > MAX_STEPS || state.edges.length > MAX_EDGES) {
    return [{ kind: "too_large", level: "error", message: say("too_large", { steps: MAX_STEPS, edges: MAX_EDGES }), key: null }];
  }
  const look = new Look(state, facts);
  look.naming();
  look.starts();
  look.ends();
  look.loops();
  look.reach();
  state.nodes.forEach((node) => look.roles(node));
  look.weights();
  look.conditions();
  look.stranding();
  return look.found;
}

class Look {
  constructor(state, facts) {
    this.state = state;
    this.facts = facts;
    this.found = [];
    this.byKey = new Map(state.nodes.map((node) => [node.key, node]));
    this.leaving = Map.groupBy(state.edges, (edge) => edge.from);
  }

  add(kind, key, values = {}, level = "error", fix = null) {
    this.found.push({ kind, level, message: say(kind, values), key, fix });
  }

  step(kind, node, values = {}, level = "error", fix = null) {
    this.add(kind, node.key, { step: nameOf(node), ...values }, level, fix);
  }

  edge(kind, edge, values = {}, fix = null) {
    this.add(kind, edge.key, { edge: nameOf(edge), step: nameOf(this.byKey.get(edge.from)), ...values }, "error", fix);
  }

  naming() {
    this.state.nodes.filter((node) => !node.name.trim()).forEach((node) => this.step("unnamed_step", node));
    const taken = new Set();
    for (const edge of this.state.edges) {
      const name = edge.name.trim().toLowerCase();
      const place = JSON.stringify([edge.from, name]);
      if (!name) this.edge("unnamed_edge", edge);
      else if (taken.has(place)) this.edge("duplicate_edge_name", edge, {}, "rename");
      taken.add(place);
    }
  }

  starts() {
    const starts = this.state.nodes.filter((node) => node.is_start);
    if (!starts.length) this.add("no_start", null, {}, "error", this.state.nodes.length ? "first_start" : null);
    for (const node of starts.slice(1)) this.step("many_starts", node, { first: nameOf(starts[0]) }, "error", "not_start");
  }

  ends() {
    const ends = this.state.nodes.filter((node) => node.is_end);
    const open = this.state.nodes.filter((node) => !this.leaving.has(node.key));
    if (!ends.length) this.add("no_end", null, {}, "error", open.length === 1 ? "last_end" : null);
    for (const node of ends) {
      for (const edge of this.leaving.get(node.key) ?? []) this.edge("end_with_outgoing", edge, {}, "remove");
    }
  }

  loops() {
    this.state.edges.filter((edge) => edge.from === edge.to).forEach((edge) => this.edge("self_loop", edge, {}, "remove"));
  }

  reach() {
    const starts = this.state.nodes.filter((node) => node.is_start);
    const ends = this.state.nodes.filter((node) => node.is_end);
    const forward = closure(starts, this.state.edges.map((edge) => [edge.from, edge.to]));
    const backward = closure(ends, this.state.edges.map((edge) => [edge.to, edge.from]));
    for (const node of this.state.nodes) {
      if (starts.length && !forward.has(node.key)) this.step("unreachable", node);
      if (ends.length && !backward.has(node.key)) this.step("no_way_to_end", node);
    }
  }

  roles(node) {
    if (node.role_id === null) this.step("no_role", node);
    else this.role(node, node.role_id, "role");
    if (node.escalate_to !== null) this.role(node, node.escalate_to, "escalation_role");
    else if (node.escalate_on_breach) this.step("no_escalation_role", node, {}, "warning");
  }

  role(node, id, kind) {
    const role = this.facts.roles[id];
    if (!role) this.step(`unknown_${kind}`, node);
    else if (!role.is_active) this.step(`inactive_${kind}`, node, { role: role.name });
    else if (!role.has_members) this.step(`${kind}_without_members`, node, { role: role.name }, "warning");
  }

  weights() {
    const bad = this.state.nodes.filter((node) => !(node.weight > 0 && node.weight <= MAX_WEIGHT));
    bad.forEach((node) => this.step("weight_not_positive", node, { most: MAX_WEIGHT }));
    const total = totalWeight(this.state);
    if (this.state.nodes.length && !bad.length && Math.abs(total - 1) > 1e-6) {
      this.add("weight_sum", null, { total: digits(total) }, "hint", "normalise");
    }
  }

  conditions() {
    for (const edge of this.state.edges.filter((each) => !isUnconditional(each.condition))) {
      const reason = conditionError(edge.condition, this.facts.rules);
      if (reason) this.edge("bad_condition", edge, { reason });
    }
  }

  stranding() {
    for (const node of this.state.nodes) {
      const own = this.leaving.get(node.key) ?? [];
      if (own.length && own.every((edge) => !isUnconditional(edge.condition))) this.step("all_conditional", node);
    }
  }
}

// What can be got to from `begin` along pairs of [from, to].
function closure(begin, pairs) {
  const following = Map.groupBy(pairs, ([from]) => from);
  const found = new Set(begin.map((node) => node.key));
  const waiting = [...found];
  while (waiting.length) {
    for (const [, to] of following.get(waiting.pop()) ?? []) {
      if (!found.has(to)) waiting.push(to);
      found.add(to);
    }
  }
  return found;
}

export const nameOf = (item) => item.name.trim() || `#${item.key.replace(/^[se]/, "")}`;

// A number with at most six digits that say something.
export const digits = (value) => String(Number(value.toPrecision(6)));
