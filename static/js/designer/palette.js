// The palette of new steps: dragged or clicked, and narrowed by words where there are many roles.

const THRESHOLD = 4;

// Buttons from which a step can be dragged onto the canvas; a click adds after the selection.
export function palette(editor, element) {
  let held = null;
  const role = (button) => (button.dataset.role ? Number(button.dataset.role) : null);
  const values = (button) => ({ role_id: role(button), is_end: "end" in button.dataset });

  element.addEventListener("pointerdown", (event) => {
    const button = event.target.closest("[data-add]");
    if (!button || event.button !== 0) return;
    held = { button, x: event.clientX, y: event.clientY, isDragged: false };
    button.setPointerCapture(event.pointerId);
  });
  element.addEventListener("pointermove", (event) => {
    if (!held) return;
    if (Math.hypot(event.clientX - held.x, event.clientY - held.y) >= THRESHOLD) held.isDragged = true;
    if (held.isDragged) editor.ghost(event);
  });
  element.addEventListener("pointerup", (event) => {
    const { button, isDragged } = held ?? {};
    held = null;
    if (!isDragged) return;
    editor.ghost(null);
    editor.drop(event, values(button));
    button.dataset.dragged = "";
  });
  // A press that is given up must not count as a click either.
  function giveUp() {
    if (held?.isDragged) held.button.dataset.dragged = "";
    held = null;
    editor.ghost(null);
  }
  element.addEventListener("pointercancel", giveUp);
  element.addEventListener("keydown", (event) => event.key === "Escape" && giveUp());
  element.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add]");
    if (!button) return;
    if ("dragged" in button.dataset) delete button.dataset.dragged;
    else editor.addNext(values(button));
  });
}

// The field that narrows the palette: Enter adds the first that is left, Escape shows all again.
export function paletteFind(element) {
  const field = element.querySelector("[data-palette-find]");
  if (!field) return;
  const roles = [...element.querySelectorAll("[data-add][data-role]")];

  function narrow() {
    const words = field.value.trim().toLowerCase();
    for (const button of roles) button.hidden = !button.textContent.toLowerCase().includes(words);
    element.querySelector("[data-palette-none]").hidden = roles.some((button) => !button.hidden);
  }

  field.addEventListener("input", narrow);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && field.value.trim()) roles.find((button) => !button.hidden)?.click();
    if (event.key !== "Escape" || !field.value) return;
    event.preventDefault();
    field.value = "";
    narrow();
  });
}
