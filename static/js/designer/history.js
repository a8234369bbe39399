// Undo and redo over whole states. One gesture is one entry; edits of one field in one go are one entry.

const LIMIT = 200;

export class History {
  constructor(state) {
    this.present = { state, label: "" };
    this.past = [];
    this.future = [];
    this.merging = null;
  }

  // A new state. `merge` names the field being typed in: the same name again changes the same entry.
  push(state, label, merge = null) {
    if (merge === null || merge !== this.merging) this.past.push(this.present);
    if (this.past.length > LIMIT) this.past.shift();
    this.present = { state, label };
    this.future = [];
    this.merging = merge;
  }

  // Whoever types next in the same field makes an entry of their own.
  seal() {
    this.merging = null;
  }

  // The label of what was undone, or null where there is nothing.
  undo() {
    if (!this.past.length) return null;
    const undone = this.present;
    this.future.push(undone);
    this.present = this.past.pop();
    this.merging = null;
    return undone.label;
  }

  redo() {
    if (!this.future.length) return null;
    this.past.push(this.present);
    this.present = this.future.pop();
    this.merging = null;
    return this.present.label;
  }
}
