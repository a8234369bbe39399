// Putting what the server says of a conversation into the page: each comment once, in order of ids, and
// nothing that is older than what is shown already.

export const lastEvent = (root) => Number(root.querySelector("#talk-state").dataset.after);

// Puts `html` into the conversation `root`. Answers false where the page knows more than it already.
export function merge(root, html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const state = answer.getElementById("talk-state");
  if (Number(state.dataset.after) < lastEvent(root)) return false;
  putSaid(root, answer);
  replaceState(root, answer, state);
  return true;
}

// Puts in what was said up to event `id`; the page has seen what was before.
export function mergeSaid(root, html, id) {
  putSaid(root, new DOMParser().parseFromString(html, "text/html"));
  setLast(root, id);
}

function putSaid(root, answer) {
  answer.querySelectorAll("li.thread").forEach((thread) => putThread(root, thread));
  replaceById(root, answer, "ticket-files");
}

// Puts older threads above the others. One that is there came as a change, so it is not older.
export function mergeEarlier(root, html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  answer.querySelectorAll("li.thread").forEach((thread) => {
    if (!root.querySelector(`#${thread.id}`)) putThread(root, thread);
  });
  replaceById(root, answer, "earlier");
}

function replaceById(root, answer, id) {
  const fresh = answer.getElementById(id);
  if (!fresh) return;
  root.querySelector(`#${id}`).replaceWith(fresh);
  htmx.process(fresh);
}

// A notice that says the same as before stays, so that nobody hears it twice.
function replaceState(root, answer, state) {
  const shown = root.querySelector("#talk-state");
  if (shown.textContent.trim() !== state.textContent.trim()) replaceById(root, answer, "talk-state");
  else setLast(root, state.dataset.after);
}

function setLast(root, id) {
  const shown = root.querySelector("#talk-state");
  shown.dataset.after = id;
  shown.querySelector("[name=after]").value = id;
}

const idOf = (element) => Number(element.id.split("-").pop());

function putThread(root, thread) {
  const shown = root.querySelector(`#${thread.id}`);
  if (!shown) insert(root.querySelector("[data-threads]"), thread);
  else putComments(shown, thread);
}

function insert(list, item) {
  const next = [...list.children].find((other) => idOf(other) > idOf(item));
  list.insertBefore(item, next ?? null);
  item.classList.add("is-new");
  htmx.process(item);
}

function putComments(shown, thread) {
  putComment(shown.querySelector(":scope > article"), thread.querySelector(":scope > article"));
  const replies = [...thread.querySelectorAll(":scope > .replies > li")];
  if (!replies.length) return;
  let list = shown.querySelector(":scope > .replies");
  if (!list) {
    list = document.createElement("ol");
    list.className = "replies";
    shown.append(list);
  }
  for (const reply of replies) {
    const same = list.querySelector(`:scope > #${reply.id}`);
    if (same) putComment(same.querySelector("article"), reply.querySelector("article"));
    else insert(list, reply);
  }
}

// What is the same stays untouched, with all that is open or marked in it; the focus stays at its button.
function putComment(shown, fresh) {
  if (shown.dataset.state === fresh.dataset.state) return;
  const controls = [...shown.querySelectorAll("button, a, summary")];
  const focused = controls.indexOf(document.activeElement);
  shown.replaceWith(fresh);
  htmx.process(fresh);
  if (focused >= 0) ([...fresh.querySelectorAll("button, a, summary")][focused] ?? fresh).focus({ preventScroll: true });
}
