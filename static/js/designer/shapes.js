// How a step and a transition are drawn: JointJS cells and the values that fill them. What is always seen is
// placed by numbers, not by transforms: each transform is a piece that the browser layers on its own.

import { HEIGHT, WIDTH } from "./model.js";

const { dia, util } = globalThis.joint;
const PLAY = "M -4 -5 L 5 0 L -4 5 Z";
const STOP = "M -4 -4 H 4 V 4 H -4 Z";
const WARN = "M 0 -6.5 L 6.5 5 H -6.5 Z M 0 -2.5 V 1.5 M 0 3 V 3.4";
const BOLT = "M 1 -6 L -4 1 H 0 L -1 6 L 4 -1 H 0 Z";
const FILTER = "M -5 -5 H 5 L 1.5 0 V 5 L -1.5 3 V 0 Z";
const NAME_FONT = '600 15px "Inter"';
const LABEL_FONT = '500 12px "Inter"';
const TEXT_WIDTH = WIDTH - 44;
const LABEL_WIDTH = 150;

export const StepShape = dia.Element.define("tts.Step", { size: { width: WIDTH, height: HEIGHT }, z: 2 }, {
  markup: util.svg`
    <rect @selector="body" class="step-body" x="0" y="0" width="${WIDTH}" height="${HEIGHT}" rx="8"/>
    <text @selector="name" class="step-name" x="16"/>
    <text @selector="role" class="step-role" x="16" y="${HEIGHT - 14}"/>
    <text @selector="share" class="step-share" x="${WIDTH - 14}" y="${HEIGHT - 14}" text-anchor="end"/>
    <g class="step-start" transform="translate(0 ${HEIGHT / 2})"><circle r="11"/><path d="${PLAY}"/></g>
    <g class="step-end" transform="translate(${WIDTH} ${HEIGHT / 2})"><circle r="11"/><path d="${STOP}"/></g>
    <g class="step-port" data-port="out"><circle class="port-room" cx="${WIDTH}" cy="${HEIGHT / 2}" r="14"/><circle class="port-dot" cx="${WIDTH}" cy="${HEIGHT / 2}" r="7"/><path d="M ${WIDTH - 3} ${HEIGHT / 2} h 6 m -3 -3 v 6"/></g>
    <g class="step-badge" transform="translate(${WIDTH - 14} 4)"><rect x="-18" y="-11" width="36" height="20" rx="10"/><path d="${WARN}" transform="translate(-7 -1) scale(0.8)"/><text @selector="badge" x="7" y="3" text-anchor="middle"/></g>
    <g class="step-mark" transform="translate(14 0)"><circle r="11"/><text @selector="mark" y="5" text-anchor="middle"/></g>
  `,
});

export const EdgeShape = dia.Link.define("tts.Edge", { z: 1, attrs: { wrapper: { connection: true }, line: { connection: true } } }, {
  markup: util.svg`
    <path @selector="wrapper" class="edge-room"/>
    <path @selector="line" class="edge-line"/>
    <path @selector="tip" class="edge-tip"/>
    <g class="edge-label"><rect @selector="pill" height="20" rx="10"/><path @selector="sign" class="edge-sign"/><text @selector="text"/></g>
    <g @selector="plus" class="edge-plus"><circle r="12" class="port-room"/><circle r="8"/><path d="M -4 0 H 4 M 0 -4 V 4"/></g>
    <g @selector="tail" class="edge-end" data-end="from"><circle r="11" class="port-room"/><circle r="6"/></g>
    <g @selector="head" class="edge-end" data-end="to"><circle r="11" class="port-room"/><circle r="6"/></g>
    <g @selector="badge" class="edge-badge"><rect x="-18" y="-11" width="36" height="20" rx="10"/><path d="${WARN}" transform="translate(-7 -1) scale(0.8)"/><text @selector="count" x="7" y="3" text-anchor="middle"/></g>
    <g @selector="mark" class="edge-mark"><circle r="9"/><text @selector="difference" y="4.5" text-anchor="middle"/></g>
  `,
});

const pen = document.createElement("canvas").getContext("2d");

function widthOf(text, font) {
  pen.font = font;
  return pen.measureText(text).width;
}

function clip(text, room, font) {
  if (widthOf(text, font) <= room) return text;
  let end = text.length;
  while (end > 1 && widthOf(`${text.slice(0, end)}…`, font) > room) end -= 1;
  return `${text.slice(0, end).trimEnd()}…`;
}

// At most two lines of a name.
function lines(name) {
  if (widthOf(name, NAME_FONT) <= TEXT_WIDTH) return [name];
  const words = name.split(" ");
  let first = "";
  while (words.length > 1 && widthOf(`${first} ${words[0]}`.trim(), NAME_FONT) <= TEXT_WIDTH) first = `${first} ${words.shift()}`.trim();
  return first ? [first, clip(words.join(" "), TEXT_WIDTH, NAME_FONT)] : [clip(name, TEXT_WIDTH, NAME_FONT)];
}

// The attributes that fill a StepShape.
export function stepAttributes(node, role, share, problems, mark = "") {
  const shown = lines(node.name || "…");
  return {
    name: { text: shown.join("\n"), y: shown.length > 1 ? 25 : 33, lineHeight: 18 },
    role: { text: clip(role, WIDTH - 40 - Math.max(36, widthOf(share, LABEL_FONT)), LABEL_FONT) },
    share: { text: share },
    badge: { text: problems ? String(problems) : "" },
    mark: { text: mark },
  };
}

const SIGN_ROOM = 16;
const HANDLE = 13;
const PLUS_BELOW = 23;

// The text, sign and width of the label of a transition.
export function labelOf(edge) {
  const text = clip(edge.name || "…", LABEL_WIDTH, LABEL_FONT);
  const sign = edge.automatic ? BOLT : edge.condition ? FILTER : "";
  return { text, sign, width: Math.ceil(widthOf(text, LABEL_FONT)) + 16 + (sign ? SIGN_ROOM : 0) };
}

const at = (x, y) => ({ transform: `translate(${x} ${y})` });

// A place on a way near its end, clear of the step and of what can be grasped there.
function besides(end, next) {
  const room = Math.hypot(next.x - end.x, next.y - end.y);
  const share = Math.min(HANDLE, room / 3) / room;
  return [end.x + (next.x - end.x) * share, end.y + (next.y - end.y) * share];
}

// The arrow head at the end of a way.
function tip(before, { x, y }) {
  const [dx, dy] = [Math.sign(x - before.x) * 9, Math.sign(y - before.y) * 9];
  if (dx) return `M ${x - dx} ${y - 5} L ${x} ${y} L ${x - dx} ${y + 5} Z`;
  return `M ${x - 5} ${y - dy} L ${x} ${y} L ${x + 5} ${y - dy} Z`;
}

// The attributes that put the parts of an EdgeShape on its way; `problems` is how many it has, `mark` how it
// differs in a comparison.
export function edgeAttributes({ points, label }, { text, sign, width, problems = 0, mark = "" }) {
  const [first, last, before] = [points[0], points.at(-1), points.at(-2)];
  const left = label.x - width / 2;
  return {
    tip: { d: tip(before, last) },
    pill: { width, x: left, y: label.y - 10 },
    sign: sign ? { d: sign, ...at(left + 14, label.y) } : { d: "", transform: "" },
    text: { text, x: left + 8 + (sign ? SIGN_ROOM : 0), y: label.y + 4 },
    plus: at(label.x, label.y + PLUS_BELOW),
    tail: at(...besides(first, points[1])),
    head: at(...besides(last, before)),
    badge: at(left + width, label.y - 10),
    count: { text: problems ? String(problems) : "" },
    mark: at(left - 5, label.y),
    difference: { text: mark },
  };
}
