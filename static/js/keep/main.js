// Half-written forms: `<form data-keep="some-key">` keeps what is typed through reload, lost connection and the
// end of a session, until the server says (by the cookie "taken") that it has it. See docs/decisions.

import { putBack, valuesOf } from "./fields.js";
import { forget, forgetAll, read, tidy, write } from "./store.js";

const firsts = new WeakMap(); // what a form said before anything was put back
const missing = new WeakMap(); // what waits for fields that a choice brings
let isPutting = false; // fields that are put back one after the other are no half-written form

function prepare(form) {
  if (firsts.has(form)) {
    if (missing.has(form)) putMissing(form);
    return;
  }
  firsts.set(form, valuesOf(form));
  addKey(form);
  const kept = read(form.dataset.keep);
  if (kept) restore(form, kept);
}

// The server names the key of what it took.
function addKey(form) {
  const key = document.createElement("input");
  Object.assign(key, { type: "hidden", name: "keep", value: form.dataset.keep });
  form.append(key);
}

function restore(form, kept) {
  const put = putAll(form, kept);
  remember(form, kept, put.missing);
  if (put.changed.length) sayRestored(form);
}

function putAll(form, values) {
  isPutting = true;
  try {
    return putBack(form, values);
  } finally {
    isPutting = false;
  }
}

function putMissing(form) {
  const kept = missing.get(form);
  remember(form, kept, putAll(form, kept).missing);
}

function remember(form, kept, names) {
  if (names.length) missing.set(form, Object.fromEntries(names.map((name) => [name, kept[name]])));
  else missing.delete(form);
}

function sayRestored(form) {
  const line = document.getElementById("restored").content.firstElementChild.cloneNode(true);
  form.closest("details")?.setAttribute("open", "");
  form.prepend(line);
}

function discard(form) {
  forget(form.dataset.keep);
  missing.delete(form);
  putAll(form, firsts.get(form));
  form.querySelector("[data-restored]").remove();
  form.querySelector("textarea, input:not([type=hidden]), select")?.focus();
}

// What is kept of a form that is not offered now.
function showLeftOver(place) {
  const texts = Object.values(read(place.dataset.leftOver) ?? {}).filter((value) => typeof value === "string");
  place.querySelector("[data-left-over-text]").textContent = texts.join("\n").trim();
  place.hidden = !texts.join("").trim();
}

function discardLeftOver(place) {
  forget(place.dataset.leftOver);
  showLeftOver(place);
  document.getElementById("ticket")?.focus({ preventScroll: true });
}

function prepareAll() {
  document.querySelectorAll("form[data-keep]").forEach(prepare);
  document.querySelectorAll("[data-left-over]").forEach(showLeftOver);
}

// Forgets what the server has taken.
function forgetTaken() {
  const found = document.cookie.match(/(?:^|; )taken=([^;]+)/);
  if (!found) return;
  forget(decodeURIComponent(found[1]));
  document.cookie = "taken=; path=/; max-age=0; samesite=lax";
}

function changed(event) {
  const form = event.target.form;
  if (isPutting) return;
  if (form?.matches("[data-keep]") && firsts.has(form)) {
    write(form.dataset.keep, { ...missing.get(form), ...valuesOf(form) });
  }
}

document.addEventListener("input", changed);
document.addEventListener("change", changed);

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-discard-restored]");
  if (button) discard(button.form);
  const leftOver = event.target.closest("[data-discard-left-over]")?.closest("[data-left-over]");
  if (leftOver) discardLeftOver(leftOver);
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-sign-out]")) forgetAll();
});

document.addEventListener("htmx:after:request", forgetTaken);
document.addEventListener("htmx:after:swap", prepareAll);
window.addEventListener("pageshow", (event) => event.persisted && forgetTaken());

forgetTaken();
tidy();
prepareAll();
