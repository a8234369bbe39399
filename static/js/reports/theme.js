// Gives plotly figures the colours of the page: the server names a tone, the theme says what it looks like.

const TONES = { accent: "--accent", good: "--good", warn: "--warn", bad: "--bad", cool: "--cool", quiet: "--quiet" };

const LABEL_WIDTH = 90;

// A custom property may hold light-dark(): only the browser knows which colour that is now.
function colour(property) {
  const probe = document.createElement("span");
  probe.style.color = `var(${property})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

export function palette() {
  const tones = Object.fromEntries(Object.entries(TONES).map(([name, property]) => [name, colour(property)]));
  return { ...tones, ink: colour("--ink"), line: colour("--line"), surface: colour("--surface"), raised: colour("--raised"), hover: colour("--hover") };
}

function alpha(value, share) {
  const [r, g, b] = value.match(/[\d.]+/g);
  return `rgba(${r}, ${g}, ${b}, ${share})`;
}

function trace(given, colours) {
  const tone = colours[given.meta?.tone] ?? colours.accent;
  const shown = { ...given };
  if (given.type === "heatmap") {
    shown.colorscale = [[0, colours.hover], [1, tone]];
  } else if (given.type === "bar") {
    shown.marker = { ...given.marker, color: tone };
    shown.textfont = { color: colours.ink };
  } else {
    shown.line = { width: 2, ...given.line, color: tone };
    shown.marker = { size: 4, ...given.marker, color: tone };
    if (given.fill) shown.fillcolor = alpha(tone, 0.16);
    if (given.stackgroup) shown.fillcolor = alpha(tone, 0.55);
  }
  return shown;
}

function axis(given, colours) {
  return {
    automargin: true, fixedrange: true, gridcolor: colours.line, linecolor: colours.line,
    zeroline: false, ticks: "", ...given,
  };
}

// So many words of an axis as fit beside each other.
function fitting(given, width) {
  return given?.nticks ? { ...given, nticks: Math.max(2, Math.min(given.nticks, Math.floor(width / LABEL_WIDTH))) } : given;
}

export function themed(figure, width) {
  const colours = palette();
  const { layout } = figure;
  return {
    data: figure.data.map((given) => trace(given, colours)),
    layout: {
      ...layout,
      template: undefined,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: "Inter, system-ui, sans-serif", size: 12, color: colours.quiet },
      margin: { l: 8, r: 40, t: 8, b: 8, ...layout.margin },
      xaxis: { ...axis(fitting(layout.xaxis, width), colours), showgrid: false },
      yaxis: axis(layout.yaxis, colours),
      legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom", ...layout.legend },
      hoverlabel: { bgcolor: colours.raised, bordercolor: colours.line, font: { color: colours.ink } },
      dragmode: false,
      bargap: 0.35,
    },
  };
}
