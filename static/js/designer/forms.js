// Between fields of the page and values of the draft. A field names its value in data-field and its kind in
// data-kind: text (default), number, choice (a number or none), hours (a number or none), flag, duration.

const readers = {
  text: (field) => field.value,
  number: (field) => (field.value.trim() === "" ? NaN : Number(field.value)),
  choice: (field) => (field.value === "" ? null : Number(field.value)),
  hours: (field) => (field.value.trim() === "" ? null : Number(field.value)),
  flag: (field) => field.checked,
  duration: (field) => field.value.trim() || null,
};

export const read = (field) => readers[field.dataset.kind ?? "text"](field);

// Show the values of `item` in the fields of `root`; a field that says the same already is left alone, and
// so is a number that is being typed.
export function show(root, item) {
  for (const field of root.querySelectorAll("[data-field]")) {
    const value = item[field.dataset.field];
    if (field.dataset.kind === "flag") field.checked = Boolean(value);
    else if (!Object.is(read(field), value)) put(field, value);
  }
}

function put(field, value) {
  const isBeingTyped = field === document.activeElement && Number.isNaN(read(field));
  if (!isBeingTyped) field.value = value === null || value === undefined || Number.isNaN(value) ? "" : String(value);
}

// Call `change(name, value, field)` whenever a field within `root` has a new value that can be used.
export function listen(root, change) {
  const heard = (event) => {
    const field = event.target.closest("[data-field]");
    if (!field) return;
    const value = read(field);
    if (!Number.isNaN(value)) change(field.dataset.field, value, field);
  };
  // A duration says something only when it is written to its end.
  root.addEventListener("input", (event) => event.target.dataset.kind !== "duration" && heard(event));
  root.addEventListener("change", (event) => event.target.dataset.kind === "duration" && heard(event));
}

// A copy of the <template> `name`.
export function copyOf(name) {
  return document.querySelector(`template[data-template="${name}"]`).content.firstElementChild.cloneNode(true);
}

// Make the options of a select those of `choices` [[value, text]]; what is chosen stays.
export function setChoices(select, choices) {
  const facts = JSON.stringify(choices);
  if (select.dataset.choices === facts) return;
  const { value } = select;
  select.replaceChildren(...choices.map(([each, text]) => new Option(text, each)));
  select.value = value;
  select.dataset.choices = facts;
}
