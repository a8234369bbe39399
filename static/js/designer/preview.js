// The instruction of a step as those who work on it will see it; the server turns Markdown into HTML.

export function preview(editor, part) {
  const toggle = part.querySelector("[data-preview-toggle]");
  const shown = part.querySelector("[data-preview]");
  const field = part.querySelector('[data-field="instruction"]');
  let at = null;

  async function load() {
    const answer = await editor.server.post(editor.urls.markdown, { text: field.value });
    shown.innerHTML = answer.html;
  }

  toggle.addEventListener("click", async () => {
    const isOn = toggle.getAttribute("aria-pressed") !== "true";
    if (isOn) await load();
    set(isOn);
  });

  function set(isOn) {
    toggle.setAttribute("aria-pressed", String(isOn));
    shown.hidden = !isOn;
    field.hidden = isOn;
  }

  return {
    show(node) {
      if (node.key !== at) set(false);
      at = node.key;
    },
  };
}
