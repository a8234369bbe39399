import { Saving } from "/static/js/designer/saving.js";
import { Refused } from "/static/js/designer/server.js";
import { Store } from "/static/js/designer/store.js";
import { Wire, plain } from "/static/js/designer/wire.js";
import { equal, row, test } from "./harness.js";

const node = (id, name, values = {}) => ({
  id, name, description: "", instruction: "", role_id: 1, escalate_to: null, escalate_on_breach: false, weight: 1, is_start: false,
  is_end: false, design: { x: 0, y: 0 }, ...values,
});
const graph = () => ({
  nodes: [node(11, "Look"), node(12, "Mend")],
  edges: [{ id: 5, from_id: 11, to_id: 12, name: "Go", description: "", condition: null, automatic: false }],
});

test("wire: what is read is written back with its ids", () => {
  const wire = new Wire();
  const state = wire.read(graph());
  wire.settle(graph());
  equal(wire.write(state).nodes.map(({ id }) => id), [11, 12]);
  equal(wire.write(state).edges.map((each) => [each.id, each.from_id, each.to_id]), [[5, 11, 12]]);
});

test("wire: a new step goes by temp_id until the server has named it", () => {
  const wire = new Wire();
  const state = wire.read(graph());
  wire.settle(graph());
  const more = { nodes: [...state.nodes, { ...state.nodes[0], key: "n9" }], edges: [...state.edges, { ...state.edges[0], key: "n10", to: "n9" }] };
  equal([wire.write(more).nodes[2].temp_id, wire.write(more).edges[1].to_temp_id], ["n9", "n9"]);
  const answer = graph();
  answer.nodes.push(node(13, "Look"));
  answer.edges.push({ ...answer.edges[0], id: 6, to_id: 13 });
  wire.learn(more, { temp_id_mapping: { n9: 13 }, graph: answer });
  equal([wire.write(more).nodes[2].id, wire.write(more).edges[1].id, wire.write(more).edges[1].to_id], [13, 6, 13]);
});

test("wire: a step that the server no longer has is sent as new", () => {
  const wire = new Wire();
  const state = wire.read(graph());
  wire.settle({ nodes: [node(11, "Look")], edges: [] });
  equal([wire.write(state).nodes[1].temp_id, wire.write(state).edges[0].id], ["s12", undefined]);
});

test("wire: a step of the live version comes back as itself", () => {
  const wire = new Wire();
  const state = wire.read(graph());
  wire.keep(graph());
  wire.settle({ nodes: [node(11, "Look")], edges: [] });
  equal([wire.write(state).nodes[1].id, wire.write(state).edges[0].id, wire.write(state).edges[0].to_id], [12, 5, 12]);
});

test("wire: plain graphs have neither keys nor ids", () => {
  const found = plain(new Wire().read(graph()));
  equal([found.edges[0].from, found.edges[0].to, "key" in found.nodes[0], "id" in found.nodes[0]], [0, 1, false, false]);
});

// A server that answers what `answers` say, one after the other: a revision, or an error.
function saving(...answers) {
  const store = new Store(row("a", "b"));
  const sent = [];
  const put = async (url, body) => {
    sent.push([url, body.revision]);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return { revision: answer, temp_id_mapping: {}, graph: { nodes: [], edges: [] } };
  };
  const wire = { write: (state) => ({ nodes: state.nodes }), learn() {}, settle() {} };
  const found = new Saving(store, wire, { put }, { graph: "graph", details: "details" }, { revision: 1 });
  const rename = (name) => store.run("rename", (state) => ({ ...state, nodes: [{ ...state.nodes[0], name }, state.nodes[1]] }));
  return { store, sent, saving: found, rename };
}

test("saving: opening marks nothing dirty and sends nothing", async () => {
  const { sent, saving: found } = saving();
  equal([await found.save(), found.status, sent], [true, "saved", []]);
  found.stop();
});

test("saving: a change is unsaved, then saved under the next revision", async () => {
  const { sent, saving: found, rename } = saving(2, 3);
  rename("x");
  equal(found.status, "unsaved");
  await found.save();
  rename("y");
  await found.save();
  equal([found.status, found.revision, sent], ["saved", 3, [["graph", 1], ["graph", 2]]]);
  found.stop();
});

test("saving: what is undone before it is sent need not be", async () => {
  const { store, sent, saving: found, rename } = saving();
  rename("x");
  store.undo();
  equal([found.status, await found.save(), sent], ["saved", true, []]);
  found.stop();
});

test("saving: without a line it is offline, and sent again later", async () => {
  const { saving: found, rename } = saving(new Refused(0, "cut"), 2);
  rename("x");
  equal([await found.save(), found.status], [false, "offline"]);
  equal([await found.save(), found.status], [true, "saved"]);
  found.stop();
});

test("saving: a conflict waits for a person; theirs is then replaced under their revision", async () => {
  const { sent, saving: found, rename } = saving(new Refused(409, "Manager changed this"), 8, 9);
  rename("x");
  await found.save();
  equal([found.status, found.message], ["conflict", "Manager changed this"]);
  await found.overwrite({ revision: 7, nodes: [], edges: [] });
  equal([found.status, sent], ["saved", [["graph", 1], ["graph", 7], ["details", 8]]]);
  found.stop();
});

test("saving: what the server refuses is kept by field until the next change", async () => {
  const { saving: found, rename } = saving(new Refused(400, "no", { name: ["Taken."] }), 2);
  rename("x");
  await found.save();
  equal([found.status, found.refusedDetails, found.message], ["refused", { name: ["Taken."] }, "Taken."]);
  rename("y");
  await found.save();
  equal([found.status, found.refusedDetails], ["saved", {}]);
  found.stop();
});

test("saving: once stopped it hears nothing and its timer is gone", () => {
  const { store, saving: found, rename } = saving();
  found.stop();
  rename("x");
  equal([found.status, store.listeners.size], ["saved", 0]);
});
