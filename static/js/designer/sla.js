// The four service levels: durations written HH:MM:SS, their order, and what a step's share is in hours.

import * as commands from "./commands.js";
import { listen } from "./forms.js";
import { shareOf } from "./model.js";
import { say } from "./texts.js";
import { thresholdRows } from "./thresholds.js";

export const PRIORITIES = ["urgent", "high", "medium", "low"];
const SHAPE = /^(\d{1,6}):([0-5]\d):([0-5]\d)$/;

// Seconds of "72:00:00", of "72" hours or of "1:30" hours and minutes; null where it is none of them.
export function seconds(text) {
  const full = /^\d{1,6}$/.test(text) ? `${text}:00:00` : /^\d{1,6}:[0-5]\d$/.test(text) ? `${text}:00` : text;
  const match = SHAPE.exec(full ?? "");
  return match && Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]);
}

export function durationText(total) {
  const two = (number) => String(number).padStart(2, "0");
  return `${two(Math.floor(total / 3600))}:${two(Math.floor(total / 60) % 60)}:${two(Math.floor(total) % 60)}`;
}

// "1 d 4 h", "2 h 30 min", "45 s"
export function words(total) {
  const parts = [[Math.floor(total / 3600), say("unit_hours")], [Math.floor(total / 60) % 60, say("unit_minutes")]];
  const said = parts.filter(([number]) => number).map(([number, unit]) => `${number} ${unit}`);
  return said.join(" ") || `${Math.floor(total)} ${say("unit_seconds")}`;
}

// The time that a step gets for each priority, as list items.
export const hoursOf = (state, node) => timesOf(state.details, shareOf(state, node));

// A share of the service level of each priority, as list items.
export function timesOf(details, share) {
  return PRIORITIES.filter((name) => details[`${name}_sla`]).map((name) => {
    const item = document.createElement("li");
    const term = document.createElement("span");
    term.textContent = say(`priority_${name}`);
    const time = document.createElement("strong");
    time.textContent = words(seconds(details[`${name}_sla`]) * share);
    item.append(term, time);
    return item;
  });
}

// What is wrong with the service levels: [{field, message}], in the words of the server.
export function slaProblems(details) {
  const given = PRIORITIES.map((name) => [`${name}_sla`, details[`${name}_sla`]]).filter(([, text]) => text);
  const known = given.map(([field, text]) => [field, seconds(text)]);
  const found = known.filter(([, time]) => time === 0).map(([field]) => ({ field, message: say("sla_zero") }));
  for (let index = 0; index + 1 < known.length; index += 1) {
    const [[shorter, first], [longer, second]] = [known[index], known[index + 1]];
    if (first < second) continue;
    found.push({ field: shorter, message: say("sla_shorter", { name: say(`priority_${longer.replace("_sla", "")}`) }) });
    found.push({ field: longer, message: say("sla_longer", { name: say(`priority_${shorter.replace("_sla", "")}`) }) });
  }
  return found;
}

// The panel of the workflow's own details, service levels among them. `saving` knows what the server refused.
export function detailsPanel(editor, element, saving) {
  const { store } = editor;
  const showThresholds = thresholdRows(editor, element.querySelector("[data-thresholds]"));

  listen(element, (name, value, field) => {
    const isDuration = field.dataset.kind === "duration";
    const time = isDuration && value !== null ? seconds(value) : null;
    if (isDuration && value !== null && time === null) {
      complain(field, say("sla_shape"));
      return;
    }
    const said = isDuration && value !== null ? durationText(time) : value;
    editor.run(say("did_details"), commands.setDetails({ [name]: said }), { merge: `details ${name}`, quiet: true });
  });

  return function refresh() {
    const refused = { ...saving.refusedDetails };
    for (const { field, message } of slaProblems(store.state.details)) refused[field] = [message];
    for (const field of element.querySelectorAll("[data-field]")) complain(field, refused[field.dataset.field]?.join(" ") ?? "");
    const { details } = store.state;
    element.querySelector("[data-first-response]").replaceChildren(...timesOf(details, details.first_response_percent / 100));
    showThresholds(refused);
  };
}

function complain(field, message) {
  const place = field.closest(".field").querySelector("[data-complaint]");
  place.textContent = message;
  place.hidden = !message;
  if (message) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}
