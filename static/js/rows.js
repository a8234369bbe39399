// Acting from a row of a list: nothing moves under the pointer while the row is renewed or leaves, and the focus
// goes on to the next row.

import { look } from "./live.js";
import { toast } from "./shell.js";

const list = () => document.querySelector("#list[data-fresh]");
const rowOf = (number) => list()?.querySelector(`[data-row="${CSS.escape(number)}"]`);
const linkOf = (row) => row?.querySelector("[data-row-link]");
let at = null; // the number of the row that is acted on

function sheets() {
  return document.querySelectorAll("[data-row-acts]:popover-open");
}

// An act leaves the sheet that it was chosen in.
document.addEventListener("htmx:before:request", (event) => {
  const row = event.detail.ctx.sourceElement.closest?.("#list [data-row]");
  if (!row) return;
  at = row.dataset.row;
  sheets().forEach((sheet) => sheet.hidePopover());
});

// A dialog that was closed without acting gives the focus back to its row: its button may be hidden by now.
document.addEventListener("close", (event) => {
  if (event.target.id !== "act-dialog" || !at) return;
  if (document.activeElement === document.body) linkOf(rowOf(at))?.focus({ preventScroll: true });
}, true);

document.addEventListener("row:acted", async (event) => {
  const row = rowOf(event.detail.number);
  if (!row) return;
  const next = neighbour(row);
  const wasThere = row.contains(document.activeElement) || document.activeElement === document.body;
  const staysThere = event.target.closest?.("[data-row]") === row;
  await look();
  if (wasThere && !staysThere) linkOf(next)?.focus({ preventScroll: true });
  if (row.classList.contains("is-gone")) leave(row);
});

const isHere = (row) => row.matches("[data-row]:not(.is-gone)");

function neighbour(row) {
  const rows = [...list().querySelectorAll("[data-row]")];
  const here = rows.indexOf(row);
  return rows.slice(here + 1).find(isHere) ?? rows.slice(0, here).findLast(isHere) ?? null;
}

// What left the list goes at once where that moves nothing under the pointer, else when the pointer leaves the rows.
function leave(row) {
  const under = list().querySelector("[data-row]:hover");
  const body = row.parentElement;
  if (under && under.getBoundingClientRect().top >= row.getBoundingClientRect().top) {
    body.addEventListener("pointerleave", () => leave(row), { once: true });
    return;
  }
  if (row.contains(document.activeElement)) linkOf(neighbour(row))?.focus({ preventScroll: true });
  row.remove();
  if (!list().querySelector("[data-row]")) window.htmx.ajax("GET", location.href, { target: "#list", swap: "outerHTML" });
}

// A refusal has no room in a row: it is told as a notice, and the row is shown as it is by now.
document.addEventListener("htmx:before:swap", (event) => {
  const { response, text, sourceElement } = event.detail.ctx;
  if (!response || response.status < 400 || !sourceElement.closest?.("[data-row-acts]")) return;
  const notice = new DOMParser().parseFromString(text, "text/html").querySelector("[data-refusal] p");
  if (!notice) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  toast(`${at}: ${notice.textContent}`, "error");
  look();
}, true);
