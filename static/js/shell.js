// What every page does: menus, narrow navigation, theme, toasts, and refusals beside their cause.

import "./token.js";

const YEAR = 365 * 24 * 3600;
const toasts = () => document.getElementById("toasts");

function remember(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; samesite=lax`;
}

// ---------------------------------------------------------------- toasts

// Shows a sentence; only what went well goes away by itself.
export function toast(text, kind = "info") {
  const line = document.createElement("div");
  line.className = `toast-line is-${kind}`;
  if (kind === "error") line.setAttribute("role", "alert");
  const words = document.createElement("span");
  words.textContent = text;
  line.append(words);
  toasts().append(line);
  if (kind !== "error") fade(line);
  return line;
}

function fade(line) {
  setTimeout(() => line.matches(":hover, :focus-within") ? fade(line) : line.remove(), 6000);
}

// That something could not be sent; it goes once there is a connection again, and lies over nothing then.
function sayUnsent() {
  document.querySelector("[data-until-online]")?.remove();
  toast(toasts().dataset.offline, "error").dataset.untilOnline = "";
}

document.addEventListener("offline:unsent", sayUnsent);
document.addEventListener("online:again", () => document.querySelector("[data-until-online]")?.remove());

function fadeAll(root) {
  root.querySelectorAll(".toast-line.is-success:not([data-fading])").forEach((line) => {
    line.dataset.fading = "";
    fade(line);
  });
}

// ---------------------------------------------------------------- clicks and keys

function foldNavigation(button) {
  const narrow = document.documentElement.dataset.nav !== "narrow";
  if (narrow) document.documentElement.dataset.nav = "narrow";
  else delete document.documentElement.dataset.nav;
  button.setAttribute("aria-pressed", String(narrow));
  remember("nav", narrow ? "narrow" : "wide");
}

function closeMenus(except) {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(except)) menu.open = false;
  });
}

document.addEventListener("click", (event) => {
  closeMenus(event.target);
  const fold = event.target.closest("[data-fold-nav]");
  if (fold) foldNavigation(fold);
  const close = event.target.closest("[data-close-toast]");
  if (close) close.closest(".toast-line").remove();
  const dialog = event.target.closest("[data-open-dialog]");
  if (dialog) document.getElementById(dialog.dataset.openDialog).showModal();
  if (event.target.closest("[data-close-dialog]")) event.target.closest("dialog").close();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = event.target.closest?.("details.menu[open]");
    if (open) open.querySelector("summary").focus();
    closeMenus(null);
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
    event.target.form.requestSubmit();
  }
});

// A form whose controls are themselves the choice: filters above a list.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submit-on-change]");
  if (form) form.requestSubmit();
});

// What a person chose before the scripts were there, or the browser kept over a reload, counts as chosen now.
// This runs after htmx has read the page: its listener was there first.
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("select[hx-get]").forEach((select) => {
    const first = [...select.options].findIndex((option) => option.defaultSelected);
    if (select.selectedIndex !== Math.max(first, 0)) select.dispatchEvent(new Event("change", { bubbles: true }));
  });
});

// ---------------------------------------------------------------- theme

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  document.documentElement.dataset.bsTheme = event.submitter.value;
  form.querySelectorAll("[aria-pressed]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button === event.submitter));
  });
  const body = new FormData(form, event.submitter);
  fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(sayUnsent);
});

// ---------------------------------------------------------------- answers of htmx

// A refusal goes beside the button or form that caused it and leaves the page as it was; an error page
// never lands in a fragment.
document.addEventListener("htmx:before:swap", (event) => {
  const { response, text, sourceElement } = event.detail.ctx;
  if (!response || response.status < 400) return;
  const answer = new DOMParser().parseFromString(text, "text/html");
  const notice = answer.querySelector("[data-refusal]");
  if (notice) {
    event.preventDefault();
    showBeside(sourceElement, notice);
  } else if (response.status >= 500 || answer.querySelector("[data-error-page]")) {
    event.preventDefault();
    toast(answer.querySelector("[data-say]")?.textContent ?? toasts().dataset.failed, "error");
  }
});

function showBeside(source, notice) {
  const place = source?.isConnected ? (source.closest("form, [data-notices]") ?? source) : null;
  if (!place) {
    toast(notice.textContent.trim(), "error");
    return;
  }
  clearNotice(place);
  place.after(document.adoptNode(notice));
}

function clearNotice(place) {
  if (place.nextElementSibling?.matches("[data-refusal]")) place.nextElementSibling.remove();
}

document.addEventListener("htmx:before:request", (event) => {
  const source = event.detail.ctx.sourceElement;
  clearNotice(source.closest("form, [data-notices]") ?? source);
});

document.addEventListener("htmx:after:swap", () => fadeAll(toasts()));
document.addEventListener("htmx:error", (event) => {
  if (event.detail.ctx && !event.detail.ctx.response) sayUnsent();
});

// The tab one is at, where the tabs are wider than the screen.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });

fadeAll(toasts());
