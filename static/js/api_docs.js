// Swagger UI over our own description. Requests ride on the session: the browser's Origin header is
// the proof that the API asks for.

const place = document.getElementById("api-docs");
const root = document.documentElement;
const dark = window.matchMedia("(prefers-color-scheme: dark)");

// Swagger UI has its own name for the dark theme.
function followTheme() {
  const theme = root.dataset.bsTheme;
  root.classList.toggle("dark-mode", theme === "dark" || (theme === "auto" && dark.matches));
}

followTheme();
dark.addEventListener("change", followTheme);
new MutationObserver(followTheme).observe(root, { attributeFilter: ["data-bs-theme"] });

window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  validatorUrl: null,
});
