// The command palette: tickets and pages from the server, the acts of the ticket from the page itself.

import { actsOfPage } from "./acts.js";

const box = () => document.getElementById("palette");
const field = () => document.getElementById("palette-words");
const lines = () => [...box().querySelectorAll("[data-palette-line]")].filter((line) => line.offsetParent);

function open() {
  box().showModal();
  field().select();
  showActs();
  field().dispatchEvent(new CustomEvent("palette:open"));
}

function showActs() {
  const place = box().querySelector("[data-palette-acts]");
  const asked = field().value.trim().toLowerCase();
  const acts = actsOfPage().filter((act) => act.words.toLowerCase().includes(asked));
  place.hidden = acts.length === 0;
  place.querySelector("ul").replaceChildren(...acts.map(lineOf));
}

function lineOf({ words, run }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "palette-line";
  button.dataset.paletteLine = "";
  button.textContent = words;
  button.addEventListener("click", () => {
    box().close();
    run();
  });
  const item = document.createElement("li");
  item.append(button);
  return item;
}

function walk(step) {
  const all = lines();
  const next = all.indexOf(document.activeElement) + step;
  if (next < 0) field().focus();
  else all[Math.min(next, all.length - 1)]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    if (!box().open) open();
  } else if (box()?.open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    walk(event.key === "ArrowDown" ? 1 : -1);
  }
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open-palette]");
  if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open();
  }
  if (event.target === box()) box().close();
});

document.addEventListener("input", (event) => {
  if (event.target === field()) showActs();
});

// Enter takes the first line once it belongs to the words; before that the search page answers.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-palette-form]")) return;
  const acts = box().querySelector("[data-palette-acts]:not([hidden]) [data-palette-line]");
  if (!acts || !field().value.trim()) return;
  event.preventDefault();
  acts.click();
});
