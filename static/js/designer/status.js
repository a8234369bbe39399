// The word about saving at the head of the page, and the choice after a conflict.

import { announce } from "./announce.js";
import { differences, drawLines } from "./diff.js";
import { say } from "./texts.js";

export function savingStatus(editor, element, saving) {
  const text = element.querySelector("[data-status-text]");
  saving.listeners.add(() => {
    element.dataset.status = saving.status;
    text.textContent = say(`status_${saving.status}`);
    element.title = saving.status === "refused" ? saving.message : "";
    if (saving.status === "offline") announce(text.textContent);
    if (["conflict", "refused"].includes(saving.status)) announce(`${text.textContent}. ${saving.message}`);
  });
}

export function conflictDialog(editor, dialog, saving, readDraft) {
  let theirs = null;

  saving.listeners.add(() => {
    if (saving.status === "conflict" && !dialog.open) open();
  });

  async function open() {
    const said = saving.message;
    theirs = await editor.server.get(editor.urls.draft);
    const state = readDraft(theirs);
    dialog.querySelector("[data-conflict-text]").textContent = said;
    const lines = differences(state, editor.store.state, editor.canvas.roleName);
    dialog.querySelector("[data-conflict-lines]").replaceChildren(...drawLines(lines));
    dialog.showModal();
  }

  const choices = {
    reload: () => {
      const state = readDraft(theirs);
      editor.wire.settle(theirs.graph);
      saving.revision = theirs.revision;
      saving.saved = state;
      editor.store.replace(state);
      saving.tell("saved");
    },
    overwrite: () => saving.overwrite({ ...theirs.graph, revision: theirs.revision }),
    copy: async () => {
      const { workflow_id: id } = await editor.server.post(editor.urls.copy, {
        details: editor.store.state.details, graph: copied(editor.wire, editor.store.state),
      });
      saving.saved = editor.store.state;
      location.assign(editor.urls.edit.replace("/0/", `/${id}/`));
    },
  };
  dialog.addEventListener("click", async (event) => {
    const choice = event.target.closest("[data-choose]")?.dataset.choose;
    if (!choice) return;
    dialog.close();
    await choices[choice]();
  });
  dialog.addEventListener("cancel", (event) => event.preventDefault());
}

// The graph without ids: what a new workflow is made of.
function copied(wire, state) {
  const graph = wire.write(state);
  const name = (item, side) => String(item[`${side}_id`] ?? item[`${side}_temp_id`]);
  return {
    nodes: graph.nodes.map(({ id, temp_id: temp, ...rest }) => ({ temp_id: String(id ?? temp), ...rest })),
    edges: graph.edges.map((edge) => {
      const { id: _id, from_id: _a, to_id: _b, from_temp_id: _c, to_temp_id: _d, ...rest } = edge;
      return { from_temp_id: name(edge, "from"), to_temp_id: name(edge, "to"), ...rest };
    }),
  };
}
