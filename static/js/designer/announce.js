// What just happened, in a sentence: said in one polite live region, or shown where nothing else would be seen.

export function announce(text) {
  const region = document.querySelector("[data-announce]");
  if (!region) return;
  // The same sentence twice is said twice.
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}

const SHOWN_MS = 6000;
let line = null;

// Show and say why nothing happened; it goes away by itself, or when there is something newer.
export function notice(text) {
  line?.remove();
  line = document.createElement("div");
  line.className = "toast-line is-info";
  line.textContent = text;
  document.getElementById("toasts").append(line);
  const shown = line;
  setTimeout(() => shown.remove(), SHOWN_MS);
}
