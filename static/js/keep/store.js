// What is kept in this browser of half-written texts: whose it is, how long it stays, when it goes.
//
// A name is kind:whose:what. Comments have drafts (draft:, once:), every other form with `data-keep` has kept:.

const KINDS = ["kept", "draft", "once"];
const WEEK = 7 * 24 * 3600 * 1000;
const whose = () => document.documentElement.dataset.person ?? "";

const nameOf = (key) => `kept:${whose()}:${key}`;

// What is kept of the form `key`, or null: {field: value}.
export function read(key) {
  const kept = localStorage.getItem(nameOf(key));
  return kept === null ? null : JSON.parse(kept).fields;
}

export function write(key, fields) {
  if (whose()) localStorage.setItem(nameOf(key), JSON.stringify({ at: Date.now(), fields }));
}

export function forget(key) {
  localStorage.removeItem(nameOf(key));
}

function removeWhere(goes) {
  Object.keys(localStorage)
    .filter((name) => KINDS.includes(name.split(":")[0]) && goes(name, name.split(":")[1]))
    .forEach((name) => localStorage.removeItem(name));
}

// For signing out: nobody who comes to this browser next finds what this person wrote.
export function forgetAll() {
  removeWhere(() => true);
}

// What is too old goes, and what was left by another person than the one who is signed in now.
export function tidy() {
  const isGuest = !/^\d+$/.test(whose());
  removeWhere((name, person) => isOld(name) || (!isGuest && person !== whose()));
}

function isOld(name) {
  if (!name.startsWith("kept:")) return false;
  return JSON.parse(localStorage.getItem(name)).at < Date.now() - WEEK;
}
