// The drawing as a file: SVG with its looks written into it, and PNG made of that.

import { frameOf, HEIGHT } from "./model.js";

const LOOKS = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-weight", "font-family", "opacity", "display", "visibility"];
const MARGIN = 60;

// The SVG text of all that a canvas shows.
export function svgOf(canvas) {
  const { svg } = canvas.paper;
  const copy = svg.cloneNode(true);
  writeLooks(svg, copy);
  const { x, y, width, height } = frameOf(canvas.state.nodes);
  const layers = copy.querySelector(".joint-layers");
  layers.removeAttribute("transform");
  const size = { width: width + 2 * MARGIN, height: height + 2 * MARGIN + HEIGHT };
  copy.setAttribute("viewBox", `${x - MARGIN} ${y - MARGIN} ${size.width} ${size.height}`);
  copy.setAttribute("width", size.width);
  copy.setAttribute("height", size.height);
  copy.removeAttribute("style");
  return { text: new XMLSerializer().serializeToString(copy), ...size };
}

function writeLooks(from, to) {
  const looks = getComputedStyle(from);
  for (const name of LOOKS) {
    const value = looks.getPropertyValue(name);
    if (value) to.setAttribute(name, value);
  }
  [...from.children].forEach((child, index) => writeLooks(child, to.children[index]));
}

export function saveSvg(canvas, name) {
  download(new Blob([svgOf(canvas).text], { type: "image/svg+xml" }), `${name}.svg`);
}

export async function savePng(canvas, name) {
  const { text, width, height } = svgOf(canvas);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const drawn = Object.assign(document.createElement("canvas"), { width: width * 2, height: height * 2 });
  const pen = drawn.getContext("2d");
  pen.fillStyle = getComputedStyle(canvas.element).backgroundColor;
  pen.fillRect(0, 0, drawn.width, drawn.height);
  pen.drawImage(image, 0, 0, drawn.width, drawn.height);
  drawn.toBlob((blob) => download(blob, `${name}.png`), "image/png");
}

function download(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

