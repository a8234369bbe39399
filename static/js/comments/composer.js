// The composers: which one is open, what it answers, and sending.

import { keeper } from "./drafts.js";
import { lastEvent, merge } from "./merge.js";
import { keepKey, renewKey, restoreKey } from "./once.js";
import { refresh, seen } from "./refresh.js";
import { post, Refused, SignedOut } from "./server.js";

const ANOTHER_TEXT = 422;
const rootOf = (form) => form.closest("[data-conversation]");

// Makes a composer ready that has come into the page, with what this browser kept of it.
export function prepare(form) {
  if (form.dataset.ready) return;
  form.dataset.ready = "yes";
  restoreKey(form);
  if (keeper(form).restore() && rootOf(form) && !isEdit(form)) show(rootOf(form), form.dataset.composer);
}

const isEdit = (form) => form.dataset.composer.startsWith("edit-");

function show(root, place) {
  root.querySelectorAll("form[data-composer]:not([data-composer^=edit-])").forEach((form) => {
    form.hidden = form.dataset.composer !== place;
  });
  root.querySelectorAll("[data-open-composer]").forEach((button) => {
    button.setAttribute("aria-expanded", String(button.dataset.openComposer === place));
  });
  return root.querySelector(`form[data-composer="${place}"]`);
}

// Opens the composer `place` and puts the cursor into it.
export function open(root, place) {
  const form = show(root, place);
  const text = form.querySelector("[data-text]");
  text.focus({ preventScroll: true });
  form.scrollIntoView({ block: "nearest" });
  return form;
}

export function answer(button) {
  const root = button.closest("[data-conversation]");
  const form = open(root, button.dataset.place);
  form.elements.parent.value = button.dataset.answer;
  const words = form.querySelector("[data-answer-words]");
  const link = document.createElement("a");
  link.href = `#comment-${button.dataset.answer}`;
  link.textContent = button.dataset.who;
  words.replaceChildren(`${form.dataset.answering} `, link);
  form.querySelector("[data-answer-line]").hidden = false;
  keeper(form).changed();
}

export function dropAnswer(form) {
  clearAnswer(form);
  keeper(form).changed();
  form.querySelector("[data-text]").focus();
}

function clearAnswer(form) {
  if (!form.elements.parent) return;
  form.elements.parent.value = "";
  form.querySelector("[data-answer-line]").hidden = true;
}

// Sends the comment of a composer. Until the server has it, the text stays where it is.
export async function send(form) {
  if (form.hasAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  clearRefusal(form);
  try {
    await keeper(form).settle();
    const root = rootOf(form);
    const body = new FormData(form);
    body.set("after", root ? lastEvent(root) : "0");
    body.set("seen", seen());
    keepKey(form);
    const asSent = { text: body.get("text"), parent: body.get("parent"), files: body.getAll("file") };
    sent(form, root, asSent, await post(form.action, body));
  } catch (error) {
    failed(form, error);
  } finally {
    form.removeAttribute("aria-busy");
  }
}

// The server has what was sent. What came into the composer since then is the beginning of the next comment.
function sent(form, root, asSent, html) {
  const goesOn = takeOut(form, asSent);
  renewKey(form);
  form.querySelector("[data-preview]")?.setAttribute("hidden", "");
  if (!goesOn) document.dispatchEvent(new CustomEvent("talk:idle", { detail: root }));
  if (root && !merge(root, html)) refresh(root);
  if (goesOn && isEdit(form)) return;
  if (!root) location.assign(form.dataset.back);
  form.closest("dialog")?.close();
}

// Whether something stays: text, files or an answer that were not part of what was sent.
function takeOut(form, asSent) {
  const text = form.querySelector("[data-text]");
  const rest = restOf(text.value, asSent.text, isEdit(form));
  if (form.elements.parent?.value === asSent.parent) clearAnswer(form);
  form.querySelectorAll("[data-waiting] [name=file]").forEach((file) => {
    if (asSent.files.includes(file.value)) file.closest("[data-waiting]").remove();
  });
  putText(text, rest);
  const goesOn = Boolean(rest.trim() || form.elements.parent?.value || form.querySelector("[data-waiting-files] > li"));
  keeper(form).sent();
  return goesOn;
}

// A form sends its lines with CR LF; a field has them with LF.
const plain = (text) => text.replaceAll("\r\n", "\n");

// Of a text that was written further, only what is new; one that was changed within stays whole.
function restOf(now, sentText, isWhole) {
  if (plain(now) === plain(sentText)) return "";
  return !isWhole && plain(now).startsWith(plain(sentText)) ? plain(now).slice(plain(sentText).length).trimStart() : now;
}

// The cursor stays where it is in what stays.
function putText(text, rest) {
  if (text.value === rest) return;
  const fromEnd = text.value.length - text.selectionStart;
  text.value = rest;
  if (document.activeElement === text) text.setSelectionRange(...Array(2).fill(Math.max(0, rest.length - fromEnd)));
}

function failed(form, error) {
  if (error instanceof Refused && error.status === ANOTHER_TEXT) renewKey(form);
  if (error instanceof Refused && error.notice) {
    keeper(form).changed();
    form.after(error.notice);
  } else if (error instanceof SignedOut) keeper(form).unsent(form.dataset.signedOut);
  else if (error instanceof TypeError || error instanceof Refused) keeper(form).unsent(form.dataset.unsent);
  else {
    keeper(form).changed();
    throw error;
  }
}

function clearRefusal(form) {
  if (form.nextElementSibling?.matches("[data-refusal]")) form.nextElementSibling.remove();
}
