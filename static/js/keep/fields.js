// The fields of a form: what of them is kept, and putting it back.

const NEVER = ["password", "file", "hidden", "submit", "button", "image", "reset"];
const isChoice = (field) => field.matches("select, [type=radio], [type=checkbox]");

// Texts; choices only where the form says so, since one that comes back unseen could do harm.
function keptFields(form) {
  const withChoices = form.hasAttribute("data-keep-choices");
  return [...form.elements].filter(
    (field) =>
      field.name && !NEVER.includes(field.type) && !field.closest("[data-unkept]") && (withChoices || !isChoice(field)),
  );
}

export function valuesOf(form) {
  const values = {};
  for (const field of keptFields(form)) {
    if (field.type === "radio") values[field.name] = field.checked ? field.value : (values[field.name] ?? "");
    else values[field.name] = field.type === "checkbox" ? field.checked : field.value;
  }
  return values;
}

// Puts `values` back; answers the names that differed before, and the names that have no place (yet).
export function putBack(form, values) {
  const [changed, missing] = [[], []];
  const fields = keptFields(form);
  for (const [name, value] of Object.entries(values)) {
    const same = fields.filter((field) => field.name === name);
    if (!same.some((field) => canTake(field, value))) missing.push(name);
    else if (same.map((field) => put(field, value)).includes(true)) changed.push(name);
  }
  return { changed, missing };
}

const canTake = (field, value) =>
  !field.matches("select") || [...field.options].some((option) => option.value === value);

// Whether it had to be changed. A choice that brings other fields brings them.
function put(field, value) {
  if (field.matches("[type=radio], [type=checkbox]")) {
    const checked = field.type === "checkbox" ? value : field.value === value;
    if (field.checked === checked) return false;
    field.checked = checked;
    return true;
  }
  if (field.value === value || !canTake(field, value)) return false;
  field.value = value;
  if (field.matches("select[hx-get]")) field.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}
