// Files into a form by drop, paste and picker: each with its progress, and a way to stop it.

import { token } from "../token.js";
import { refusal, SignedOut } from "./server.js";

// Uploads `files` one after the other's line, all at once.
export function add(form, files) {
  [...files].forEach((file) => upload(form, file));
}

function upload(form, file) {
  const line = lineFor(form, file);
  const request = new XMLHttpRequest();
  const body = new FormData();
  if (form.elements.audience) body.set("audience", form.elements.audience.value);
  body.set("file", file);
  request.open("POST", form.dataset.files);
  request.setRequestHeader("X-CSRFToken", token());
  request.setRequestHeader("HX-Request", "true");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) line.bar.value = event.loaded / event.total;
  });
  request.addEventListener("load", () => arrived(form, line, request));
  request.addEventListener("error", () => fail(form, line, form.dataset.unsentFile));
  line.stop.addEventListener("click", () => {
    request.abort();
    line.item.remove();
    focusAfter(form);
  });
  request.send(body);
}

const focusAfter = (form) => form.querySelector("[data-text], [data-pick]").focus();

function lineFor(form, file) {
  const item = document.createElement("li");
  const bar = document.createElement("progress");
  const stop = document.createElement("button");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  stop.type = "button";
  stop.className = "btn btn-quiet btn-sm";
  stop.textContent = form.dataset.cancel;
  item.append(file.name, " ", bar, stop);
  form.querySelector("[data-waiting-files]").append(item);
  return { item, bar, stop };
}

function arrived(form, line, request) {
  if (request.status === 201) {
    const answer = new DOMParser().parseFromString(request.responseText, "text/html");
    const fresh = document.adoptNode(answer.querySelector("[data-waiting]"));
    line.item.replaceWith(fresh);
    htmx.process(fresh);
    return;
  }
  const error = refusal(request.status, request.responseText);
  const signedOut = error instanceof SignedOut || request.getResponseHeader("HX-Redirect");
  fail(form, line, signedOut ? form.dataset.signedOut : error.message || form.dataset.unsentFile);
}

function fail(form, line, words) {
  const said = document.createElement("span");
  said.className = "file-failed";
  said.setAttribute("role", "alert");
  said.textContent = words;
  line.bar.replaceWith(said);
}

const filesOf = (transfer) => (transfer ? [...transfer.files] : []);
const takes = (event) => event.target.closest?.("form[data-files]");

// A form that leads to another page would leave behind what is still under way. A composer waits with it for the next.
document.addEventListener("submit", (event) => {
  const words = event.target.querySelector("[data-under-way]");
  if (!words) return;
  words.hidden = !event.target.querySelector("[data-waiting-files] progress");
  if (!words.hidden) event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-pick]")) return;
  add(takes(event), event.target.files);
  event.target.value = "";
});

document.addEventListener("paste", (event) => {
  const form = takes(event);
  const files = filesOf(event.clipboardData);
  if (!form || !files.length) return;
  event.preventDefault();
  add(form, files);
});

document.addEventListener("dragover", (event) => {
  const form = takes(event);
  if (!form || !event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  form.classList.add("is-over");
});

document.addEventListener("dragleave", (event) => {
  const form = takes(event);
  if (form && !form.contains(event.relatedTarget)) form.classList.remove("is-over");
});

document.addEventListener("drop", (event) => {
  const form = takes(event);
  const files = filesOf(event.dataTransfer);
  if (!form || !files.length) return;
  event.preventDefault();
  form.classList.remove("is-over");
  add(form, files);
});
