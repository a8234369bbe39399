// The builder of conditions: rows of field, operator and value in groups of all, any or none, as deep as needed.
// The data is that of workflows_app/condition_data.py; the sentence about it comes from the server.

import * as commands from "./commands.js";
import { isUnconditional, kindOf } from "./condition_rules.js";
import { copyOf, setChoices } from "./forms.js";
import { say } from "./texts.js";

const WAIT = 250;
const GROUPS = ["all", "any", "not"];

export const emptyRow = () => ({ field: "priority", op: "eq", value: "Urgent" });

// A condition as a group: {all: [...]}, {any: [...]} or {not: {any: [...]}} (none of); a lone row is a group of one.
export function asGroup(data) {
  if ("all" in data || "any" in data) return data;
  if ("not" in data) return "any" in data.not ? data : { not: { any: [data.not] } };
  return { all: [data] };
}

const itemsOf = (group) => group.all ?? group.any ?? group.not.any;
const kindOfGroup = (group) => GROUPS.find((name) => name in group);
const withItems = (kind, items) => (kind === "not" ? { not: { any: items } } : { [kind]: items });

// The condition with `change(group)` applied to the group at `path`, a list of positions; null where nothing is left.
export function edit(data, path, change) {
  const group = asGroup(data);
  if (!path.length) return change(group);
  const [first, ...rest] = path;
  const items = itemsOf(group).map((item, index) => (index === first ? edit(item, rest, change) : item));
  const left = items.filter((item) => item !== null);
  return left.length ? withItems(kindOfGroup(group), left) : null;
}

// A value as it is written in a field, read for a kind of field and an operator.
export function valueOf(text, kind, op) {
  if (["empty", "not_empty"].includes(op)) return null;
  if (["in", "not_in"].includes(op)) return text.split(",").map((part) => part.trim()).filter(Boolean).map((part) => scalar(part, kind));
  return ["contains", "starts_with"].includes(op) ? text : scalar(text, kind, op);
}

function scalar(text, kind, op) {
  const isOrder = ["lt", "lte", "gt", "gte"].includes(op);
  const wantsNumber = kind === "number" || (kind === "anything" && isOrder);
  return wantsNumber && /^[+-]?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
}

export function conditionEditor(editor, element) {
  const { store, facts } = editor;
  const rows = element.querySelector("[data-rows]");
  const sentence = element.querySelector("[data-sentence]");
  const tried = element.querySelector("[data-tried]");
  const ticket = element.querySelector("[data-ticket]");
  let shown = null;
  let timer = 0;

  const edge = () => store.state.edges.find((each) => each.key === store.single);

  function set(condition, merge = null) {
    editor.run(say("did_condition"), commands.setEdge(store.single, { condition }), { merge, quiet: true });
  }

  const change = (path, how) => set(edit(edge().condition, path, how));
  // A value while it is typed: taken at once, since what it mends must not move the page under the next click;
  // its row is not drawn anew.
  function typed(path, how) {
    const condition = edit(edge().condition, path, how);
    shown = JSON.stringify([store.single, condition]);
    set(condition, `${store.single} condition`);
    ask();
  }

  const add = (path, item) => change(path, (group) => withItems(kindOfGroup(group), [...itemsOf(group), item]));

  // ---------------------------------------------------------------- rows

  function draw(group, path) {
    const part = copyOf("condition-group");
    const choice = part.querySelector("[data-group]");
    choice.value = kindOfGroup(group);
    choice.addEventListener("change", () => change(path, (each) => withItems(choice.value, itemsOf(each))));
    part.querySelector("[data-add-row]").addEventListener("click", () => add(path, emptyRow()));
    part.querySelector("[data-add-group]").addEventListener("click", () => add(path, { any: [emptyRow()] }));
    part.querySelector("[data-items]").append(...itemsOf(group).map((item, index) =>
      ("field" in item ? drawRow(item, path, index) : draw(asGroup(item), [...path, index]))));
    const away = part.querySelector("[data-remove-group]");
    away.addEventListener("click", () => (path.length ? drop(path.slice(0, -1), path.at(-1)) : set(null)));
    return part;
  }

  function drop(path, index) {
    const condition = edit(edge().condition, path, (group) => {
      const items = itemsOf(group).filter((_item, at) => at !== index);
      return items.length ? withItems(kindOfGroup(group), items) : null;
    });
    set(condition);
  }

  function drawRow(given, path, index) {
    const item = { ...given };
    const part = copyOf("condition-row");
    const [field, op] = ["field", "op"].map((name) => part.querySelector(`[data-cond-${name}]`));
    setChoices(field, fieldChoices(item.field));
    field.value = item.field;
    const kind = kindOf(facts.rules, item.field) ?? "anything";
    setChoices(op, facts.rules.operators[kind].map((name) => [name, say(`op_${kind === "priority" && ["lt", "gt"].includes(name) ? `${name}_priority` : name}`)]));
    op.value = item.op;
    const isList = ["in", "not_in"].includes(item.op);
    const value = valueField(part, kind === "priority" && !isList);
    if (value.localName === "select") offer(value, item.value);
    else value.value = Array.isArray(item.value) ? item.value.join(", ") : item.value ?? "";
    value.hidden = ["empty", "not_empty"].includes(item.op);
    if (isList) value.placeholder = say("several_values");
    if (isList && kind === "priority") value.setAttribute("list", "priority-values");
    const put = (next) => change(path, (group) =>
      withItems(kindOfGroup(group), itemsOf(group).map((each, at) => (at === index ? next : each))));
    field.addEventListener("change", () => put(suited({ ...item, field: field.value }, facts.rules)));
    op.addEventListener("change", () => put(suited({ ...item, op: op.value }, facts.rules, value.value)));
    value.addEventListener("input", () => {
      item.value = valueOf(value.value, kind, item.op);
      typed(path, (group) => withItems(kindOfGroup(group), itemsOf(group).map((each, at) => (at === index ? { ...item } : each))));
    });
    part.querySelector("[data-remove-row]").addEventListener("click", () => drop(path, index));
    return part;
  }

  function fieldChoices(current) {
    const names = [...Object.keys(facts.rules.fields), ...facts.rules.extra];
    if (!names.includes(current)) names.push(current);
    return names.map((name) => [name, facts.rules.words[name] ?? name.replace(/^extra\./, "").replaceAll("_", " ")]);
  }

  // ---------------------------------------------------------------- what it says

  function ask() {
    clearTimeout(timer);
    timer = setTimeout(answer, WAIT);
  }

  async function answer(number = "") {
    const { condition } = edge() ?? {};
    if (isUnconditional(condition)) return;
    const url = number ? editor.urls.try : editor.urls.condition;
    const found = await editor.server.post(url, { condition, ticket: number });
    sentence.textContent = found.sentence ? say("offered_if", { sentence: found.sentence }) : found.error;
    sentence.classList.toggle("is-wrong", Boolean(found.error));
    if (number) tried.textContent = found.tried ?? found.error;
    editor.announce(number ? tried.textContent : sentence.textContent);
  }

  element.querySelector("[data-begin]").addEventListener("click", () => set({ all: [emptyRow()] }));
  element.querySelector("[data-try]").addEventListener("click", () => ticket.value.trim() && answer(ticket.value.trim()));
  ticket.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (ticket.value.trim()) answer(ticket.value.trim());
  });

  return {
    show({ key, condition }) {
      const drawn = JSON.stringify([key, condition]);
      if (drawn === shown) return;
      shown = drawn;
      const has = !isUnconditional(condition);
      element.querySelector("[data-none]").hidden = has;
      element.querySelector("[data-some]").hidden = !has;
      const focus = placeOf(rows);
      rows.replaceChildren(...(has ? [draw(asGroup(condition), [])] : []));
      restore(rows, focus);
      tried.textContent = "";
      if (has) ask();
    },
  };
}

// The field for a value: a choice of priorities, or one to write in; the other goes.
function valueField(part, isChoice) {
  const [written, chosen] = part.querySelectorAll("[data-cond-value]");
  (isChoice ? written : chosen).remove();
  return isChoice ? chosen : written;
}

// Choose a value in a list, however it is written; one that is not there is added as it is.
function offer(select, given) {
  const text = String(given ?? "");
  const known = [...select.options].find((option) => option.value.toLowerCase() === text.trim().toLowerCase());
  if (!known) select.append(new Option(text, text));
  select.value = known?.value ?? text;
}

// A row whose operator and value suit its field.
function suited(item, rules, text = Array.isArray(item.value) ? item.value.join(", ") : String(item.value ?? "")) {
  const kind = kindOf(rules, item.field) ?? "anything";
  const op = rules.operators[kind].includes(item.op) ? item.op : "eq";
  const said = kind === "priority" && !["low", "medium", "high", "urgent"].includes(text.toLowerCase()) ? "Urgent" : text;
  return ["empty", "not_empty"].includes(op) ? { field: item.field, op } : { field: item.field, op, value: valueOf(said, kind, op) };
}

// Which of its controls has the focus, so that drawing anew keeps it.
const controls = (root) => [...root.querySelectorAll("input, select, button")];
const placeOf = (root) => controls(root).indexOf(document.activeElement);

function restore(root, index) {
  if (index >= 0) controls(root)[Math.min(index, controls(root).length - 1)]?.focus();
}
