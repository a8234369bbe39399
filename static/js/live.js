// A list that stays fresh while it is looked at. Rows that changed are renewed where they are, rows that went are
// marked, new ones are announced and come when asked for: nothing moves under the pointer.

const EVERY = 15000;
const list = () => document.querySelector("#list[data-fresh]");
let mark = null;
let shown = null; // the list that `mark` is about
let asking = null; // the question that is under way

// Renews the list now, after whatever is being asked already.
export async function look() {
  await asking;
  asking = ask(list());
  await asking;
  asking = null;
}

// What is being chosen in a row or about it stays as it is.
const isBusy = () => document.querySelector("dialog[open], [data-row-acts]:popover-open") !== null;

function lookNowAndThen() {
  if (!asking && !document.hidden && !isBusy()) look();
}

async function ask(here) {
  if (!here) return;
  if (here !== shown) [shown, mark] = [here, null];
  try {
    const answer = await fetch(location.href, { headers: headers(), cache: "no-store", redirect: "manual" });
    if (answer.status !== 200 || here !== list()) return;
    mark = answer.headers.get("ETag");
    merge(here, new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // no connection: the next look finds out
  }
}

function headers() {
  const given = { "HX-Request": "true", "X-Live": "1" };
  return mark ? { ...given, "If-None-Match": mark } : given;
}

const rowsOf = (root) => new Map([...root.querySelectorAll("[data-row]")].map((row) => [row.dataset.row, row]));

function merge(here, fresh) {
  const [old, now] = [rowsOf(here), rowsOf(fresh)];
  let changed = 0;
  holdStill(here, () => {
    for (const [number, row] of old) changed += renew(here, row, now.get(number));
  });
  const came = [...now.keys()].filter((number) => !old.has(number)).length;
  announce(here, came);
  recount(here, fresh);
  if (changed) said(here).textContent = `${said(here).parentElement.dataset.changed}: ${changed}`;
}

// What is under the pointer stays there, though rows above it become higher or lower: the page is scrolled by as
// much, and where it cannot be, the list gets room until the pointer leaves it.
export function holdStill(here, change) {
  const under = here.querySelector("[data-row]:hover");
  const top = under?.getBoundingClientRect().top;
  change();
  const moved = () => under.getBoundingClientRect().top - top;
  if (!under?.isConnected || !moved()) return;
  if (moved() > 0) here.style.paddingBottom = `${moved() + window.innerHeight}px`;
  window.scrollBy(0, moved());
  if (moved() < 0) here.style.marginTop = `${(parseFloat(here.style.marginTop) || 0) - moved()}px`;
  here.addEventListener("pointerleave", () => here.removeAttribute("style"), { once: true });
}

const said = (here) => here.querySelector("[data-live-said]");

// Whether the row had to be changed.
function renew(here, row, fresh) {
  const texts = here.querySelector("[data-live]").dataset;
  if (!fresh) {
    row.classList.add("is-gone");
    row.title = texts.gone;
    return 0;
  }
  row.classList.remove("is-gone");
  row.removeAttribute("title");
  if (row.dataset.mark === fresh.dataset.mark) return 0;
  const chosen = row.querySelector("[data-choose]")?.checked;
  const focused = row.contains(document.activeElement);
  row.dataset.mark = fresh.dataset.mark;
  row.replaceChildren(...fresh.childNodes);
  row.classList.add("is-changed");
  row.title = texts.changed;
  window.htmx.process(row);
  if (chosen) row.querySelector("[data-choose]").checked = true;
  if (focused) row.querySelector("[data-row-link]")?.focus({ preventScroll: true });
  return 1;
}

function announce(here, came) {
  const button = here.querySelector("[data-live-show]");
  const texts = button.parentElement.dataset;
  button.hidden = came === 0;
  const words = came === 1 ? texts.one : texts.many.replace("{count}", came);
  button.querySelector("span").textContent = words;
}

function recount(here, fresh) {
  const counts = [...fresh.querySelectorAll(".tabs .count")];
  [...here.querySelectorAll(".tabs .count")].forEach((place, index) => {
    if (counts[index]) place.textContent = counts[index].textContent;
  });
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-live-show]")) return;
  window.htmx.ajax("GET", location.pathname + location.search, { target: "#list", swap: "outerHTML" });
});

document.addEventListener("visibilitychange", lookNowAndThen);
document.addEventListener("online:again", lookNowAndThen);
setInterval(lookNowAndThen, EVERY);
