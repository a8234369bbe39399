// What can be done on the page as it stands: the buttons of the ticket, by verb.

const KEYS = { b: "begin", r: "resume", h: "hold", e: "escalate", t: "transfer", o: "reopen", s: "transition", w: "workflow" };

function words(control) {
  return control.textContent.replace(/\s+/g, " ").trim();
}

// The acts of the ticket that is open: {words, run}.
export function actsOfPage() {
  const controls = document.querySelectorAll("#ticket [data-verb], #ticket .act-choices button");
  return [...controls].map((control) => ({ words: words(control), run: () => choose(control) }));
}

// A transition is pressed by the person: it is told outside. Everything else happens or opens its form.
function choose(control) {
  if (control.matches(".act-choices button")) control.focus();
  else control.click();
}

// With rows chosen, b leads to what can be done with them (choosing.js).
function bulkControl(verb) {
  return verb === "begin" ? null : document.querySelector(`[data-bulk-verb="${verb}"]`);
}

function controlOf(key) {
  const verb = KEYS[key];
  if (!verb) return null;
  if (document.querySelector("[data-choose]:checked")) return bulkControl(verb);
  const row = document.activeElement?.closest("[data-list] tbody tr, [data-list] li");
  if (row) return row.querySelector(`[data-verb="${verb}"]`);
  if (verb === "transition") return document.querySelector("#ticket .act-choices button");
  return document.querySelector(`#ticket [data-verb="${verb}"]`);
}

function writes(target) {
  return target.closest?.("input:not([type=checkbox]), textarea, select, dialog, [contenteditable=true]") != null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || writes(event.target)) return;
  if (event.key === "?") document.getElementById("keys")?.showModal();
  const control = controlOf(event.key);
  if (!control) return;
  event.preventDefault();
  choose(control);
});
