// One version drawn for reading: as it is, or with the way that a ticket took through it.

import { Canvas } from "./canvas.js";
import { savePng, saveSvg } from "./exporting.js";
import { placed } from "./layout.js";
import { flowOrder } from "./model.js";
import { Roving } from "./roving.js";
import { labelOf } from "./shapes.js";
import { Store } from "./store.js";
import { viewing } from "./viewing.js";
import { Wire } from "./wire.js";

// Light what a ticket did: `way` has the ids of steps `visited` and transitions `taken`, the `current` step,
// and by step id the `times` that it took, in words.
export function light(canvas, way) {
  const toggle = (key, name) => canvas.elementOf(key)?.classList.add(name);
  way.visited.forEach((id) => toggle(`s${id}`, "is-visited"));
  way.taken.forEach((id) => toggle(`e${id}`, "is-taken"));
  if (way.current !== null) toggle(`s${way.current}`, "is-current");
  for (const [id, time] of Object.entries(way.times)) {
    const element = canvas.elementOf(`s${id}`);
    element?.setAttribute("aria-label", `${element.getAttribute("aria-label")}, ${time}`);
  }
}

function start(root) {
  const { version, roles, way } = JSON.parse(document.getElementById("reading-data").textContent);
  const read = new Wire().read(version.graph);
  const state = placed({ details: version.details, ...read }, new Map(read.edges.map((edge) => [edge.key, labelOf(edge).width])));
  const canvas = new Canvas(root.querySelector("[data-canvas]"), (id) => roles[id]?.name ?? "");
  if (way) canvas.times = new Map(Object.entries(way.times).map(([id, time]) => [`s${id}`, time]));
  canvas.draw(state);
  new Roving(canvas, new Store(state)).describe(flowOrder(state));
  if (way) light(canvas, way);
  viewing(canvas, root);
  canvas.viewport.begin(state.nodes);
  const here = way && canvas.frame(`s${way.current}`);
  if (here) canvas.viewport.reveal(here);
  const files = { svg: saveSvg, png: savePng };
  root.addEventListener("click", (event) => {
    const kind = event.target.closest("[data-save-as]")?.dataset.saveAs;
    if (kind) files[kind](canvas, root.dataset.reading);
  });
  root.dataset.ready = "";
}

const root = document.querySelector("[data-reading]");
if (root) start(root);
