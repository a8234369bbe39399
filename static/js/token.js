// The token against forged requests, as the cookie has it now: it changes when the person signs in again, be it in
// another tab, and a page that was open before would be refused for the one it came with.

export function token() {
  const found = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
  return found ? found[1] : "";
}

document.addEventListener(
  "submit",
  (event) => {
    const field = event.target.elements?.csrfmiddlewaretoken;
    if (field && token()) field.value = token();
  },
  true,
);

document.addEventListener("htmx:config:request", (event) => {
  const { headers } = event.detail.ctx.request;
  if (headers["X-CSRFToken"] && token()) headers["X-CSRFToken"] = token();
});
