// What may be written in a condition: the rules of workflows_app/condition_data.py, in the same words.
// `rules` is {fields: {name: kind}, operators: {kind: [op]}} as the server has them.

import { say } from "./texts.js";

const MAX_DEPTH = 20;
const MAX_NODES = 200;
const MAX_CHOICES = 100;
const MAX_TEXT = 255;
const PRIORITIES = ["low", "medium", "high", "urgent", "critical"];
const EXTRA = /^extra\.(?!_)[A-Za-z0-9_-]{1,64}$/;
const isObject = (data) => data !== null && typeof data === "object" && !Array.isArray(data);

export const isUnconditional = (data) => data === null || data === undefined || (isObject(data) && !Object.keys(data).length);
export const kindOf = (rules, field) => rules.fields[field] ?? (EXTRA.test(field ?? "") ? "anything" : null);

// The first thing wrong with a condition, as a sentence that begins with its place; null where it is sound.
export function conditionError(data, rules) {
  const counter = { nodes: 0 };
  const wrong = node(data, "", 1, rules, counter);
  return wrong && (wrong.path ? `${wrong.path}: ${wrong.message}` : wrong.message);
}

function node(data, path, depth, rules, counter) {
  counter.nodes += 1;
  if (depth > MAX_DEPTH) return { path, message: say("condition_deep", { n: MAX_DEPTH }) };
  if (counter.nodes > MAX_NODES) return { path, message: say("condition_large", { n: MAX_NODES }) };
  if (!isObject(data)) return { path, message: say("condition_object") };
  if ("field" in data || "op" in data) return leaf(data, path, rules);
  const keys = Object.keys(data);
  if (keys.length !== 1 || !["all", "any", "not"].includes(keys[0])) return { path, message: say("condition_shape") };
  return group(keys[0], data[keys[0]], path ? `${path}.${keys[0]}` : keys[0], depth, rules, counter);
}

function group(key, content, path, depth, rules, counter) {
  if (key === "not") return node(content, path, depth + 1, rules, counter);
  if (!Array.isArray(content) || !content.length) return { path, message: say("condition_list") };
  for (const [index, item] of content.entries()) {
    const wrong = node(item, `${path}[${index}]`, depth + 1, rules, counter);
    if (wrong) return wrong;
  }
  return null;
}

function leaf(data, path, rules) {
  const at = (name) => (path ? `${path}.${name}` : name);
  const extra = Object.keys(data).find((key) => !["field", "op", "value"].includes(key));
  if (extra) return { path: at(extra), message: say("condition_keys") };
  const kind = kindOf(rules, data.field);
  if (!kind) return { path: at("field"), message: say("condition_field", { name: data.field ?? "" }) };
  if (!rules.operators.anything.includes(data.op)) return { path: at("op"), message: say("condition_op", { name: data.op ?? "" }) };
  if (!rules.operators[kind].includes(data.op)) return { path: at("op"), message: say("condition_suits", { name: data.op }) };
  return value(data, kind, at("value"));
}

function value(data, kind, path) {
  if (["empty", "not_empty"].includes(data.op)) return data.value == null ? null : { path, message: say("condition_no_value") };
  if (["in", "not_in"].includes(data.op)) return choices(data.value, kind, path);
  if (["contains", "starts_with"].includes(data.op)) return scalar(data.value, "text", path);
  const isOrder = ["lt", "lte", "gt", "gte"].includes(data.op);
  return scalar(data.value, isOrder && kind === "anything" ? "number" : kind, path);
}

function choices(list, kind, path) {
  if (!Array.isArray(list) || !list.length || list.length > MAX_CHOICES) {
    return { path, message: say("condition_choices", { n: MAX_CHOICES }) };
  }
  const wrong = list.map((item, index) => scalar(item, kind, `${path}[${index}]`));
  return wrong.find(Boolean) ?? null;
}

function scalar(item, kind, path) {
  if (kind === "anything") {
    if (typeof item === "boolean") return null;
    return scalar(item, typeof item === "string" ? "text" : "number", path);
  }
  if (kind === "priority" && !PRIORITIES.includes(String(item).trim().toLowerCase())) return { path, message: say("condition_priority") };
  if (kind === "text" && !(typeof item === "string" && item.trim() && item.length <= MAX_TEXT)) return { path, message: say("condition_text", { n: MAX_TEXT }) };
  if (kind === "number" && !isNumber(item)) return { path, message: say("condition_number") };
  return null;
}

function isNumber(item) {
  if (typeof item === "number") return Number.isFinite(item);
  return typeof item === "string" && item.length <= 64 && /^[+-]?[0-9]+(\.[0-9]+)?$/.test(item.trim());
}
