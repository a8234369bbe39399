// A slider of minutes says its value in words while it is moved; what it means, htmx asks for.

const words = (minutes) => {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (!hours) return `${rest} min`;
  return rest && hours < 100 ? `${hours} h ${String(rest).padStart(2, "0")}` : `${hours} h`;
};

document.addEventListener("input", (event) => {
  const slider = event.target;
  if (!(slider instanceof HTMLInputElement) || !("minutes" in slider.dataset)) return;
  const text = words(Number(slider.value));
  slider.setAttribute("aria-valuetext", text);
  slider.labels[0].querySelector("output").textContent = text;
});
