// The next ticket in the order of the list one came from, kept for this tab of the browser.

const PLACE = "queue";

function remember() {
  const links = [...document.querySelectorAll("[data-list] [data-row-link]")];
  const queue = { list: location.pathname + location.search, tickets: links.map((link) => link.getAttribute("href")) };
  sessionStorage.setItem(PLACE, JSON.stringify(queue));
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-list] [data-row-link]")) remember();
});

// {list, next, previous} of the ticket that is open; null where it is in no list.
function neighbours() {
  const queue = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  const here = queue?.tickets.indexOf(location.pathname) ?? -1;
  if (here < 0) return null;
  return { list: queue.list, previous: queue.tickets[here - 1], next: queue.tickets[here + 1] };
}

const place = document.querySelector("[data-queue]");
const found = place ? neighbours() : null;

if (found) {
  place.hidden = false;
  for (const name of ["list", "previous", "next"]) {
    const link = place.querySelector(`[data-queue-${name}]`);
    link.hidden = !found[name];
    if (found[name]) link.href = found[name];
  }
}

document.addEventListener("keydown", (event) => {
  if (!found || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest("input, textarea, select, dialog, [contenteditable=true]")) return;
  if (event.key === "n") location.assign(found.next ?? found.list);
  if (event.key === "p" && found.previous) location.assign(found.previous);
});
