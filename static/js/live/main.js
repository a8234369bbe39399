// The page's one socket: it says that something changed, and what was said. Heard of it by events of the document:
// live:open, live:changed {ticket, id, follows}, live:content {ticket, after, id, html}, live:present {ticket, people};
// one speaks by live:watch and live:writing.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 20_000;

let socket = null;
let again = 0;
let wait = FIRST_WAIT;
let watched = null;
let writing = "";

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`live:${name}`, { detail }));

function send(message) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

function connect() {
  const address = new URL("/live/", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  socket = new WebSocket(address);
  socket.addEventListener("open", opened);
  socket.addEventListener("message", (event) => heard(JSON.parse(event.data)));
  socket.addEventListener("close", closed);
}

function opened() {
  wait = FIRST_WAIT;
  if (watched) send({ watch: watched });
  if (watched && writing) send({ writing });
  tell("open");
}

function heard(message) {
  if (message.type === "unread") showUnread(message);
  else tell(message.type, message);
}

function closed() {
  socket = null;
  tell("closed");
  again = setTimeout(connect, wait * (0.5 + Math.random()));
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

// The bell shows what the server counts.
function showUnread({ count, label }) {
  const badge = document.getElementById("unread");
  if (!badge) return;
  badge.hidden = count === 0;
  badge.textContent = count > 99 ? "99+" : count;
  badge.closest("a").setAttribute("aria-label", label);
}

document.addEventListener("live:watch", (event) => {
  if (watched === event.detail) return;
  watched = event.detail;
  send({ watch: watched });
});

document.addEventListener("live:writing", (event) => {
  if (writing === event.detail) return;
  writing = event.detail;
  send({ writing });
});

document.addEventListener("online:again", () => {
  wait = FIRST_WAIT;
  if (socket) return;
  clearTimeout(again);
  connect();
});

connect();
