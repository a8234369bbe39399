// The dialog of an act, which closes once that is done, and where the focus goes after one.

const dialog = () => document.getElementById("act-dialog");
let behind = []; // what the dialog lies over

// A form that htmx has put into the dialog opens it; its first field has the focus.
function openFilled(target) {
  const box = dialog();
  if (!(box instanceof HTMLDialogElement) || target !== box) return;
  if (!box.open) {
    behind = ["ticket", "list"].map((id) => document.getElementById(id)).filter(Boolean);
    box.showModal();
  }
  const wrong = box.querySelector("[aria-invalid=true]");
  (wrong ?? box.querySelector("[autofocus], select, textarea, input:not([type=hidden])"))?.focus();
}

// What was asked is done once the ticket or the list that the dialog lies over came anew.
function closeDone() {
  if (dialog()?.open && behind.some((part) => !part.isConnected)) dialog().close();
}

// What was pressed is gone with the swap: the focus goes to what took its place.
function keepFocus() {
  if (document.activeElement && document.activeElement !== document.body) return;
  (document.getElementById("ticket") ?? document.getElementById("list"))?.focus({ preventScroll: true });
}

document.addEventListener("htmx:after:swap", (event) => {
  openFilled(event.detail.ctx.target);
  closeDone();
  keepFocus();
});

document.addEventListener("row:acted", () => {
  if (dialog().open) dialog().close();
});

// Its form is gone with it: another one has fields of the same names.
document.addEventListener("close", (event) => {
  if (event.target === dialog()) dialog().replaceChildren();
}, true);
