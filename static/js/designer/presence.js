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
    element.replaceChildren(...others.map((person) => {
      const face = document.createElement("span");
      face.className = "face";
      face.textContent = person.initials;
      face.title = say("also_here", { names: person.name });
      face.setAttribute("role", "img");
      face.setAttribute("aria-label", face.title);
      return face;
    }));
  }

  beat();
  return setInterval(beat, EVERY);
}
