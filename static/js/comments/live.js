// A conversation hears that something changed, and who is looking and writing.

import { lastEvent } from "./merge.js";
import { conversations, refresh } from "./refresh.js";

const STILL_WRITING = 6_000;
let idle = 0;

const rootFor = (ticket) => [...conversations()].find((root) => root.dataset.ticket === ticket);

export function watch() {
  const root = document.querySelector("[data-conversation]");
  document.dispatchEvent(new CustomEvent("live:watch", { detail: root?.dataset.ticket ?? null }));
}

function write(place) {
  document.dispatchEvent(new CustomEvent("live:writing", { detail: place }));
}

document.addEventListener("live:changed", (event) => {
  const root = rootFor(event.detail.ticket);
  if (root && event.detail.id > lastEvent(root)) refresh(root);
});

document.addEventListener("live:present", (event) => {
  const place = rootFor(event.detail.ticket)?.querySelector("[data-presence]");
  if (place) place.replaceChildren(...event.detail.people.map((person) => line(place, person)));
});

function line(place, person) {
  const item = document.createElement("span");
  item.className = person.writing ? `present is-${person.writing}` : "present";
  const words = place.dataset[person.writing || "looking"];
  item.textContent = words.replace("{who}", person.name);
  return item;
}

document.addEventListener("live:closed", () => {
  document.querySelectorAll("[data-presence]").forEach((place) => place.replaceChildren());
});

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-text]")) return;
  const place = event.target.form.elements.audience?.value;
  if (!place) return;
  write(place);
  clearTimeout(idle);
  idle = setTimeout(() => write(""), STILL_WRITING);
});

document.addEventListener("talk:idle", () => {
  clearTimeout(idle);
  write("");
});

document.addEventListener("htmx:after:swap", watch);
watch();
