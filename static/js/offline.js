// Without connection: a lasting line says so, and goes by itself. Back again, what is live catches up.
//
// That the browser calls itself online proves nothing, so the server is asked. Heard by others: "online:again".

const AGAIN = 5_000;
const SOCKET_MAY_COME_BACK = 1_500;
const bar = document.getElementById("offline");
let timer = 0;

const isOffline = () => bar.childElementCount > 0;

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(ask, wait);
}

function offline() {
  if (isOffline()) return;
  bar.append(document.getElementById("offline-words").content.cloneNode(true));
  document.documentElement.dataset.offline = "";
  later(AGAIN);
}

function online() {
  clearTimeout(timer);
  if (!isOffline()) return;
  bar.replaceChildren();
  delete document.documentElement.dataset.offline;
  document.dispatchEvent(new CustomEvent("online:again"));
}

// Asks the server for a sign of life; whatever it answers is one.
async function ask() {
  clearTimeout(timer);
  try {
    await fetch(bar.dataset.ask, { cache: "no-store" });
    online();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    offline();
    later(AGAIN);
  }
}

// A page that a form leads to would be lost with what is in the form: it is sent only where somebody is there.
async function sendIfOnline(form, submitter) {
  await ask();
  if (!isOffline()) form.requestSubmit(submitter);
  else document.dispatchEvent(new CustomEvent("offline:unsent"));
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!isOffline() || form.method !== "post" || form.matches("[hx-post], [data-composer], [data-theme-form]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    sendIfOnline(form, event.submitter);
  },
  true,
);

window.addEventListener("offline", offline);
window.addEventListener("online", ask);
document.addEventListener("htmx:error", (event) => {
  if (event.detail.ctx && !event.detail.ctx.response) ask();
});
document.addEventListener("live:closed", () => isOffline() || later(SOCKET_MAY_COME_BACK));
document.addEventListener("live:open", online);

if (!navigator.onLine) offline();
