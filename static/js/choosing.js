// Choosing rows of a list: by click, shift-click for all between, x for the row one is at, b for what to do
// with them, Escape for none.

const boxes = () => [...document.querySelectorAll("[data-choose]")];
let last = null;

function count() {
  const chosen = boxes().filter((box) => box.checked).length;
  document.querySelectorAll("[data-bulk-count]").forEach((place) => { place.textContent = chosen; });
  const all = document.querySelector("[data-choose-all]");
  if (!all) return;
  all.checked = chosen > 0 && chosen === boxes().length;
  all.indeterminate = chosen > 0 && !all.checked;
}

function chooseAll(checked) {
  boxes().forEach((box) => { box.checked = checked; });
  count();
}

function chooseBetween(from, to, checked) {
  const all = boxes();
  const [first, end] = [all.indexOf(from), all.indexOf(to)].sort((one, other) => one - other);
  all.slice(first, end + 1).forEach((box) => { box.checked = checked; });
}

document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-choose]");
  if (box) {
    if (event.shiftKey && last?.isConnected) chooseBetween(last, box, box.checked);
    last = box;
    count();
  }
  if (event.target.closest("[data-choose-all]")) chooseAll(event.target.checked);
  if (event.target.closest("[data-bulk-none]")) chooseAll(false);
});

function chooseCurrent() {
  const row = document.activeElement?.closest?.("[data-list] tbody tr");
  const box = row?.querySelector("[data-choose]");
  if (!box) return;
  box.checked = !box.checked;
  last = box;
  count();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("textarea, select, dialog, [contenteditable=true], input:not([type=checkbox])")) return;
  if (event.key === "x") chooseCurrent();
  if (event.key === "b" && boxes().some((box) => box.checked)) {
    event.preventDefault();
    document.querySelector("[data-bulk-verb]").focus();
  }
  if (event.key === "Escape" && boxes().some((box) => box.checked)) chooseAll(false);
});

document.addEventListener("htmx:after:swap", count);
count();
