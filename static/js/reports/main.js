// A report page: charts, filters that take effect at once, and figures that stay fresh without flicker.

import { drawAll } from "./charts.js";
import { refresh } from "./refresh.js";

drawAll();

const dark = window.matchMedia("(prefers-color-scheme: dark)");
dark.addEventListener("change", drawAll);
new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });

const form = document.querySelector("[data-report-filters]");

// Empty filters stay out of the address; days chosen by hand and a named period exclude each other.
form?.addEventListener("formdata", ({ formData }) => {
  if (formData.get("from") || formData.get("to")) formData.delete("period");
  for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
});

form?.addEventListener("change", ({ target }) => {
  if (!target.matches("select")) return;
  if (target.name === "period" && target.value) {
    for (const input of form.querySelectorAll("input[type=date]")) input.value = "";
  }
  form.requestSubmit();
});

document.querySelector("[data-print]")?.addEventListener("click", () => {
  for (const details of document.querySelectorAll(".as-table")) details.open = true;
  window.print();
});

// Browsers let pages copy only where they trust them (https, this machine).
const copier = navigator.clipboard && document.querySelector("[data-copy-link]");
if (copier) {
  copier.hidden = false;
  copier.addEventListener("click", async () => {
    await navigator.clipboard.writeText(window.location.href);
    const words = copier.querySelector("[data-copied]");
    words.textContent = words.dataset.copied;
  });
}

const seconds = Number(document.querySelector("[data-report]")?.dataset.refresh);
if (seconds) {
  window.setInterval(() => {
    if (!document.hidden) refresh();
  }, seconds * 1000);
}
