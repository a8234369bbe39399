// Fetches the page again and renews what changed in place: focus, open tables and scroll stay where they are.

import { draw, plots } from "./charts.js";

const parts = (root) => new Map([...root.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));

function renewParts(fresh) {
  for (const [name, part] of parts(document)) {
    const renewed = fresh.get(name);
    if (renewed && renewed.innerHTML !== part.innerHTML && !part.contains(document.activeElement)) {
      part.replaceChildren(...renewed.childNodes);
    }
  }
}

async function renewChart(plot, page) {
  const id = `figure-${plot.dataset.plot}`;
  const [here, fresh] = [document.getElementById(id), page.getElementById(id)];
  if (!fresh || fresh.textContent === here.textContent) return;
  here.textContent = fresh.textContent;
  await draw(plot);
}

export async function refresh() {
  let reply;
  try {
    reply = await fetch(window.location.href, { headers: { Accept: "text/html" } });
  } catch {
    return; // offline: the next minute tries again
  }
  if (!reply.ok || reply.redirected) return;
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  renewParts(parts(page));
  await Promise.all(plots().map((plot) => renewChart(plot, page)));
}
