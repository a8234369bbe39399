// Moving, zooming and printing a drawing that cannot be changed.

import { frameOf, HEIGHT } from "./model.js";

const ZOOM = 0.0025;
const MARGIN = 16;

export function viewing(canvas, root) {
  const { element, viewport } = canvas;
  addEventListener("beforeprint", () => showWhole(canvas));
  addEventListener("afterprint", () => {
    canvas.paper.svg.removeAttribute("viewBox");
    viewport.set(viewport.x, viewport.y, viewport.scale);
  });
  let last = null;

  element.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button")) return;
    last = viewport.ofEvent(event);
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener("pointermove", (event) => {
    if (!last) return;
    const at = viewport.ofEvent(event);
    viewport.pan(at.x - last.x, at.y - last.y);
    last = at;
  });
  for (const name of ["pointerup", "pointercancel"]) element.addEventListener(name, () => { last = null; });
  element.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    viewport.zoom(Math.exp(-event.deltaY * ZOOM), viewport.ofEvent(event));
  }, { passive: false });
  root.addEventListener("click", (event) => {
    const by = event.target.closest("[data-zoom-by]")?.dataset.zoomBy;
    if (by) viewport.zoom(Number(by));
    if (event.target.closest("[data-fit]")) viewport.fit(canvas.state.nodes);
  });
}

// All of the drawing, below which ways back run, as large as the paper allows.
function showWhole({ paper, state }) {
  const { x, y, width, height } = frameOf(state.nodes);
  paper.svg.setAttribute("viewBox", `${x - MARGIN} ${y - MARGIN} ${width + 2 * MARGIN} ${height + HEIGHT + 2 * MARGIN}`);
  paper.svg.querySelector(".joint-layers").removeAttribute("transform");
}
