// The panel beside canvas and tables: everything about the one thing that is chosen.

import * as commands from "./commands.js";
import { conditionEditor } from "./conditions.js";
import { listen, setChoices, show } from "./forms.js";
import { edgeOf, incoming, nodeOf, outgoing, place, shareOf } from "./model.js";
import { preview } from "./preview.js";
import { hoursOf } from "./sla.js";
import { count, say } from "./texts.js";

export function panel(editor, element) {
  const { store } = editor;
  const parts = Object.fromEntries([...element.querySelectorAll("[data-panel]")].map((part) => [part.dataset.panel, part]));
  const condition = conditionEditor(editor, parts.edge.querySelector("[data-condition]"));
  const instruction = preview(editor, parts.step);

  listen(parts.step, (name, value) => {
    const key = store.single;
    if (!nodeOf(store.state, key)) return;
    const options = { merge: `${key} ${name}`, quiet: true };
    if (name === "x" || name === "y") {
      const at = { ...place(nodeOf(store.state, key)), [name]: value };
      editor.run(say("did_move"), commands.moveTo({ [key]: at }), options);
    } else if (name === "is_start" && value) {
      editor.run(say("did_change"), commands.markStart(key), options);
    } else {
      editor.run(say("did_change"), commands.setStep(key, { [name]: value }), options);
    }
  });

  listen(parts.edge, (name, value, field) => {
    const key = store.single;
    if (!edgeOf(store.state, key)) return;
    const isEnd = name === "from" || name === "to";
    const command = isEnd ? commands.relink(key, { [name]: value }) : commands.setEdge(key, { [name]: value });
    if (!editor.run(say("did_change"), command, { merge: `${key} ${name}`, quiet: true }) && isEnd) {
      field.value = edgeOf(store.state, key)[name];
      editor.announce(say("refusal_ends"));
    }
  });

  element.addEventListener("focusout", () => store.history.seal());

  const verbs = {
    remove: () => editor.removeSelected(),
    duplicate: () => editor.clipboard.duplicate(),
    add: () => editor.addNext({}),
    insert: () => editor.insertOn(store.single),
    earlier: () => editor.run(say("did_order"), commands.shift(store.single, -1)),
    later: () => editor.run(say("did_order"), commands.shift(store.single, 1)),
    connect: () => editor.connecting.begin(store.single),
    "connect-to": (button) => {
      const target = button.parentElement.querySelector("select").value;
      if (target) editor.connect(store.single, target);
    },
    nudge: (button) => {
      const [dx, dy] = button.dataset.by.split(" ").map(Number);
      editor.run(say("did_move"), commands.nudge(store.selection, dx, dy), { merge: "nudge" });
    },
    open: (button) => editor.store.select([button.dataset.key]),
    clear: () => editor.store.select([]),
  };
  element.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) verbs[button.dataset.do]?.(button);
  });

  function refresh() {
    const { state } = store;
    const [node, edge] = [nodeOf(state, store.single), edgeOf(state, store.single)];
    const kind = node ? "step" : edge ? "edge" : store.selection.size ? "many" : "details";
    for (const [name, part] of Object.entries(parts)) part.hidden = name !== kind;
    if (node) showStep(node);
    if (edge) showEdge(edge);
    if (kind === "many") parts.many.querySelector("[data-count]").textContent = count("chosen", store.selection.size);
    if (kind === "details") show(parts.details, state.details);
  }

  function showStep(node) {
    const { state } = store;
    show(parts.step, { ...node, ...place(node) });
    const targets = state.nodes.filter((each) => !commands.refusal(state, node.key, each.key));
    setChoices(parts.step.querySelector("[data-targets]"), [["", say("choose_step")], ...targets.map((each) => [each.key, each.name])]);
    parts.step.querySelector("[data-connect]").hidden = node.is_end;
    parts.step.querySelector("[data-share]").textContent = say("share", { share: Math.round(shareOf(state, node) * 1000) / 10 });
    parts.step.querySelector("[data-hours]").replaceChildren(...hoursOf(state, node));
    ways(parts.step.querySelector("[data-outgoing]"), outgoing(state, node.key), "to");
    ways(parts.step.querySelector("[data-incoming]"), incoming(state, node.key), "from");
    instruction.show(node);
  }

  function ways(list, edges, end) {
    list.replaceChildren(...edges.map((edge) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "way-link";
      button.dataset.do = "open";
      button.dataset.key = edge.key;
      button.textContent = say(`way_${end}`, { name: edge.name, step: nodeOf(store.state, edge[end]).name });
      item.append(button);
      return item;
    }));
    list.hidden = !edges.length;
    list.previousElementSibling.hidden = !edges.length;
  }

  function showEdge(edge) {
    const { state } = store;
    const names = state.nodes.map((node) => [node.key, node.name]);
    for (const select of parts.edge.querySelectorAll("select[data-field]")) setChoices(select, names);
    show(parts.edge, edge);
    const own = outgoing(state, edge.from);
    const at = own.indexOf(edge);
    parts.edge.querySelector("[data-order]").textContent = say("order", { number: at + 1, total: own.length });
    parts.edge.querySelector('[data-do="earlier"]').disabled = at === 0;
    parts.edge.querySelector('[data-do="later"]').disabled = at === own.length - 1;
    condition.show(edge);
  }

  return refresh;
}
