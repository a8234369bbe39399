// Copies of steps with the transitions between them.

import { announce } from "./announce.js";
import * as commands from "./commands.js";
import { count } from "./texts.js";

const PASTE_BY = 40;

export class Clipboard {
  constructor(editor) {
    this.editor = editor;
    this.clip = null;
    this.pasted = 0;
  }

  // Whether there was a step to copy.
  copy() {
    const clip = this.chosen();
    if (!clip.nodes.length) return false;
    this.clip = clip;
    this.pasted = 0;
    announce(count("did_copy", clip.nodes.length));
    return true;
  }

  cut() {
    if (this.copy()) this.editor.removeSelected();
  }

  paste() {
    if (!this.clip) return;
    this.pasted += 1;
    this.put(this.clip, PASTE_BY * this.pasted);
  }

  duplicate() {
    const clip = this.chosen();
    if (clip.nodes.length) this.put(clip, PASTE_BY);
  }

  chosen() {
    return commands.clipOf(this.editor.store.state, this.editor.store.selection);
  }

  put(clip, by) {
    this.editor.run(count("did_paste", clip.nodes.length), commands.paste(clip, by));
    this.editor.roving.focus([...this.editor.store.selection][0]);
  }
}
