"""Copy the browser libraries of package.json into this folder, unmodified, with their checksums.

Run by `make vendor`. Needs npm. The files are committed, so that neither a running product nor an
installation needs npm or another host.
"""

import hashlib
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent
SPRITE = VENDOR.parent / "icons.svg"
SUMS = VENDOR / "SHA256SUMS"

COPIES = {
    "tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler/tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "tabler-icons/LICENSE": "@tabler/icons/LICENSE",
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx/hx-ws.min.js": "htmx.org/dist/ext/hx-ws.min.js",
    "htmx/LICENSE": "htmx.org/LICENSE",
    "inter/inter-latin-wght-normal.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "inter/LICENSE": "@fontsource-variable/inter/LICENSE",
    "joint/joint.min.js": "@joint/core/dist/joint.min.js",
    "joint/LICENSE": "@joint/core/LICENSE",
    "dagre/dagre.min.js": "@dagrejs/dagre/dist/dagre.min.js",
    "dagre/LICENSE": "@dagrejs/dagre/LICENSE",
    "plotly/plotly-cartesian.min.js": "plotly.js-cartesian-dist-min/plotly-cartesian.min.js",
    "plotly/LICENSE": "plotly.js-cartesian-dist-min/LICENSE",
}
# The package ships no licence text, only a notice in its files.
WRITTEN_HERE = ["tabler/LICENSE"]


def main():
    """Install the packages in a temporary folder, copy, draw the sprite and write the checksums."""
    with tempfile.TemporaryDirectory() as folder:
        modules = install(Path(folder))
        for target, source in COPIES.items():
            (VENDOR / target).parent.mkdir(exist_ok=True)
            shutil.copyfile(modules / source, VENDOR / target)
        SPRITE.write_text(sprite(modules / "@tabler/icons/icons/outline"), encoding="utf-8")
    SUMS.write_text(checksums(), encoding="utf-8")


def install(folder):
    """Install exactly what package-lock.json says into `folder`; return its node_modules."""
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(VENDOR / name, folder / name)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True)
    return folder / "node_modules"


def icon_names():
    """The icons of the sprite, one a line in icons.txt."""
    return (VENDOR / "icons.txt").read_text(encoding="utf-8").split()


def sprite(icons):
    """One SVG with a <symbol> for each icon, taken from the folder `icons`; its id is the icon's name."""
    symbols = [symbol(name, (icons / f"{name}.svg").read_text(encoding="utf-8")) for name in icon_names()]
    notice = "<!-- Tabler Icons, MIT licence: see vendor/tabler-icons/LICENSE -->"
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', notice, *symbols, "</svg>", ""])


def symbol(name, svg):
    """The drawing of one icon as a symbol. Without stroke-width: the page's stylesheet decides on it."""
    drawing = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL).group(1)
    paths = "".join(line.strip() for line in drawing.splitlines() if 'stroke="none"' not in line)
    style = 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {style}>{paths}</symbol>'


def checksums():
    """A line for each library file, each licence and the sprite, in the format of `sha256sum --check`."""
    names = [*COPIES, *WRITTEN_HERE, "../icons.svg"]
    return "".join(f"{sha256(VENDOR / name)}  {name}\n" for name in sorted(names))


def sha256(path):
    """The SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
