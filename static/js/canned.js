// Puts a canned reply into the textarea beside its menu (else the one used last), at the cursor, as if typed.

let last = null;

document.addEventListener("focusin", (event) => {
  if (event.target instanceof HTMLTextAreaElement) last = event.target;
});

function areaFor(button) {
  const beside = button.closest("form")?.querySelector("textarea");
  return beside ?? (last?.isConnected ? last : null);
}

function insert(button) {
  const area = areaFor(button);
  if (!area) return;
  button.closest("details").open = false;
  area.focus();
  area.setRangeText(button.dataset.canned, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-canned]");
  if (button) insert(button);
});
