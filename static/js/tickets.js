// The dialog of an act, and where the focus goes after one.

const dialog = () => document.getElementById("act-dialog");

// A form that htmx has put into the dialog opens it; its first field has the focus.
function openFilled(target) {
  const box = dialog();
  if (!(box instanceof HTMLDialogElement) || target !== box) return;
  if (!box.open) box.showModal();
  const wrong = box.querySelector("[aria-invalid=true]");
  (wrong ?? box.querySelector("[autofocus], select, textarea, input:not([type=hidden])"))?.focus();
}

// What was pressed is gone with the swap: the focus goes to what took its place.
function keepFocus() {
  if (document.activeElement && document.activeElement !== document.body) return;
  (document.getElementById("ticket") ?? document.getElementById("list"))?.focus({ preventScroll: true });
}

document.addEventListener("htmx:after:swap", (event) => {
  openFilled(event.detail.ctx.target);
  keepFocus();
});
