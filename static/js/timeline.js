// Drawn clocks: what is pointed at or has the focus is told beside it; arrow keys walk the parts.

const GAP = 4; // pixels between the words and the edge of the drawing

const partOf = (target) => (target instanceof Element ? target.closest("[data-part]") : null);
const tipOf = (part) => part.closest(".timeline-draw").querySelector(".timeline-tip");

function tell(part) {
  part.querySelector("title")?.remove(); // else the browser tells it a second time
  const tip = tipOf(part);
  tip.textContent = part.getAttribute("aria-label");
  tip.hidden = false;
  const frame = tip.parentElement.getBoundingClientRect();
  const box = part.getBoundingClientRect();
  const middle = Math.max(box.left, frame.left) - frame.left + Math.min(box.width, frame.width) / 2;
  const most = frame.width - tip.offsetWidth - GAP;
  tip.style.left = `${Math.max(GAP, Math.min(middle - tip.offsetWidth / 2, most))}px`;
}

function hush(part) {
  tipOf(part).hidden = true;
}

// The parts of one drawing as they lie on it, from left to right.
function inOrder(part) {
  const parts = [...part.closest("svg").querySelectorAll("[data-part]")];
  const middle = (one) => {
    const box = one.getBoundingClientRect();
    return box.left + box.width / 2;
  };
  return parts.sort((one, other) => middle(one) - middle(other));
}

const STEPS = {
  ArrowRight: (parts, at) => at + 1,
  ArrowLeft: (parts, at) => at - 1,
  Home: () => 0,
  End: (parts) => parts.length - 1,
};

function walk(event, part) {
  if (!(event.key in STEPS)) return;
  const parts = inOrder(part);
  const to = parts[STEPS[event.key](parts, parts.indexOf(part))];
  event.preventDefault();
  if (!to) return;
  part.setAttribute("tabindex", "-1");
  to.setAttribute("tabindex", "0");
  to.focus();
}

function on(type, act) {
  document.addEventListener(type, (event) => {
    const part = partOf(event.target);
    if (part) act(event, part);
  });
}

on("pointerover", (event, part) => tell(part));
on("pointerout", (event, part) => hush(part));
on("focusin", (event, part) => tell(part));
on("focusout", (event, part) => hush(part));
on("keydown", (event, part) => (event.key === "Escape" ? hush(part) : walk(event, part)));
