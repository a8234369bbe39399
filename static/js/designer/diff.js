// What differs between two drafts or versions, as lines for people: + new, − gone, ~ changed. Steps and
// transitions are the same where their keys are.

import { isUnconditional } from "./condition_rules.js";
import { conditionWords } from "./condition_words.js";
import { nodeOf } from "./model.js";
import { say } from "./texts.js";
import { thresholdWords } from "./thresholds.js";

const STEP = ["name", "description", "instruction", "role_id", "escalate_to", "escalate_on_breach", "weight", "is_start", "is_end"];
const EDGE = ["name", "description", "from", "to", "condition", "automatic"];

const differing = (a, b, fields) => fields.filter((name) => JSON.stringify(a[name] ?? null) !== JSON.stringify(b[name] ?? null));

// [{sign, key, text}] from `before` to `after`, two states; `roleName(id)` names roles.
export function differences(before, after, roleName) {
  const context = { before, after, roleName };
  return [
    ...detailLines(before.details ?? {}, after.details ?? {}),
    ...itemLines("step", before.nodes, after.nodes, STEP, context),
    ...itemLines("edge", before.edges, after.edges, EDGE, context),
  ];
}

// key -> sign, for the marks on a drawing.
export const marksOf = (lines) => new Map(lines.filter((line) => line.key).map((line) => [line.key, line.sign]));

// Both states in one drawing: what is gone stands where it stood.
export function merged(before, after) {
  const only = (olds, news) => olds.filter((old) => !news.some((item) => item.key === old.key));
  return {
    details: after.details,
    nodes: [...after.nodes, ...only(before.nodes, after.nodes)],
    edges: [...after.edges, ...only(before.edges, after.edges)],
  };
}

function detailLines(before, after) {
  return differing(before, after, Object.keys(before)).map((name) => ({
    sign: "~", key: null,
    text: say("diff_value", { name: say(`detail_${name}`), before: detail(name, before[name]), after: detail(name, after[name]) }),
  }));
}

const detail = (name, raw) => (name === "sla_thresholds" && raw ? thresholdWords(raw) : shown(raw));

function itemLines(kind, olds, news, fields, context) {
  const was = new Map(olds.map((item) => [item.key, item]));
  const now = new Set(news.map((item) => item.key));
  const lines = [];
  for (const item of news) {
    const old = was.get(item.key);
    if (!old) lines.push({ sign: "+", key: item.key, text: [title(kind, item, context.after), ...terms(item)].join(", ") });
    else if (differing(old, item, fields).length) lines.push(changedLine(kind, old, item, fields, context));
  }
  for (const item of olds.filter((each) => !now.has(each.key))) {
    lines.push({ sign: "−", key: item.key, text: title(kind, item, context.before) });
  }
  return lines;
}

function changedLine(kind, old, item, fields, context) {
  const parts = differing(old, item, fields).map((name) => say("diff_value", {
    name: say(`field_${name}`), before: value(name, old, context.before, context), after: value(name, item, context.after, context),
  }));
  return { sign: "~", key: item.key, text: `${title(kind, item, context.after)}: ${parts.join("; ")}` };
}

function title(kind, item, state) {
  const name = item.name || say("unnamed");
  if (kind === "step") return say("diff_step", { name });
  const [from, to] = [item.from, item.to].map((key) => nodeOf(state, key)?.name ?? "?");
  return say("diff_edge", { name, from, to });
}

// On what terms a new transition is taken.
function terms({ condition, automatic }) {
  const found = isUnconditional(condition) ? [] : [say("if_condition", { condition: conditionWords(condition) })];
  return automatic ? [...found, say("says_automatic")] : found;
}

function value(name, item, state, { roleName }) {
  const raw = item[name];
  if (["role_id", "escalate_to"].includes(name)) return raw === null ? "–" : roleName(raw);
  if (["from", "to"].includes(name)) return nodeOf(state, raw)?.name ?? "?";
  if (name === "condition") return raw ? say("if_condition", { condition: conditionWords(raw) }) : say("no_condition");
  return shown(raw);
}

function shown(raw) {
  if (raw === null || raw === undefined || raw === "") return "–";
  if (typeof raw === "boolean") return say(raw ? "yes" : "no");
  const text = String(raw);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

// What a sign says: new, gone, changed.
export const markWord = (sign) => say(`mark_${sign === "−" ? "-" : sign}`);

// The lines as list items.
export function drawLines(lines) {
  return lines.map(({ sign, text }) => {
    const item = document.createElement("li");
    item.className = { "+": "is-added", "−": "is-removed", "~": "is-changed" }[sign];
    const mark = document.createElement("span");
    mark.className = "diff-sign";
    mark.textContent = sign;
    const word = document.createElement("span");
    word.className = "spoken";
    word.textContent = markWord(sign);
    item.append(mark, word, ` ${text}`);
    return item;
  });
}
