// The key that goes with a comment, so that what is sent twice is said once.
//
// It is kept in this browser from the first try until the server has answered, through a reload too: whoever
// got no answer may send again. Another comment has another key.

const placeOf = (form) => `once:${form.dataset.person}:${form.dataset.ticket}:${form.dataset.composer}`;

// What was tried before and never answered goes on with the key that it had.
export function restoreKey(form) {
  const kept = localStorage.getItem(placeOf(form));
  if (kept && form.elements.once) form.elements.once.value = kept;
}

export function keepKey(form) {
  if (form.elements.once) localStorage.setItem(placeOf(form), form.elements.once.value);
}

// To be called when what was tried is done with: sent, refused as another comment, or wiped away.
export function renewKey(form) {
  if (!form.elements.once) return;
  localStorage.removeItem(placeOf(form));
  form.elements.once.value = crypto.getRandomValues(new Uint32Array(4)).join("-");
}
