// The list of problems beside the canvas: each entry leads to its culprit, some offer to mend it.

import { copyOf } from "./forms.js";
import { digits } from "./problems.js";
import { totalWeight } from "./model.js";
import { count, say } from "./texts.js";

const LEVELS = ["error", "warning", "hint"];

export function problemList(editor, element) {
  const list = element.querySelector("[data-problem-entries]");
  const summary = element.querySelector("[data-problem-summary]");
  let shown = [];
  let drawn = "";

  list.addEventListener("click", (event) => {
    const entry = event.target.closest("[data-problem]");
    const problem = entry && shown[Number(entry.dataset.problem)];
    if (!problem) return;
    if (event.target.closest("[data-fix]")) editor.fix(problem);
    else if (problem.key) editor.reveal(problem.key);
  });

  function draw(problem, index) {
    const item = copyOf("problem");
    item.dataset.problem = String(index);
    item.classList.add(`is-${problem.level}`);
    const go = item.querySelector("[data-go]");
    go.querySelector("[data-level]").textContent = say(`level_${problem.level}`);
    go.querySelector("[data-text]").textContent = problem.message;
    if (problem.key) go.dataset.problemOf = problem.key;
    const fix = item.querySelector("[data-fix]");
    fix.hidden = !problem.fix;
    if (problem.fix) fix.textContent = say(`fix_${problem.fix}`);
    return item;
  }

  return function refresh() {
    drawAll();
    const { state } = editor.store;
    element.querySelector("[data-weight-sum]").textContent = say("weight_total", { total: digits(totalWeight(state)) });
    element.querySelector("[data-weight-sum]").hidden = !state.nodes.length;
  };

  function drawAll() {
    const facts = JSON.stringify(editor.problems);
    shown = editor.problems.toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
    if (facts === drawn) return;
    drawn = facts;
    list.replaceChildren(...shown.map(draw));
    const errors = shown.filter((problem) => problem.level === "error").length;
    element.classList.toggle("has-errors", errors > 0);
    summary.textContent = errors ? count("errors", errors) : shown.length ? count("hints", shown.length) : say("sound");
  }
}
