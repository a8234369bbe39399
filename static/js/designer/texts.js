// Sentences for people. They come from the server, translated, as JSON in the page.

const texts = JSON.parse(document.getElementById("designer-texts")?.textContent ?? "{}");

// The text `name` with its %(placeholders)s filled.
export function say(name, values = {}) {
  return (texts[name] ?? name).replace(/%\((\w+)\)[sd]|%%/g, (all, key) => (all === "%%" ? "%" : values[key]));
}

// One of two texts, `name_one` and `name_many`, by number.
export function count(name, number) {
  return say(number === 1 ? `${name}_one` : `${name}_many`, { count: number });
}
