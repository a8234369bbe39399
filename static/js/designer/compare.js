// Two versions in one drawing and in words, for reading only.

import { Canvas } from "./canvas.js";
import { differences, drawLines, marksOf, merged } from "./diff.js";
import { placed } from "./layout.js";
import { flowOrder } from "./model.js";
import { Roving } from "./roving.js";
import { labelOf } from "./shapes.js";
import { Store } from "./store.js";
import { viewing } from "./viewing.js";
import { Wire } from "./wire.js";

function start(root) {
  const data = JSON.parse(document.getElementById("compare-data").textContent);
  const wire = new Wire();
  const [before, after] = [data.before, data.after].map(({ details, graph }) => ({ details, ...wire.read(graph) }));
  const roleName = (id) => data.facts.roles[id]?.name ?? "";
  const lines = differences(before, after, roleName);
  root.querySelector("[data-lines]").replaceChildren(...drawLines(lines));
  root.querySelector("[data-same]").hidden = lines.length > 0;

  const both = merged(before, after);
  const state = placed(both, new Map(both.edges.map((edge) => [edge.key, labelOf(edge).width])));
  const canvas = new Canvas(root.querySelector("[data-canvas]"), roleName);
  canvas.draw(state, new Map(), marksOf(lines));
  new Roving(canvas, new Store(state)).describe(flowOrder(state));
  viewing(canvas, root);
  canvas.viewport.begin(state.nodes);
  root.dataset.ready = "";
}

const root = document.querySelector("[data-compare]");
if (root) start(root);
