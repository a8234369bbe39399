// Talking to the server in such a way that what a person wrote survives every answer.

import { token } from "../token.js";

export class SignedOut extends Error {}
export class Refused extends Error {
  constructor(notice, status) {
    super(notice?.textContent.trim() ?? "");
    this.notice = notice;
    this.status = status;
  }
}

const HEADERS = { "HX-Request": "true", Accept: "text/html" };

// The text of an answer. Throws SignedOut, Refused (with its notice), or what fetch throws without connection.
export async function get(address, parameters) {
  return text(await fetch(`${address}?${new URLSearchParams(parameters)}`, { headers: HEADERS }));
}

export async function post(address, body) {
  const headers = { ...HEADERS, "X-CSRFToken": token() };
  return text(await fetch(address, { method: "POST", headers, body }));
}

async function text(response) {
  if (response.headers.has("HX-Redirect")) throw new SignedOut();
  const answer = await response.text();
  if (response.ok) return answer;
  throw refusal(response.status, answer);
}

export function refusal(status, answer) {
  const page = new DOMParser().parseFromString(answer, "text/html");
  const notice = page.querySelector("[data-refusal]");
  // A token that is out of date has no notice of ours: it comes from a session that ended.
  return status === 403 && !notice ? new SignedOut() : new Refused(notice && document.adoptNode(notice), status);
}
