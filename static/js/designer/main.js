// Puts the editor together from what stands in the page.

import { Editor } from "./editor.js";
import { savePng, saveSvg } from "./exporting.js";
import { Gestures } from "./gestures.js";
import { keyboard } from "./keyboard.js";
import { placed } from "./layout.js";
import { palette, paletteFind } from "./palette.js";
import { panel } from "./panel.js";
import { presence } from "./presence.js";
import { problemList } from "./problem_list.js";
import { publishDialog } from "./publishing.js";
import { Saving } from "./saving.js";
import { Server } from "./server.js";
import { labelOf } from "./shapes.js";
import { detailsPanel } from "./sla.js";
import { conflictDialog, savingStatus } from "./status.js";
import { Store } from "./store.js";
import { tables } from "./tables.js";
import { weightView } from "./weights.js";
import { Wire } from "./wire.js";

const ZOOM = 1.25;
const WIDE = 1600;

// Room for the canvas: the navigation shows its icons alone, without being asked to stay so.
function narrowNavigation() {
  if (innerWidth < WIDE) document.documentElement.dataset.nav = "narrow";
}

function start(root) {
  narrowNavigation();
  const data = JSON.parse(document.getElementById("designer-data").textContent);
  const wire = new Wire();
  const readDraft = ({ graph, details }) => {
    const read = wire.read(graph);
    const widths = new Map(read.edges.map((edge) => [edge.key, labelOf(edge).width]));
    return placed({ details, ...read }, widths);
  };
  const published = data.published && readDraft(data.published);
  const store = new Store(readDraft(data.draft));
  wire.settle(data.draft.graph);
  if (data.published) wire.keep(data.published.graph);
  const server = new Server(root.dataset.token);
  const editor = new Editor(root, store, data.facts);
  const saving = new Saving(store, wire, server, data.urls, data.draft);
  Object.assign(editor, { server, wire, urls: data.urls, save: () => saving.save() });
  const find = (name) => root.querySelector(`[data-${name}]`);

  const gestures = new Gestures(editor);
  keyboard(editor, gestures);
  palette(editor, find("palette"));
  paletteFind(find("palette"));
  savingStatus(editor, find("status"), saving);
  conflictDialog(editor, document.getElementById("conflict-dialog"), saving, readDraft);
  const details = detailsPanel(editor, root.querySelector('[data-panel="details"]'), saving);
  saving.listeners.add(details);
  const openPublish = data.may_publish ? publishDialog(editor, document.getElementById("publish-dialog"), saving, published) : null;
  const refreshes = [
    panel(editor, find("panels")), tables(editor, find("view-steps"), find("view-transitions")),
    weightView(editor, find("view-weights")), problemList(editor, find("problems")), details,
  ];

  function refresh(change) {
    editor.refresh(change);
    refreshes.forEach((each) => each());
    root.querySelector('[data-tool="undo"]').disabled = !store.canUndo;
    root.querySelector('[data-tool="redo"]').disabled = !store.canRedo;
    find("empty").hidden = store.state.nodes.length > 0;
  }

  const { viewport } = editor.canvas;
  const tools = {
    undo: () => editor.undo(), redo: () => editor.redo(), arrange,
    "zoom-in": () => viewport.zoom(ZOOM), "zoom-out": () => viewport.zoom(1 / ZOOM),
    fit: () => viewport.fit(store.state.nodes), actual: () => viewport.reset(),
    help: () => editor.openHelp(), publish: () => openPublish(), save: () => saving.save(),
    details: () => store.select([]),
    svg: () => saveSvg(editor.canvas, store.state.details.name), png: () => savePng(editor.canvas, store.state.details.name),
    left: () => viewport.pan(120, 0), right: () => viewport.pan(-120, 0), up: () => viewport.pan(0, 120), down: () => viewport.pan(0, -120),
  };
  root.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-tool]")?.dataset.tool;
    if (tool) tools[tool]();
    const view = event.target.closest("[data-view]")?.dataset.view;
    if (view) showView(view);
  });
  viewport.listeners.add(() => {
    find("zoom").textContent = `${Math.round(viewport.scale * 100)} %`;
  });

  function showView(name) {
    if (editor.arranging.isOpen) editor.arranging.drop();
    for (const tab of root.querySelectorAll("[data-view]")) tab.setAttribute("aria-selected", String(tab.dataset.view === name));
    for (const part of root.querySelectorAll("[data-view-part]")) part.hidden = part.dataset.viewPart !== name;
    refresh({ state: true, selection: false });
    if (name === "canvas" && viewport.isStale) viewport.begin(store.state.nodes);
  }

  // New places are seen before they are taken, whatever view they are asked for in.
  function arrange() {
    if (editor.arranging.isOpen) return;
    showView("canvas");
    editor.arranging.open();
  }

  store.subscribe(refresh);
  refresh({ state: true, selection: true });
  viewport.begin(store.state.nodes);
  server.get(data.urls.fields).then(({ keys }) => data.facts.rules.extra.push(...keys));
  const timer = presence(editor, find("presence"));
  globalThis.designer = { editor, store, saving };
  root.dataset.ready = "";
  performance.mark("designer-ready");
  return { root, stop };

  // When the editor is no longer in the page.
  function stop() {
    clearInterval(timer);
    saving.stop();
    editor.canvas.paper.remove();
    delete globalThis.designer;
  }
}

let running = null;

// Run one editor while one is in the page; htmx may swap it away and back.
function follow() {
  const root = document.querySelector("[data-designer]");
  if (running && running.root !== root) running = running.stop();
  if (root && !running) running = start(root);
}

follow();
document.addEventListener("htmx:after:swap", follow);
