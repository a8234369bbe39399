// Fetching what a conversation lacks: one request at a time, and again when something came meanwhile.

import { get, Refused, SignedOut } from "./server.js";
import { lastEvent, merge } from "./merge.js";

const EVERY = 45_000;
const busy = new WeakMap();

export const seen = () => document.getElementById("ticket-seen")?.value ?? "0";

// Brings a conversation up to date. Without connection the next sign of life does it.
export async function refresh(root) {
  if (busy.has(root)) {
    busy.set(root, "again");
    return;
  }
  busy.set(root, "once");
  try {
    const html = await get(root.dataset.changes, { after: lastEvent(root), seen: seen() });
    if (root.isConnected) merge(root, html);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SignedOut || error instanceof Refused)) throw error;
  } finally {
    const again = busy.get(root) === "again";
    busy.delete(root);
    if (again && root.isConnected) refresh(root);
  }
}

export const conversations = () => document.querySelectorAll("[data-conversation]");

export function refreshAll() {
  conversations().forEach(refresh);
}

setInterval(refreshAll, EVERY);
document.addEventListener("online:again", refreshAll);
document.addEventListener("visibilitychange", () => document.hidden || refreshAll());
