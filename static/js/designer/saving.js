// Keeping the draft on the server: a while after the last change, again after a failure, and never over the
// work of somebody else.

import { Refused } from "./server.js";

const WAIT = 900;
const RETRY = 4000;

// What the person reads: saved, unsaved, saving, offline, conflict, refused.
export class Saving {
  // `draft`: {revision, graph, details} as the page was given it.
  constructor(store, wire, server, urls, draft) {
    Object.assign(this, { store, wire, server, urls });
    this.revision = draft.revision;
    this.saved = store.state;
    this.status = "saved";
    this.message = "";
    this.refusedDetails = {};
    this.listeners = new Set();
    this.timer = 0;
    this.running = null;
    this.ending = new AbortController();
    const { signal } = this.ending;
    const unsubscribe = store.subscribe(({ state }) => state && this.changed());
    signal.addEventListener("abort", unsubscribe);
    addEventListener("online", () => this.status === "offline" && this.save(), { signal });
    addEventListener("beforeunload", (event) => this.isDirty && event.preventDefault(), { signal });
  }

  // The editor is gone from the page: hear nothing more; what is not on the server yet is sent now.
  stop() {
    if (this.isDirty && this.status !== "conflict") this.save();
    clearTimeout(this.timer);
    this.ending.abort();
  }

  get isDirty() {
    return this.isGraphDirty || this.isDetailsDirty;
  }

  get isGraphDirty() {
    return this.saved.nodes !== this.store.state.nodes || this.saved.edges !== this.store.state.edges;
  }

  get isDetailsDirty() {
    return this.saved.details !== this.store.state.details;
  }

  changed() {
    if (this.status === "conflict") return;
    if (!this.isDirty) {
      this.tell("saved");
      return;
    }
    if (this.status !== "offline") this.tell("unsaved");
    this.later(WAIT);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  // Save what there is now; resolves to whether all of it is on the server.
  async save() {
    clearTimeout(this.timer);
    if (this.running) {
      await this.running;
      return this.isDirty ? this.save() : true;
    }
    if (!this.isDirty) return true;
    this.tell("saving");
    this.running = this.send();
    const isDone = await this.running;
    this.running = null;
    if (isDone && this.isDirty) this.changed();
    return isDone && !this.isDirty;
  }

  async send() {
    const { state } = this.store;
    try {
      if (this.isGraphDirty) await this.sendGraph(state);
      if (this.isDetailsDirty) await this.sendDetails(state);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.failed(error);
      return false;
    }
    this.refusedDetails = {};
    this.tell("saved");
    return true;
  }

  async sendGraph(state) {
    const answer = await this.server.put(this.urls.graph, { ...this.wire.write(state), revision: this.revision });
    this.wire.learn(state, answer);
    this.revision = answer.revision;
    this.saved = { ...this.saved, nodes: state.nodes, edges: state.edges };
  }

  async sendDetails(state) {
    const answer = await this.server.put(this.urls.details, { ...state.details, revision: this.revision });
    this.revision = answer.revision;
    this.saved = { ...this.saved, details: state.details };
  }

  failed(error) {
    this.message = error.message;
    const isOffline = error.status === 0 || error.status >= 500 || error.status === 429;
    if (error.status === 409) this.tell("conflict");
    else if (isOffline) this.tell("offline");
    else this.refused(error);
    if (isOffline && !this.ending.signal.aborted) this.later(RETRY);
  }

  // The server does not take it as it is: the next change tries again.
  refused(error) {
    this.refusedDetails = error.details;
    this.message = Object.values(error.details).flat().join(" ") || error.message;
    this.tell("refused");
  }

  // After a conflict: what the page has replaces what the server has.
  async overwrite(theirs) {
    this.revision = theirs.revision;
    this.wire.settle(theirs);
    this.saved = { details: null, nodes: null, edges: null };
    this.status = "unsaved";
    return this.save();
  }

  tell(status) {
    this.status = status;
    for (const listener of this.listeners) listener(this);
  }
}
