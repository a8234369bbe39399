// Who else has this draft open.

import { announce } from "./announce.js";
import { Refused } from "./server.js";
import { say } from "./texts.js";

const EVERY = 15000;

export function presence(editor, element) {
  let names = [];

  async function beat() {
    try {
      const { others } = await editor.server.post(editor.urls.presence, {});
      show(others);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }

  function show(others) {
    const found = others.map((person) => person.name);
    const come = found.filter((name) => !names.includes(name));
    names = found;
    if (come.length) announce(say("also_here", { names: come.join(", ") }));
    element.replaceChildren(...others.map(person));
  }

  // A face says who it is, to the eye and to a screen reader.
  function person({ name, face }) {
    const frame = document.createElement("span");
    frame.className = "person";
    frame.title = say("also_here", { names: name });
    frame.setAttribute("role", "img");
    frame.setAttribute("aria-label", frame.title);
    frame.innerHTML = face;
    return frame;
  }

  beat();
  return setInterval(beat, EVERY);
}
