import { arrange, placed } from "/static/js/designer/layout.js";
import { Lifted, rounded } from "/static/js/designer/lifted.js";
import { HEIGHT, WIDTH } from "/static/js/designer/model.js";
import { routeAll } from "/static/js/designer/routes.js";
import { edgeAttributes, labelOf } from "/static/js/designer/shapes.js";
import { Viewport } from "/static/js/designer/viewport.js";
import { edge, equal, row, test } from "./harness.js";

const grid = (count) => ({
  ...row(...Array.from({ length: count }, (_each, index) => `s${index}`)), edges: Array.from({ length: count - 1 }, (_each, index) => edge(`s${index}`, `s${index + 1}`)),
});
const widths = new Map();
const overlap = (a, b) => Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < 20;

test("routes: a way is level and upright only, from the right side to the left", () => {
  const state = row("a", "b");
  state.nodes[1].design = { x: 400, y: 90 };
  const { points } = routeAll(state, widths).get("a>b");
  equal([points[0], points.at(-1)], [{ x: WIDTH, y: HEIGHT / 2 }, { x: 400, y: 90 + HEIGHT / 2 }]);
  equal(points.slice(1).every((point, index) => point.x === points[index].x || point.y === points[index].y), true);
});

test("routes: a way back runs below both", () => {
  const state = { ...row("a", "b"), edges: [edge("b", "a")] };
  const { points } = routeAll(state, widths).get("b>a");
  equal(points.slice(1, -1).every((point) => point.y > HEIGHT), true);
});

test("routes: a way down to the step below is straight, with its label on it", () => {
  const state = row("a", "b");
  state.nodes[1].design = { x: 0, y: 200 };
  const { points, label } = routeAll(state, widths).get("a>b");
  equal([points.length, points[0].y, points[1].y, points[0].x === points[1].x], [2, HEIGHT, 200, true]);
  equal([label.x, label.y], [points[0].x, 140]);
});

test("routes: a way down to a step aside turns once between them", () => {
  const state = row("a", "b");
  state.nodes[1].design = { x: 120, y: 300 };
  const { points } = routeAll(state, widths).get("a>b");
  equal([points.length, points[1].y > HEIGHT && points[1].y < 300, points.at(-1).y], [4, true, 300]);
});

test("routes: labels of opposite transitions do not lie on each other", () => {
  const state = { ...row("a", "b"), edges: [edge("a", "b"), edge("b", "a"), edge("a", "b", { key: "again" })] };
  const labels = [...routeAll(state, widths).values()].map((way) => way.label);
  equal(labels.some((one, index) => labels.slice(index + 1).some((other) => overlap(one, other))), false);
});

test("routes: a label for which the level parts are too short stands on the upright one, not beside the way", () => {
  const { nodes } = row("a", "b");
  const state = { nodes: [{ ...nodes[0], design: { x: 0, y: 300 } }, { ...nodes[1], design: { x: 260, y: 0 } }], edges: [edge("a", "b")] };
  const { points, label } = routeAll(state, new Map([["a>b", 60]])).get("a>b");
  equal([label.x, points[1].x === label.x, label.y > 60 && label.y < 320], [points[2].x, true, true]);
});

test("routes: a way goes around a step that stands between", () => {
  const state = { ...row("a", "b", "c"), edges: [edge("a", "c")] };
  const { points } = routeAll(state, widths).get("a>c");
  const through = points.slice(1).some((point, index) => point.y === points[index].y && point.y > 0 && point.y < HEIGHT
    && Math.min(point.x, points[index].x) < 310 + WIDTH && Math.max(point.x, points[index].x) > 310);
  equal(through, false);
});

test("layout: no two steps overlap, all stand on the grid, the flow goes right", () => {
  const state = { ...grid(12) };
  state.edges.push(edge("s3", "s1", { key: "back" }), edge("s2", "s9", { key: "far" }));
  const places = Object.values(arrange(state, widths));
  const apart = places.every((a, index) => places.slice(index + 1).every((b) => Math.abs(a.x - b.x) >= WIDTH || Math.abs(a.y - b.y) >= HEIGHT));
  equal([apart, places.every(({ x, y }) => x % 10 === 0 && y % 10 === 0), places[11].x > places[0].x], [true, true, true]);
});

test("layout: what is placed stays as it is, what is not gets a place", () => {
  const state = row("a", "b");
  equal(placed(state, widths) === state, true);
  const open = { ...state, nodes: [state.nodes[0], { ...state.nodes[1], design: null }] };
  const { nodes } = placed(open, widths);
  equal([nodes[0].design, Boolean(nodes[1].design)], [{ x: 0, y: 0 }, true]);
});

test("shapes: an arrow head points where its way ends", () => {
  const label = { x: 50, y: 0, width: 40 };
  const head = (...points) => edgeAttributes({ points, label }, { text: "Go", sign: "", width: 40 }).tip.d;
  equal(head({ x: 0, y: 0 }, { x: 100, y: 0 }), "M 91 -5 L 100 0 L 91 5 Z");
  equal(head({ x: 0, y: 90 }, { x: 0, y: 0 }), "M -5 9 L 0 0 L 5 9 Z");
});

test("shapes: a long name is cut, a condition has a sign", () => {
  const long = labelOf(edge("a", "b", { name: "Hand over to the colleagues of the night" }));
  equal([long.text.endsWith("…"), long.width < 200, labelOf(edge("a", "b")).sign], [true, true, ""]);
  equal(labelOf(edge("a", "b", { condition: { field: "priority" } })).sign.length > 0, true);
});

function viewport(width, height) {
  const element = document.createElement("div");
  Object.defineProperties(element, { clientWidth: { value: width }, clientHeight: { value: height } });
  return new Viewport({ matrix() {} }, element);
}

test("viewport: zooming keeps what is under the pointer", () => {
  const view = viewport(1000, 600);
  view.set(40, 30, 1);
  const before = view.toDrawing({ x: 700, y: 200 });
  view.zoom(1.7, { x: 700, y: 200 });
  const after = view.toDrawing({ x: 700, y: 200 });
  equal([Math.round(after.x), Math.round(after.y)], [Math.round(before.x), Math.round(before.y)]);
});

test("viewport: a large workflow is seen whole when it is opened", () => {
  const view = viewport(1000, 600);
  const { nodes } = grid(10);
  view.begin(nodes);
  const [from, to] = [view.toScreen(nodes[0].design), view.toScreen({ x: nodes[9].design.x + WIDTH, y: HEIGHT })];
  equal([from.x >= 0, to.x <= 1000, from.y >= 0, to.y <= 600], [true, true, true, true]);
});

test("viewport: a small workflow is never larger than life", () => {
  const view = viewport(2000, 1500);
  view.begin(row("a").nodes);
  equal(view.scale, 1);
});

test("lifted: a way has round corners, a straight one none", () => {
  equal(rounded([{ x: 0, y: 0 }, { x: 50, y: 0 }]), "M 0 0 L 50 0");
  equal(rounded([{ x: 0, y: 0 }, { x: 50, y: 0 }, { x: 50, y: 90 }]), "M 0 0 L 42 0 Q 50 0 50 8 L 50 90");
  equal(rounded([{ x: 0, y: 0 }, { x: 6, y: 0 }, { x: 6, y: 90 }]), "M 0 0 L 3 0 Q 6 0 6 8 L 6 90");
});

test("lifted: a copy stands for its original until the end", () => {
  const frame = document.createElement("div");
  frame.innerHTML = '<div></div><svg><g class="joint-element" id="j1" model-id="a" tabindex="0"><rect/></g></svg>';
  const original = frame.querySelector("g");
  const lifted = new Lifted(frame.querySelector("div"), viewport(100, 100), () => original);
  lifted.step("a", { x: 30, y: 40 });
  lifted.step("a", { x: 50, y: 60 });
  const copies = frame.querySelectorAll(".lifted g g");
  equal([copies.length, copies[0].getAttribute("transform"), copies[0].hasAttribute("id")], [1, "translate(50,60)", false]);
  equal([original.classList.contains("is-lifted"), original.id], [true, "j1"]);
  lifted.end();
  equal([frame.querySelectorAll(".lifted g g").length, original.classList.contains("is-lifted")], [0, false]);
});
