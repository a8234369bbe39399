// The conversation on a ticket's page.

import "./files.js";
import "./mentions.js";
import "./live.js";
import { answer, dropAnswer, open, prepare, send } from "./composer.js";
import { keeper } from "./drafts.js";
import { merge, mergeEarlier } from "./merge.js";
import { conversations, refresh, refreshAll } from "./refresh.js";

function prepareAll() {
  document.querySelectorAll("form[data-composer]").forEach(prepare);
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-composer]")) return;
  event.preventDefault();
  send(event.target);
});

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-text]")) keeper(event.target.form).changed();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const root = button.closest("[data-conversation]");
  if (button.dataset.answer) answer(button);
  else if (button.dataset.openComposer) open(root, button.dataset.openComposer);
  else if (button.hasAttribute("data-drop-answer")) dropAnswer(button.form);
  else if (button.hasAttribute("data-show-preview")) togglePreview(event, button);
});

// Pressed once more, the preview goes.
function togglePreview(event, button) {
  const preview = button.form.querySelector("[data-preview]");
  preview.hidden = !preview.hidden;
  button.setAttribute("aria-expanded", String(!preview.hidden));
}

// Single keys: c writes to the requester, i among staff. Not while something is typed or chosen.
const KEYS = { c: "public", i: "internal" };

document.addEventListener("keydown", (event) => {
  const place = KEYS[event.key];
  const isTyping = event.target.closest?.("input, textarea, select, [contenteditable], dialog");
  if (!place || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const root = document.querySelector("[data-conversation]");
  if (!root?.querySelector(`form[data-composer="${place}"]`)) return;
  event.preventDefault();
  open(root, place);
});

// What changes a comment answers with what the page lacks: it is put in its places by merge.js alone.
document.addEventListener("htmx:before:swap", (event) => {
  const { response, text, sourceElement } = event.detail.ctx;
  const root = sourceElement?.closest?.("[data-conversation]");
  if (!root || !response || response.status >= 400) return;
  if (sourceElement.hasAttribute("data-changes-talk")) {
    event.preventDefault();
    if (!merge(root, text)) refresh(root);
  } else if (sourceElement.hasAttribute("data-earlier")) {
    event.preventDefault();
    mergeEarlier(root, text);
  }
});

document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail.ctx.target;
  prepareAll();
  if (target instanceof HTMLDialogElement && target.matches("[data-talk-dialog]")) {
    if (!target.open) target.showModal();
    target.querySelector("[data-text]").focus();
  } else if (target instanceof Element && target.closest("#ticket")) {
    refreshAll();
  }
});

prepareAll();
conversations().forEach(refresh);
