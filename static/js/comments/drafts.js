// Half-written comments: at once in this browser, a moment later on the server.

import { post, SignedOut } from "./server.js";

const PAUSE = 600;
const RETRY = 5_000;
const keepers = new WeakMap();

export function keeper(form) {
  if (!keepers.has(form)) keepers.set(form, new Keeper(form));
  return keepers.get(form);
}

class Keeper {
  constructor(form) {
    this.form = form;
    this.text = form.querySelector("[data-text]");
    this.parent = form.elements.parent;
    this.place = form.dataset.composer;
    this.key = `draft:${form.dataset.person}:${form.dataset.ticket}:${this.place}`;
    this.timer = 0;
    this.saving = Promise.resolve();
    this.isStale = false; // something was changed after sending had begun
    this.trouble = ""; // why the comment was not sent
  }

  // What this browser has and the server may lack. Where the server has something newer, both stay.
  restore() {
    const stored = localStorage.getItem(this.key);
    if (stored === null) return false;
    const kept = JSON.parse(stored);
    if (kept.text.trim() && !this.text.value.includes(kept.text)) {
      const isNewer = Number(this.form.dataset.draftAt) * 1000 <= kept.at;
      this.text.value = isNewer || !this.text.value ? kept.text : `${this.text.value}\n\n${kept.text}`;
      if (this.parent && kept.parent) this.parent.value = kept.parent;
    }
    this.changed();
    return Boolean(kept.text.trim());
  }

  // To be called whenever the text or what it answers has changed.
  changed() {
    const facts = { text: this.text.value, parent: this.parent?.value ?? "", at: Date.now() };
    localStorage.setItem(this.key, JSON.stringify(facts));
    this.isStale = true;
    this.trouble = "";
    this.say("");
    this.later(PAUSE);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  save() {
    clearTimeout(this.timer);
    this.saving = this.saving.then(() => this.send());
    return this.saving;
  }

  async send() {
    const stored = localStorage.getItem(this.key);
    if (stored === null || !this.form.isConnected) return;
    const { text, parent } = JSON.parse(stored);
    try {
      await post(this.form.dataset.draft, new URLSearchParams({ place: this.place, text, parent }));
    } catch (error) {
      this.say(error instanceof SignedOut ? this.form.dataset.signedOut : this.form.dataset.unsaved);
      this.later(RETRY);
      return;
    }
    if (localStorage.getItem(this.key) === stored) {
      localStorage.removeItem(this.key);
      this.say(text.trim() ? this.form.dataset.saved : "");
    }
  }

  // Before sending the comment: a draft that arrives after it would come back.
  async settle() {
    clearTimeout(this.timer);
    await this.saving;
    clearTimeout(this.timer);
    this.isStale = false;
  }

  // The comment is on the server, which forgot the draft with it. What was typed since is the draft now; a save
  // that was under way meanwhile may have kept what was said, so it is kept anew, be it empty.
  sent() {
    const isEmpty = !this.text.value.trim() && !this.parent?.value;
    if (!isEmpty || this.isStale) this.changed();
    else this.forget();
    this.isStale = false;
  }

  forget() {
    clearTimeout(this.timer);
    this.trouble = "";
    localStorage.removeItem(this.key);
    this.say("");
  }

  // The comment was not sent. That stands until the person goes on: that the draft is saved is no answer to it.
  unsent(words) {
    this.changed();
    this.trouble = words;
    this.say("");
  }

  say(words) {
    this.form.querySelector("[data-draft-state]").textContent = this.trouble || words;
  }
}
