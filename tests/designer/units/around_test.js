import { announce, notice } from "/static/js/designer/announce.js";
import * as commands from "/static/js/designer/commands.js";
import { copyOf, listen, read, setChoices, show } from "/static/js/designer/forms.js";
import { presence } from "/static/js/designer/presence.js";
import { preview } from "/static/js/designer/preview.js";
import { problemList } from "/static/js/designer/problem_list.js";
import { publishDialog } from "/static/js/designer/publishing.js";
import { Refused } from "/static/js/designer/server.js";
import { conflictDialog, savingStatus } from "/static/js/designer/status.js";
import { thresholdRows, thresholdWords } from "/static/js/designer/thresholds.js";
import { equal, row, test } from "./harness.js";
import { part, type } from "./pieces.js";
import { namesOf, stage } from "./stage.js";

const soon = () => new Promise((done) => { setTimeout(done); });

// An element with the parts that are named in data attributes.
function made(html) {
  const element = document.createElement("div");
  element.innerHTML = html;
  document.body.append(element);
  return element;
}

test("announce: the same twice is said twice, in the region that the page has now", () => {
  const old = made("<p data-announce></p>");
  announce("Moved");
  const first = old.textContent;
  announce("Moved");
  equal([first, old.textContent === first, old.textContent.trim()], ["Moved", false, "Moved"]);
  old.remove();
  const now = made("<p data-announce></p>");
  announce("Removed");
  equal(now.textContent, "Removed");
  now.remove();
  notice("One");
  notice("Two");
  equal(document.querySelectorAll("#toasts .toast-line").length, 1);
  document.getElementById("toasts").replaceChildren();
});

test("forms: a field is read by its kind and left alone while a number is typed", () => {
  const form = made(`
    <input data-field="name"><input data-field="weight" data-kind="number"><input data-field="hours" data-kind="hours">
    <input type="checkbox" data-field="flag" data-kind="flag"><select data-field="role" data-kind="choice"></select>
    <input data-field="sla" data-kind="duration">`);
  const field = (name) => form.querySelector(`[data-field="${name}"]`);
  setChoices(field("role"), [["", "None"], [3, "Agent"]]);
  show(form, { name: "a", weight: 0.5, hours: null, flag: true, role: 3, sla: "4:00:00" });
  equal(["name", "weight", "hours", "flag", "role", "sla"].map((name) => read(field(name))), ["a", 0.5, null, true, 3, "4:00:00"]);
  const heard = [];
  listen(form, (name, value) => heard.push([name, value]));
  type(field("weight"), "");
  type(field("weight"), "2");
  type(field("sla"), "5");
  type(field("sla"), "5:00", "change");
  equal(heard, [["weight", 2], ["sla", "5:00"]]);
  equal(copyOf("weight-row").localName, "tr");
  form.remove();
});

test("presence: whoever comes is said once, faces say who they are", async () => {
  const region = made("<p data-announce></p>");
  const element = document.createElement("div");
  const others = [{ name: "Ann", face: "<b>A</b>" }];
  const timer = presence({ server: { post: async () => ({ others }) }, urls: {} }, element);
  await soon();
  clearInterval(timer);
  equal([element.children.length, element.firstChild.getAttribute("aria-label").includes("Ann"), region.textContent.includes("Ann")], [1, true, true]);
  region.remove();
});

test("preview: what the server made of the text is shown in place of it", async () => {
  const element = made(`<button data-preview-toggle aria-pressed="false"></button><textarea data-field="instruction">**x**</textarea><div data-preview hidden></div>`);
  const server = { post: async (_url, { text }) => ({ html: `<i>${text}</i>` }) };
  const { show: look } = preview({ server, urls: {} }, element);
  look({ key: "a" });
  element.querySelector("button").click();
  await soon();
  const [field, shown] = [element.querySelector("textarea"), element.querySelector("[data-preview]")];
  equal([field.hidden, shown.hidden, shown.innerHTML], [true, false, "<i>**x**</i>"]);
  look({ key: "b" });
  equal([field.hidden, shown.hidden], [false, true]);
  element.remove();
});

test("problem list: errors first; an entry leads to its culprit, a button mends it", () => {
  const { editor, store, root, end } = stage("a", "b");
  const element = root.querySelector("[data-problems]");
  const refresh = problemList(editor, element);
  store.subscribe(refresh);
  store.run("", commands.setStep("b", { role_id: null, weight: 1 }));
  const entries = () => [...element.querySelectorAll("[data-problem]")];
  equal(entries().map((entry) => entry.className), ["problem is-error", "problem is-hint"]);
  equal(element.querySelector("[data-weight-sum]").textContent.includes("1.5"), true);
  entries()[0].querySelector("[data-go]").click();
  equal([...store.selection], ["b"]);
  entries()[1].querySelector("[data-fix]").click();
  equal(entries().length, 1);
  store.run("", commands.setStep("b", { role_id: 1 }));
  equal([entries().length, element.classList.contains("has-errors")], [0, false]);
  end();
});

// A saving that has nothing to do.
const still = () => ({ listeners: new Set(), status: "saved", message: "", isDirty: false, save: async () => true, tell() {} });

test("publishing: it shows what differs and by whom; with errors, or refused, nothing is published", async () => {
  const { editor, store, end } = stage("a", "b");
  const dialog = part("#publish-dialog");
  const posted = [];
  editor.urls = { draft: "draft", initialize: "initialize" };
  editor.server = {
    get: async () => ({ authors: ["Ann", "Bo"] }),
    post: async (...given) => {
      posted.push(given);
      throw new Refused(400, "Not now.", { graph: ["No end."] });
    },
  };
  const open = publishDialog(editor, dialog, still(), row("a", "b"));
  store.run("", commands.setStep("b", { name: "Mend" }));
  await open();
  await soon();
  const [lines, problems, button] = ["lines", "problems", "now"].map((name) => dialog.querySelector(`[data-publish-${name}]`));
  equal([lines.children.length, problems.hidden, button.disabled], [1, true, false]);
  equal(dialog.querySelector("[data-publish-authors]").textContent.includes("Ann, Bo"), true);
  dialog.querySelector("[name=note]").value = "Why";
  dialog.querySelector("form").requestSubmit();
  await soon();
  equal([posted, problems.textContent.includes("No end."), button.disabled], [[["initialize", { note: "Why" }]], true, true]);
  dialog.close();
  store.run("", commands.setStep("b", { role_id: null }));
  await open();
  equal([problems.hidden, button.disabled], [false, true]);
  dialog.close();
  dialog.remove();
  end();
});

test("status: a word about saving, and the reason where the server refuses", () => {
  const element = made("<span data-status-text></span>");
  const saving = still();
  savingStatus({}, element, saving);
  Object.assign(saving, { status: "refused", message: "Too long." });
  saving.listeners.forEach((each) => each());
  equal([element.dataset.status, element.title, element.textContent.length > 0], ["refused", "Too long.", true]);
  element.remove();
});

async function conflictOf() {
  const { editor, store, end } = stage("a", "b");
  const dialog = part("#conflict-dialog");
  const saving = { ...still(), status: "conflict", message: "Ann changed it.", overwritten: null };
  saving.overwrite = async (theirs) => { saving.overwritten = theirs.revision; };
  const theirs = { ...row("a", "b"), nodes: row("a", "b").nodes.map((node) => ({ ...node, name: node.name.toUpperCase() })) };
  editor.urls = { draft: "draft" };
  editor.wire = { settle() {} };
  editor.server = { get: async () => ({ revision: 7, graph: {} }) };
  conflictDialog(editor, dialog, saving, () => theirs);
  store.run("", commands.setStep("a", { name: "Mine" }));
  saving.listeners.forEach((each) => each());
  await soon();
  const choose = async (name) => {
    dialog.querySelector(`[data-choose="${name}"]`).click();
    await soon();
    dialog.remove();
    end();
  };
  return { dialog, saving, store, choose };
}

test("status: after a conflict theirs can be taken", async () => {
  const { dialog, saving, store, choose } = await conflictOf();
  equal([dialog.open, dialog.querySelectorAll("[data-conflict-lines] li").length], [true, 2]);
  await choose("reload");
  equal([namesOf(store), store.canUndo, saving.revision, dialog.open], [["A", "B"], false, 7, false]);
});

test("status: after a conflict mine can replace theirs", async () => {
  const { saving, store, choose } = await conflictOf();
  await choose("overwrite");
  equal([namesOf(store), saving.overwritten], [["Mine", "b"], 7]);
});

test("thresholds: a row more stands in the widest gap; what stands twice is refused", () => {
  const { editor, store, end } = stage("a");
  const element = part("[data-thresholds]");
  const breach = { percent: 100, tell: ["owner"], escalate: true };
  store.run("", commands.setDetails({ sla_thresholds: [breach] }));
  const refresh = thresholdRows(editor, element);
  store.subscribe(() => refresh());
  refresh();
  element.querySelector("[data-add-threshold]").click();
  equal(store.state.details.sla_thresholds.map(({ percent }) => percent), [50, 100]);
  type(element.querySelector("[data-percent]"), "100", "change");
  equal([element.querySelector("[data-complaint]").hidden, store.state.details.sla_thresholds[0].percent], [false, 50]);
  element.querySelector("[data-remove-threshold]").click();
  equal(store.state.details.sla_thresholds, [breach]);
  equal(thresholdWords([breach]).startsWith("100 % ("), true);
  element.remove();
  end();
});

const LOOK = { id: 1, name: "Look", description: "", instruction: "", role_id: 1, escalate_to: null, escalate_on_breach: false, weight: 1, is_start: true, is_end: false, design: null };
const MEND = { ...LOOK, id: 2, name: "Mend", is_start: false, is_end: true };
const WAY = { id: 3, from_id: 1, to_id: 2, name: "Go", description: "", condition: null, automatic: false };

// The frame of a drawing for reading, with the data that its script asks for.
function frame(name, data) {
  const given = document.createElement("script");
  given.type = "application/json";
  given.id = `${name}-data`;
  given.textContent = JSON.stringify(data);
  const element = made(`<div data-${name}="x"><div data-canvas><div data-paper></div></div><ul data-lines></ul><p data-same></p></div>`);
  element.append(given);
  return element;
}

test("reading: the way of a ticket is lit, with the time at each step in its name", async () => {
  const way = { visited: [1], taken: [3], current: 2, times: { 1: "2 h" } };
  const version = { details: {}, graph: { nodes: [LOOK, MEND], edges: [WAY] } };
  const element = frame("reading", { version, roles: { 1: { name: "Agent" } }, way });
  await import("/static/js/designer/reading.js");
  const classes = (id) => element.querySelector(`[model-id="${id}"]`).classList;
  equal([classes("s1").contains("is-visited"), classes("e3").contains("is-taken"), classes("s2").contains("is-current")], [true, true, true]);
  equal(element.querySelector('[model-id="s1"]').getAttribute("aria-label").endsWith("2 h"), true);
  element.remove();
});

test("compare: what is new, gone and changed has a sign at its place and a line in words", async () => {
  const side = (nodes, edges) => ({ details: {}, graph: { nodes, edges } });
  const after = side([LOOK, { ...MEND, name: "Repair" }], [{ ...WAY, name: "Next" }, { ...WAY, id: 4, name: "Skip" }]);
  const element = frame("compare", { before: side([LOOK, MEND], [WAY]), after, facts: { roles: { 1: { name: "Agent" } } } });
  await import("/static/js/designer/compare.js");
  equal([...element.querySelectorAll("[data-lines] .diff-sign")].map((sign) => sign.textContent), ["~", "~", "+"]);
  const mark = (id, kind) => element.querySelector(`[model-id="${id}"] .${kind}-mark text`).textContent;
  equal([mark("s2", "step"), mark("e3", "edge"), mark("e4", "edge")], ["~", "~", "+"]);
  equal(element.querySelector('[model-id="s1"]').matches(".is-added, .is-removed, .is-changed"), false);
  element.remove();
});

test("main: where no editor is in the page, none is started", async () => {
  await import("/static/js/designer/main.js");
  equal(typeof globalThis.designer, "undefined");
});
