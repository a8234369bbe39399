// Draws the figures of a report: reads them from the page's JSON blocks, opens what a point stands for.

import { themed } from "./theme.js";

const CONFIG = { displayModeBar: false, responsive: true, doubleClick: false, showTips: false };

export const plots = () => [...document.querySelectorAll("[data-plot]")];

function figureOf(plot) {
  return JSON.parse(document.getElementById(`figure-${plot.dataset.plot}`).textContent);
}

function open({ points, event }) {
  const point = points.find(({ customdata }) => typeof customdata === "string" && customdata !== "");
  if (!point) return;
  if (event.ctrlKey || event.metaKey) window.open(point.customdata);
  else window.location.assign(point.customdata);
}

export async function draw(plot) {
  const { data, layout } = themed(figureOf(plot), plot.clientWidth);
  const first = !plot.classList.contains("js-plotly-plot");
  await window.Plotly.react(plot, data, layout, CONFIG);
  plot.classList.toggle("has-links", data.some(({ customdata }) => customdata));
  plot.dataset.drawn = "true";
  if (first) plot.on("plotly_click", open);
}

export const drawAll = () => Promise.all(plots().map(draw));
