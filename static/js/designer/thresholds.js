// At which shares of a clock who is told: rows of the details panel, kept as details.sla_thresholds.

import * as commands from "./commands.js";
import { copyOf } from "./forms.js";
import { say } from "./texts.js";

const WHOLE = 100;
const MOST = 10;

// The rows of `element`. Returns how to show the draft's; `refused` are the server's complaints by field.
export function thresholdRows(editor, element) {
  const { store } = editor;
  const list = element.querySelector("[data-rows]");
  const add = element.querySelector("[data-add-threshold]");

  const given = () => store.state.details.sla_thresholds ?? [];
  const rows = () => [...list.children].map(read);
  const put = (thresholds) => {
    const ordered = [...thresholds].sort((a, b) => a.percent - b.percent);
    editor.run(say("did_details"), commands.setDetails({ sla_thresholds: ordered }), { quiet: true });
    store.history.seal();
  };

  list.addEventListener("change", (event) => {
    event.stopPropagation();
    const found = rows();
    const message = problemOf(found);
    complain(element, message);
    if (!message) put(found);
  });
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[data-remove-threshold]")?.closest(".threshold");
    if (!row) return;
    const place = [...list.children].indexOf(row);
    put(given().filter((_, index) => index !== place));
    add.focus();
  });
  add.addEventListener("click", () => {
    put([...given(), { percent: freePercent(given()), tell: ["assignee"], escalate: false }]);
  });

  return function refresh(refused = {}) {
    const thresholds = given();
    while (list.children.length > thresholds.length) list.lastElementChild.remove();
    while (list.children.length < thresholds.length) list.append(copyOf("threshold"));
    thresholds.forEach((threshold, index) => write(list.children[index], threshold));
    add.disabled = thresholds.length >= MOST;
    const complaints = Object.keys(refused).filter((name) => name.startsWith("sla_thresholds"));
    complain(element, complaints.flatMap((name) => refused[name]).join(" "));
  };
}

function read(row) {
  return {
    percent: Number(row.querySelector("[data-percent]").value),
    tell: [...row.querySelectorAll("[data-tell]:checked")].map((box) => box.dataset.tell),
    escalate: row.querySelector("[data-escalate]").checked,
  };
}

function write(row, { percent, tell, escalate }) {
  const isBreach = percent === WHOLE;
  const field = row.querySelector("[data-percent]");
  if (Number(field.value) !== percent) field.value = percent;
  field.readOnly = isBreach;
  row.querySelector("[data-remove-threshold]").disabled = isBreach;
  for (const box of row.querySelectorAll("[data-tell]")) box.checked = tell.includes(box.dataset.tell);
  row.querySelector("[data-escalate]").checked = escalate;
  row.setAttribute("aria-label", say("threshold_of", { percent }));
}

// What is wrong with rows, or "".
function problemOf(rows) {
  const percents = rows.map((row) => row.percent);
  const isShare = (percent) => Number.isInteger(percent) && percent >= 1 && percent <= WHOLE;
  if (!percents.every(isShare)) return say("threshold_range");
  return new Set(percents).size < percents.length ? say("threshold_twice") : "";
}

// The middle of the widest gap below the breach.
function freePercent(thresholds) {
  const bounds = [0, ...thresholds.map((row) => row.percent)];
  const gaps = bounds.slice(1).map((bound, index) => [bound - bounds[index], bounds[index]]);
  const [size, start] = gaps.reduce((widest, gap) => (gap[0] > widest[0] ? gap : widest));
  return start + Math.ceil(size / 2);
}

function complain(element, message) {
  const place = element.querySelector("[data-complaint]");
  place.textContent = message;
  place.hidden = !message;
}

// Thresholds in words: "80 % (assignee), 100 % (assignee, owner; escalates)".
export function thresholdWords(thresholds) {
  return thresholds.map(({ percent, tell, escalate }) => {
    const told = tell.map((person) => say(`tell_${person}`)).join(", ") || say("tell_nobody");
    return `${percent} % (${escalate ? say("told_escalates", { told }) : told})`;
  }).join(", ");
}
