// One polite live region: what just happened, in a sentence.

let region = null;

export function announce(text) {
  region ??= document.querySelector("[data-announce]");
  if (!region) return;
  // The same sentence twice is said twice.
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}
