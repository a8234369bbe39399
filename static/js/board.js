// The workload board: a card dropped on a person of its role moves there at once; on a person of another role,
// the form opens that asks whether the other role is meant.

const cardOf = (event) => event.target.closest?.("[data-card]");
const placeOf = (event) => event.target.closest?.("[data-place]");
let carried = null;

// A place that the carried card may go to: anybody's but the one it lies in.
function targetOf(event) {
  const place = carried && placeOf(event);
  return place && !place.contains(carried) ? place : null;
}

function mark(place) {
  document.querySelectorAll(".is-target").forEach((other) => other.classList.toggle("is-target", other === place));
  place?.classList.add("is-target");
}

document.addEventListener("dragstart", (event) => {
  carried = cardOf(event) ?? null;
  if (!carried) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", carried.dataset.card);
  carried.classList.add("is-carried");
  carried.closest("[data-board]").classList.add("is-carrying");
});

document.addEventListener("dragover", (event) => {
  const place = targetOf(event);
  if (place) event.preventDefault();
  mark(place);
});

document.addEventListener("drop", (event) => {
  const place = targetOf(event);
  if (!place) return;
  event.preventDefault();
  if (place.dataset.role === carried.dataset.role) move(carried, place);
  else ask(carried, place);
});

document.addEventListener("dragend", () => {
  mark(null);
  carried?.classList.remove("is-carried");
  carried?.closest("[data-board]")?.classList.remove("is-carrying");
  carried = null;
});

function move(card, place) {
  const form = document.querySelector("[data-board-move]");
  form.elements.n.value = card.dataset.card;
  form.elements.person.value = place.dataset.place;
  form.requestSubmit();
}

function ask(card, place) {
  const address = new URL(card.querySelector("[data-verb=transfer]").href);
  address.searchParams.set("role", place.dataset.role);
  address.searchParams.set("person", place.dataset.place);
  window.htmx.ajax("GET", address.pathname + address.search, { target: "#act-dialog", swap: "innerHTML" });
}
