// A conversation hears what changed, and who is looking and writing.

import { lastEvent, mergeSaid } from "./merge.js";
import { conversations, refresh } from "./refresh.js";

const STILL_WRITING = 6_000;
const PATIENCE = 5_000;
let idle = 0;

const rootFor = (ticket) => [...conversations()].find((root) => root.dataset.ticket === ticket);

export function watch() {
  const root = document.querySelector("[data-conversation]");
  document.dispatchEvent(new CustomEvent("live:watch", { detail: root?.dataset.ticket ?? null }));
}

function write(place) {
  document.dispatchEvent(new CustomEvent("live:writing", { detail: place }));
}

// What follows comes by itself. Where it does not, it is fetched.
document.addEventListener("live:changed", ({ detail }) => {
  const root = rootFor(detail.ticket);
  if (!root || detail.id <= lastEvent(root)) return;
  if (detail.follows) setTimeout(() => root.isConnected && detail.id > lastEvent(root) && refresh(root), PATIENCE);
  else refresh(root);
});

// What came after an event that the page has not seen leaves a gap: then all of it is fetched.
document.addEventListener("live:content", ({ detail }) => {
  const root = rootFor(detail.ticket);
  if (!root || detail.id <= lastEvent(root)) return;
  if (detail.after <= lastEvent(root)) mergeSaid(root, detail.html, detail.id);
  else refresh(root);
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
