// Completing @names: only people who may read what is being written are offered.

import { keeper } from "./drafts.js";

const BEGUN = /(?:^|[\s(])@([\w.+-]{0,40})$/;
let asked = 0;

const listOf = (text) => document.getElementById(text.getAttribute("aria-controls"));
const begun = (text) => text.value.slice(0, text.selectionStart).match(BEGUN)?.[1];

async function offer(text) {
  const name = begun(text);
  const turn = ++asked;
  if (name === undefined) return close(text);
  narrow(text, name);
  const { people, audience } = { people: text.form.dataset.people, audience: text.form.elements.audience.value };
  const response = await fetch(`${people}?${new URLSearchParams({ audience, q: name })}`).catch(() => null);
  if (!response?.ok || response.redirected) return undefined;
  const found = await response.json();
  return turn === asked ? fill(text, found.people) : undefined;
}

// What was offered for fewer letters and no longer fits is not there to be taken while the answer is on its way.
function narrow(text, name) {
  const list = listOf(text);
  if (list.hidden) return;
  const begins = (word) => word.toLowerCase().startsWith(name.toLowerCase());
  const fits = (item) => [item.dataset.username, ...item.firstChild.textContent.split(" ")].some(begins);
  for (const item of [...list.children]) if (!fits(item)) item.remove();
  if (list.children.length) choose(text, 0);
  else list.hidden = true;
}

function fill(text, people) {
  const list = listOf(text);
  list.replaceChildren(...people.map((person, place) => option(list, person, place)));
  if (!people.length) return close(text);
  list.hidden = false;
  return choose(text, 0);
}

function option(list, person, place) {
  const item = document.createElement("li");
  const username = document.createElement("span");
  item.id = `${list.id}-${place}`;
  item.setAttribute("role", "option");
  item.dataset.username = person.username;
  username.className = "quiet";
  username.textContent = ` @${person.username}`;
  item.append(person.name, username);
  return item;
}

function choose(text, place) {
  const options = [...listOf(text).children];
  const chosen = options[(place + options.length) % options.length];
  options.forEach((item) => item.setAttribute("aria-selected", String(item === chosen)));
  text.setAttribute("aria-activedescendant", chosen.id);
}

function close(text) {
  asked += 1;
  const list = listOf(text);
  list.hidden = true;
  list.replaceChildren();
  text.removeAttribute("aria-activedescendant");
}

function take(text, item) {
  const name = begun(text);
  if (name !== undefined) {
    const end = text.selectionStart;
    text.setRangeText(`@${item.dataset.username} `, end - name.length - 1, end, "end");
    keeper(text.form).changed();
  }
  close(text);
}

const MOVES = { ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-mentions]")) offer(event.target);
});

document.addEventListener("keydown", (event) => {
  const text = event.target;
  if (!text.matches?.("[data-mentions]") || listOf(text).hidden || event.ctrlKey) return;
  const options = [...listOf(text).children];
  const place = options.findIndex((item) => item.getAttribute("aria-selected") === "true");
  if (event.key in MOVES) choose(text, place + MOVES[event.key]);
  else if (event.key === "Enter" || event.key === "Tab") take(text, options[place]);
  else if (event.key === "Escape") close(text);
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

// Pressed, not clicked: a click comes after the text has lost the focus.
document.addEventListener("mousedown", (event) => {
  const item = event.target.closest(".mention-list [role=option]");
  if (!item) return;
  event.preventDefault();
  take(document.querySelector(`[aria-controls="${item.parentElement.id}"]`), item);
});

document.addEventListener("focusout", (event) => {
  if (event.target.matches("[data-mentions]")) close(event.target);
});
