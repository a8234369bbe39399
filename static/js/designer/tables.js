// Steps and transitions as tables: another view of the store, by which everything can be done.

import * as commands from "./commands.js";
import { copyOf, listen, setChoices, show } from "./forms.js";
import { edgeOf, flowOrder, outgoing, place, shareOf } from "./model.js";
import { say } from "./texts.js";

export function tables(editor, steps, transitions) {
  const { store } = editor;
  let picked = null; // what was chosen by boxes

  function keyOf(target) {
    return target.closest("[data-key]")?.dataset.key;
  }

  listen(steps, (name, value, field) => {
    const key = keyOf(field);
    if (!key) return;
    const command = name === "is_start" ? (value ? commands.markStart(key) : commands.setStep(key, { is_start: false }))
      : commands.setStep(key, { [name]: value });
    editor.run(say("did_change"), command, { merge: `${key} ${name}`, quiet: true });
  });

  listen(transitions, (name, value, field) => {
    const key = keyOf(field);
    if (!key) return;
    const isEnd = name === "from" || name === "to";
    const isDone = editor.run(
      say("did_change"), isEnd ? commands.relink(key, { [name]: value }) : commands.setEdge(key, { [name]: value }),
      { merge: `${key} ${name}`, quiet: true });
    if (isEnd && !isDone) {
      field.value = edgeOf(store.state, key)[name];
      editor.announce(say("refusal_ends"));
    }
  });

  for (const table of [steps, transitions]) {
    table.addEventListener("focusout", () => store.history.seal());
    table.addEventListener("click", (event) => {
      const button = event.target.closest("[data-row-do]");
      if (button) rowVerbs[button.dataset.rowDo](keyOf(button));
    });
    table.addEventListener("change", (event) => {
      if (event.target.matches("[data-choose]")) choose(keyOf(event.target), table);
    });
    table.addEventListener("focusin", (event) => {
      const key = keyOf(event.target);
      if (key && store.single !== key && !event.target.matches("[data-choose]") && !isPicked()) store.select([key]);
    });
    table.addEventListener("pointerdown", () => {
      picked = null;
    });
  }

  // What boxes chose stays while Tab goes from row to row; a click into a row chooses that.
  const isPicked = () => picked !== null && picked.size === store.selection.size && picked.isSubsetOf(store.selection);

  // Choose a row too, or no longer. The one thing chosen elsewhere, which this table does not show, is given up.
  function choose(key, table) {
    if (store.single && !table.querySelector(`[data-key="${CSS.escape(store.single)}"]`)) store.select([key]);
    else store.toggle(key);
    picked = store.selection.size ? new Set(store.selection) : null;
  }

  const rowVerbs = {
    open: (key) => {
      store.select([key]);
      editor.focusPanel();
    },
    remove: (key) => {
      editor.run(say("did_remove_one"), commands.remove([key]));
      (steps.offsetParent ? steps : transitions).querySelector("[data-new] :is(input, select)").focus();
    },
    earlier: (key) => editor.run(say("did_order"), commands.shift(key, -1)),
    later: (key) => editor.run(say("did_order"), commands.shift(key, 1)),
  };

  // ---------------------------------------------------------------- new rows

  const newStep = steps.querySelector("[data-new]");
  const roles = [...newStep.elements.role.options].map((option) => [option.value, option.text]);
  newStep.addEventListener("submit", (event) => {
    event.preventDefault();
    const { name, role } = newStep.elements;
    editor.run(say("did_add"), commands.addStep({
      name: name.value.trim() || say("new_step"), role_id: role.value ? Number(role.value) : null,
    }));
    name.value = "";
    name.focus();
  });

  const newEdge = transitions.querySelector("[data-new]");
  newEdge.addEventListener("submit", (event) => {
    event.preventDefault();
    const { name, from, to } = newEdge.elements;
    const why = commands.refusal(store.state, from.value, to.value);
    const complaint = newEdge.querySelector("[data-complaint]");
    complaint.textContent = !from.value || !to.value ? say("choose_both") : why ? say(why) : "";
    complaint.hidden = !complaint.textContent;
    if (complaint.textContent) return;
    editor.run(say("did_connect"), commands.connect(from.value, to.value, name.value.trim() || say("new_edge")));
    name.value = "";
    from.focus();
  });

  // ---------------------------------------------------------------- rows

  function reconcile(body, items, template, fill) {
    const rows = new Map([...body.children].map((row) => [row.dataset.key, row]));
    items.forEach((item, index) => {
      const row = rows.get(item.key) ?? copyOf(template);
      row.dataset.key = item.key;
      rows.delete(item.key);
      if (body.children[index] !== row) body.insertBefore(row, body.children[index] ?? null);
      fill(row, item, index);
      row.classList.toggle("is-current", store.selection.has(item.key));
      row.querySelector("[data-choose]").checked = store.selection.has(item.key);
    });
    rows.forEach((row) => row.remove());
  }

  function problems(row, key) {
    const own = editor.problems.filter((problem) => problem.key === key);
    const line = row.querySelector("[data-row-problems]");
    line.hidden = !own.length;
    line.querySelector("[data-row-text]").textContent = own.map((problem) => problem.message).join(" ");
  }

  function fillStep(row, node, index) {
    row.querySelectorAll("select[data-field]").forEach((select) => setChoices(select, roles));
    show(row, { ...node, ...place(node) });
    row.querySelector("[data-number]").textContent = String(index + 1);
    row.querySelector("[data-row-share]").textContent = `${Math.round(shareOf(store.state, node) * 1000) / 10} %`;
    row.querySelectorAll("[data-names]").forEach((field) => field.setAttribute("aria-label", say(field.dataset.names, { name: node.name })));
    problems(row, node.key);
  }

  function fillEdge(row, edge, _index) {
    const names = store.state.nodes.map((node) => [node.key, node.name]);
    row.querySelectorAll("select[data-field]").forEach((select) => setChoices(select, names));
    show(row, edge);
    const own = outgoing(store.state, edge.from);
    row.querySelector('[data-row-do="earlier"]').disabled = own[0] === edge;
    row.querySelector('[data-row-do="later"]').disabled = own.at(-1) === edge;
    row.querySelector("[data-row-condition]").textContent = edge.condition ? say("has_condition") : say("no_condition");
    row.querySelectorAll("[data-names]").forEach((field) => field.setAttribute("aria-label", say(field.dataset.names, { name: edge.name })));
    problems(row, edge.key);
  }

  // Only the table that is seen is filled: a large workflow has tens of thousands of choices in it.
  return function refresh() {
    const order = flowOrder(store.state);
    if (!steps.hidden) reconcile(steps.querySelector("tbody"), order, "step-row", fillStep);
    if (!transitions.hidden) refreshTransitions(order);
  };

  function refreshTransitions(order) {
    const { state } = store;
    const rank = new Map(order.map((node, index) => [node.key, index]));
    const edges = state.edges.map((edge, index) => ({ edge, index }));
    edges.sort((a, b) => rank.get(a.edge.from) - rank.get(b.edge.from) || a.index - b.index);
    reconcile(transitions.querySelector("tbody"), edges.map(({ edge }) => edge), "edge-row", fillEdge);
    const choices = [["", say("choose_step")], ...state.nodes.map((node) => [node.key, node.name])];
    newEdge.querySelectorAll("select").forEach((select) => setChoices(select, choices));
  }
}

