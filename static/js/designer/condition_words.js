// A condition in plain words, as workflows_app/condition_words.py says it.

import { isUnconditional } from "./condition_rules.js";
import { say } from "./texts.js";

const EXTRA = "extra.";

// "priority is High and (category is A or category is B)"; empty where there is no condition.
export const conditionWords = (data) => (isUnconditional(data) ? "" : sentence(data));

function sentence(data) {
  if ("field" in data) return comparison(data);
  if ("not" in data) return say("cond_not", { condition: sentence(data.not) });
  const word = "all" in data ? "cond_and" : "cond_or";
  return (data.all ?? data.any).map(part).reduce((first, second) => say(word, { first, second }));
}

function part(data) {
  const items = data.all ?? data.any ?? [];
  return items.length > 1 ? `(${sentence(data)})` : sentence(data);
}

function comparison({ field, op, value }) {
  const isPriority = field === "priority" && ["lt", "gt"].includes(op);
  const values = Array.isArray(value) ? value : [value];
  return say(`cond_${op}${isPriority ? "_priority" : ""}`, { field: fieldWord(field), value: values.map(valueWord).join(", ") });
}

const fieldWord = (name) => (name.startsWith(EXTRA) ? name.slice(EXTRA.length).replaceAll("_", " ") : say(`cond_field_${name}`));
const valueWord = (value) => (typeof value === "boolean" ? say(value ? "yes" : "no") : String(value ?? ""));
