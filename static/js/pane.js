// On wide windows a ticket opens beside the list it is in: Enter or a click opens it, j and k walk on with it,
// Escape closes it. The address names it, so that reload, Back and a copied link lead to the same.

import { look } from "./live.js";
import { toast } from "./shell.js";

const WIDE = matchMedia("(min-width: 1600px)");
const WALKING = 150; // ms that a row has the focus before its ticket comes
const FRESH = 60_000; // ms that what was asked for ahead may be shown
const pane = () => document.getElementById("detail");
const frame = () => document.querySelector("[data-tickets]");
const linkOf = (number) => document.querySelector(`#list [data-row="${CSS.escape(number)}"] [data-row-link]`);
const numberOf = (link) => link.closest("[data-row]").dataset.row;
const hrefOf = (number) => frame().dataset.tickets.replace("NUMBER", encodeURIComponent(number));

let shown = ""; // the number of the ticket that is open
let asking = null; // what ends the question for it
let ahead = null; // {number, text, at}: the next one, asked for already
const seen = new Set(); // what was open before: it may have been written in since
let pause = 0;
let ticket = null; // the part that an act brings anew
let list = ""; // the address of the list that is shown

// ---------------------------------------------------------------- the address

const named = () => new URL(location).searchParams.get("open") ?? "";

function addressWith(number) {
  const address = new URL(location);
  address.searchParams.delete("open");
  if (number) address.searchParams.set("open", number);
  return `${address.pathname}${address.search}`;
}

function record(how) {
  history[how]({ open: shown }, "", addressWith(shown));
}

// ---------------------------------------------------------------- what is shown

// What a ticket needs comes with the first one that is opened.
function parts() {
  return Promise.all([import("./comments/main.js"), import("./timeline.js"), import("./canned.js")]);
}

async function ask(number, signal) {
  const headers = { "HX-Request": "true", "HX-Target": "aside#detail", "HX-Current-URL": location.href };
  const answer = await fetch(hrefOf(number), { headers, signal, cache: "no-store" });
  // What refuses (gone, no right, signed out) is told by the ticket's own page.
  if (!answer.ok || answer.headers.has("HX-Redirect")) return null;
  return answer.text();
}

async function show(number) {
  shown = number;
  seen.add(number);
  mark();
  asking?.abort();
  asking = new AbortController();
  wait();
  try {
    const [text] = await Promise.all([textOf(number, asking.signal), parts()]);
    if (shown === number) await put(number, text);
  } catch (error) {
    if (error.name === "AbortError") return;
    if (!(error instanceof TypeError)) throw error;
    toast(document.getElementById("toasts").dataset.offline, "error");
    pane().removeAttribute("aria-busy");
  }
}

function textOf(number, signal) {
  const known = ahead?.number === number && Date.now() - ahead.at < FRESH ? ahead.text : null;
  ahead = null;
  return known ?? ask(number, signal);
}

async function put(number, text) {
  if (text === null) {
    location.assign(hrefOf(number));
    return;
  }
  pane().removeAttribute("aria-busy");
  pane().scrollTop = 0;
  ticket = null;
  await window.htmx.swap({ text, target: pane(), swap: "innerHTML", sourceElement: pane() });
  ticket = document.getElementById("ticket");
  const said = document.querySelector("[data-live-said]");
  if (said) said.textContent = frame().dataset.opened.replace("NUMBER", number);
  askAhead(number);
}

function wait() {
  pane().setAttribute("aria-busy", "true");
  if (pane().childElementCount) return;
  for (let line = 0; line < 4; line += 1) {
    const bar = document.createElement("div");
    bar.className = "skeleton";
    pane().append(bar);
  }
}

// The next ticket of the list is asked for when nothing else is to do; what changes until it is shown, it hears of
// as any open ticket does.
function askAhead(number) {
  const links = [...document.querySelectorAll("#list [data-row-link]")];
  const next = links[links.indexOf(linkOf(number)) + 1];
  if (!next || seen.has(numberOf(next))) return;
  const signal = asking.signal;
  requestIdleCallback(async () => {
    const text = await ask(numberOf(next), signal).catch(() => null);
    if (text !== null && !signal.aborted) ahead = { number: numberOf(next), text, at: Date.now() };
  });
}

function mark() {
  document.querySelectorAll("#list tr[aria-current]").forEach((row) => row.removeAttribute("aria-current"));
  if (shown) linkOf(shown)?.closest("tr").setAttribute("aria-current", "true");
}

// Leaving a ticket ends what was heard of it and being seen there.
function empty() {
  asking?.abort();
  [shown, ahead, ticket] = ["", null, null];
  clearTimeout(pause);
  pane().replaceChildren();
  pane().removeAttribute("aria-busy");
  mark();
  document.dispatchEvent(new CustomEvent("live:watch", { detail: null }));
}

function open(number, how) {
  clearTimeout(pause);
  if (number === shown) return;
  if (!shown) history.replaceState({ open: "" }, "");
  const link = linkOf(number);
  const top = link?.getBoundingClientRect().top;
  show(number);
  record(how);
  // Beside a ticket the rows are narrower and higher: the one that was opened stays where it is.
  if (link) window.scrollBy(0, link.getBoundingClientRect().top - top);
}

function close() {
  const link = linkOf(shown);
  empty();
  record("pushState");
  (link ?? document.getElementById("list")).focus({ preventScroll: true });
}

// ---------------------------------------------------------------- mouse and keys

// Enter on a link is a click, too. On the ticket that is open it leads into it.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-pane]")) close();
  const link = event.target.closest("#list [data-row-link]");
  if (!link || !WIDE.matches || event.button !== 0) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.defaultPrevented) return;
  event.preventDefault();
  if (numberOf(link) === shown) document.getElementById("ticket")?.focus({ preventScroll: true });
  else open(numberOf(link), "pushState");
});

document.addEventListener("list:walked", (event) => {
  if (!shown || !WIDE.matches) return;
  const number = numberOf(event.target);
  clearTimeout(pause);
  pause = setTimeout(() => open(number, "replaceState"), WALKING);
});

// Escape closes what lies above first: a menu, a sheet, a dialog, what is chosen; in a field of the ticket it leaves that.
const ABOVE = "dialog[open], [popover]:popover-open, details.menu[open], [data-choose]:checked, .mention-list:not([hidden])";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !shown || document.querySelector(ABOVE)) return;
  if (!event.target.matches("input:not([type=checkbox]), textarea, select")) close();
  else if (pane().contains(event.target)) document.getElementById("ticket").focus({ preventScroll: true });
}, true);

// ---------------------------------------------------------------- what changes meanwhile

// The list as a whole came anew; or the ticket did, since it was acted on: then its row is another by now.
document.addEventListener("htmx:after:swap", () => {
  mark();
  const now = document.getElementById("ticket");
  if (!shown || !ticket || now === ticket) return;
  ticket = now;
  look();
});

// Acted on from its row: the ticket beside it shows what came of it.
document.addEventListener("row:acted", (event) => {
  if (event.detail.number === shown) window.htmx.ajax("GET", hrefOf(shown), { target: "#ticket", swap: "outerHTML" });
});

// Filters change the list beside the ticket.
document.addEventListener("htmx:after:history:push", () => {
  if (shown) record("replaceState");
  list = addressWith("");
});

window.addEventListener("popstate", () => {
  if (addressWith("") !== list) location.reload();
  else if (!named()) empty();
  else if (named() !== shown) show(named());
});

list = addressWith("");
if (named() && WIDE.matches) show(named());
else if (named()) location.replace(hrefOf(named()));
