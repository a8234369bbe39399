// Publishing: everything saved, what is new seen, a note asked for.

import { differences, drawLines } from "./diff.js";
import { Refused } from "./server.js";
import { count, say } from "./texts.js";

export function publishDialog(editor, dialog, saving, published) {
  const lines = dialog.querySelector("[data-publish-lines]");
  const problems = dialog.querySelector("[data-publish-problems]");
  const button = dialog.querySelector("[data-publish-now]");

  async function open() {
    await saving.save();
    const errors = editor.problems.filter((problem) => problem.level === "error");
    const found = published ? differences(published, editor.store.state, editor.canvas.roleName) : [];
    lines.replaceChildren(...drawLines(found));
    dialog.querySelector("[data-publish-first]").hidden = Boolean(published);
    dialog.querySelector("[data-publish-none]").hidden = !published || found.length > 0;
    complain(errors.length ? [count("publish_errors", errors.length), ...errors.map((problem) => problem.message)] : saving.isDirty ? [say("publish_unsaved")] : []);
    dialog.showModal();
    dialog.querySelector("[name=note]").focus();
    showAuthors();
  }

  async function showAuthors() {
    const { authors } = await editor.server.get(editor.urls.draft);
    const words = published ? "publish_authors" : "publish_first_authors";
    dialog.querySelector("[data-publish-authors]").textContent = authors.length ? say(words, { names: authors.join(", ") }) : "";
  }

  function complain(messages) {
    problems.replaceChildren(...messages.map((message) => {
      const item = document.createElement("li");
      item.textContent = message;
      return item;
    }));
    problems.hidden = !messages.length;
    button.disabled = messages.length > 0;
  }

  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await editor.server.post(editor.urls.initialize, { note: event.target.elements.note.value });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      complain([error.message, ...Object.values(error.details).flat()]);
      return;
    }
    location.assign(editor.urls.page);
  });

  return open;
}
