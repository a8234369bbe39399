// Lists by keyboard: j and k walk the rows, and arrow keys from a row; Enter opens (the row's link has the focus),
// / goes to the search.

const links = () => [...document.querySelectorAll("[data-list] [data-row-link]")];

function typing(target) {
  return target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable=true], dialog") !== null;
}

function walk(step) {
  const all = links();
  const focused = all.indexOf(document.activeElement);
  const here = focused < 0 ? all.findIndex((link) => link.closest("[aria-current=true]")) : focused;
  const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step;
  const link = all[Math.min(Math.max(next, 0), all.length - 1)];
  link?.focus();
  link?.dispatchEvent(new CustomEvent("list:walked", { bubbles: true }));
}

const ARROWS = { ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "j") walk(1);
  else if (event.key === "k") walk(-1);
  else if (event.key in ARROWS && event.target.matches("[data-list] [data-row-link]")) {
    event.preventDefault();
    walk(ARROWS[event.key]);
  }
  else if (event.key === "/" && document.getElementById("q")) {
    event.preventDefault();
    document.getElementById("q").select();
  }
});

// The row of the link that has the focus is marked.
function mark() {
  document.querySelectorAll("[data-list] .is-current").forEach((row) => row.classList.remove("is-current"));
  const link = document.activeElement?.closest?.("[data-list] [data-row-link]");
  link?.closest("tr, li").classList.add("is-current");
}

document.addEventListener("focusin", mark);
document.addEventListener("focusout", mark);

// Filters that are not used stay out of the address.
document.addEventListener("htmx:config:request", (event) => {
  const { sourceElement, request } = event.detail.ctx;
  if (!sourceElement.matches("[data-list-filters]")) return;
  for (const [name, value] of [...request.body]) if (value === "") request.body.delete(name);
});

// Filters change the list without the page: what is kept is what the address asks by then.
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-keep-view]")) event.target.elements.query.value = location.search;
}, true);
document.addEventListener("htmx:before:request", (event) => {
  if (!event.detail.ctx.sourceElement.matches("[data-list-filters]")) return;
  document.querySelectorAll(".view[aria-current]").forEach((view) => view.removeAttribute("aria-current"));
});
