"""The page of `krait claims --html`: the table and the pictures, in one file that loads nothing.

Colours are CSS variables, so that the pictures follow the reader's light or dark scheme; each is an
SVG with a viewBox, so that it follows the width.
"""
import html
import math

WIDTH, HEIGHT = 520, 270    # of a picture among others
WIDE = 800                  # of one over the whole page: timelines and matrices
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 28, 44

STYLE = """
:root { --paper: #fcfcfa; --ink: #1d2228; --faint: #667079; --rule: #dcdfe2; --c0: #2463a6;
  --c1: #c2571a; --c2: #2e7d4f; --c3: #8a4fa0; --wait: #e0b04a; --none: #c9ced3; --panel: #f3f4f2; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14171a; --ink: #e4e7ea; --faint: #98a2ab; --rule: #30363c; --c0: #6ea8e6;
  --c1: #ee9357; --c2: #6fc291; --c3: #c394d6; --wait: #d6a63f; --none: #454c54;
  --panel: #1c2024; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 68rem; background: var(--paper);
  color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; }
p { margin: .25rem 0 1rem; color: var(--faint); }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; color: var(--faint); font-size: .85rem; }
th, td { padding: .45rem .6rem .45rem 0; border-bottom: 1px solid var(--rule);
  vertical-align: top; }
td.number { white-space: nowrap; color: var(--faint); }
td small { display: block; color: var(--faint); }
.verdict { display: inline-block; padding: 0 .5rem; border-radius: .8rem; font-size: .85rem;
  border: 1px solid currentColor; white-space: nowrap; }
.right { color: var(--c2); } .wrong { color: var(--c1); } .imprecise, .mixed { color: var(--c0); }
.dated, .opinion { color: var(--c3); } .failed { color: var(--paper); background: var(--c1); }
.pictures { display: grid; gap: 1rem;
  grid-template-columns: repeat(auto-fit, minmax(min(27rem, 100%), 1fr)); }
figure { margin: 0; padding: .75rem; background: var(--panel); border-radius: .4rem; min-width: 0; }
figure.wide { grid-column: 1 / -1; overflow-x: auto; }
figure.wide svg { min-width: 36rem; }
figcaption { font-size: .9rem; margin-bottom: .25rem; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
svg .faint { fill: var(--faint); } svg .axis { stroke: var(--rule); stroke-width: 1; fill: none; }
@media (max-width: 44rem) {
  thead { display: none; } tr { display: block; padding: .5rem 0;
  border-bottom: 1px solid var(--rule); } td { display: block; border: 0; padding: .1rem 0; }
  td[data-under]::before { content: attr(data-under) ": "; color: var(--faint); } }
"""


def escape(text):
    return html.escape(str(text))


def number(value):
    if value == 0:
        return "0"
    if abs(value) >= 1e6:
        return f"{value:.0e}".replace("e+0", "e")
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"


def text(x, y, what, anchor="start", faint=True):
    kind = ' class="faint"' if faint else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{kind}>{escape(what)}</text>'


def rectangle(x, y, width, height, colour, title=""):
    inner = f"<title>{escape(title)}</title>" if title else ""
    return (f'<rect x="{x:.2f}" y="{y:.2f}" width="{max(width, 0.4):.2f}" height="{height:.2f}" '
            f'fill="var({colour})">{inner}</rect>')


def round_step(most):
    """A round number that goes into `most` about four times."""
    power = 10 ** math.floor(math.log10(max(most, 1e-9) / 4))
    return next(power * f for f in (1, 2, 2.5, 5, 10) if power * f >= most / 4 * 0.999)


def lines(plot):
    """Series over numbers; both axes logarithmic when the plot says so."""
    log = plot.get("log")
    scale = (lambda v: math.log10(max(v, 1e-9))) if log else (lambda v: v)
    points = [p for _, series in plot["series"] for p in series]
    xs, ys = [scale(p[0]) for p in points], [scale(p[1]) for p in points]
    x0, x1 = min(xs), max(xs)
    y0, y1 = (math.floor(min(ys)), math.ceil(max(ys))) if log else (0, max(ys))
    if not log:
        tick = round_step(y1)
        y1 = tick * math.ceil(y1 / tick)

    def place(point):
        across = (scale(point[0]) - x0) / ((x1 - x0) or 1)
        up = (scale(point[1]) - y0) / ((y1 - y0) or 1)
        return (LEFT + across * (WIDTH - LEFT - RIGHT - 110),
                HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM))
    out = []
    steps = range(int(y0), int(y1) + 1) if log else [tick * i for i in range(round(y1 / tick) + 1)]
    for step in steps:
        y = HEIGHT - BOTTOM - (step - y0) / ((y1 - y0) or 1) * (HEIGHT - TOP - BOTTOM)
        out.append(f'<path class="axis" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT - 110}"/>')
        out.append(text(LEFT - 6, y + 4, number(10 ** step if log else step), "end"))
    for x in sorted({p[0] for p in points}):
        out.append(text(place((x, points[0][1]))[0], HEIGHT - BOTTOM + 18, number(x), "middle"))
    out.append(text(LEFT, TOP - 12, plot["y"]))
    out.append(text(WIDTH - RIGHT - 110, HEIGHT - 8, plot["x"], "end"))
    label_y = None
    ends = sorted(enumerate(plot["series"]), key=lambda s: place(s[1][1][-1])[1])
    for i, (name, series) in ends:
        places = [place(p) for p in series]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        out.append(f'<path d="M{path}" fill="none" stroke="var(--c{i % 4})" stroke-width="2"/>')
        for (x, y), point in zip(places, series):
            out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="var(--c{i % 4})">'
                       f"<title>{escape(name)}: {number(point[1])} at {number(point[0])}</title>"
                       "</circle>")
        y = places[-1][1] + 4
        y = y if label_y is None else max(y, label_y + 15)
        label_y = y
        out.append(text(places[-1][0] + 8, y, name, faint=False))
    return HEIGHT, out


def bars(plot):
    """One bar for each value, lying, with its name and value."""
    rows = plot["bars"]
    many = len(rows) > 12
    step = 12 if many else 26
    height = TOP + step * len(rows) + 8
    most = max([value for _, value in rows] + [1e-12])
    label = 30 if many else 8 + 6.6 * max(len(name) for name, _ in rows)
    label = min(label, 260)
    out = [text(label, TOP - 12, plot["unit"])]
    for i, (name, value) in enumerate(rows):
        y = TOP + i * step
        width = (WIDTH - label - 70) * value / most
        out.append(text(label - 6, y + step * 0.62, name, "end", faint=False))
        out.append(rectangle(label, y + 2, width, step - 6, "--c0", f"{name}: {number(value)}"))
        if not many or value == most:
            out.append(text(label + width + 6, y + step * 0.62, number(value)))
    return height, out


def timeline(plot):
    """Who held the GIL, waited for it, or was without it."""
    colours = {"held": "--c0", "waited": "--wait", "blocked": "--none"}
    rows = plot["rows"]
    end = max((stop for _, spans in rows for _, _, stop in spans), default=1)
    label, step = 100, 40
    across = (WIDE - label - RIGHT) / end
    height = TOP + step * len(rows) + 30
    out = []
    for i, (kind, words) in enumerate((("held", "has it"), ("waited", "waits for it"),
                                       ("blocked", "is without it"))):
        out.append(rectangle(label + i * 120, 6, 12, 10, colours[kind]))
        out.append(text(label + i * 120 + 18, 16, words))
    for i, (name, spans) in enumerate(rows):
        y = TOP + i * step
        out.append(text(label - 8, y + 22, name, "end", faint=False))
        for kind, start, stop in spans:
            out.append(rectangle(label + start * across, y + 6, (stop - start) * across, 24,
                                 colours[kind], f"{kind} {start:.2f} to {stop:.2f}"))
    for i in range(5):
        at = end * i / 4
        out.append(text(label + at * across, height - 8, f"{at:.0f} {plot['unit']}",
                        "middle" if 0 < i < 4 else ("start" if i == 0 else "end")))
    return height, out


def matrix(plot):
    """A cell for each way out of a with-block: whether __exit__ ran, and how often."""
    columns, cell_height = 3, 34
    width = WIDE / columns
    rows = -(-len(plot["cells"]) // columns)
    out = []
    for i, (name, shown, state) in enumerate(plot["cells"]):
        x, y = (i // rows) * width, (i % rows) * cell_height
        out.append(rectangle(x + 2, y + 4, 10, 24, "--c2" if state == "ran" else "--c1",
                             f"{name}: {shown}"))
        words = name if len(name) < 31 else name[:29] + "..."
        out.append(text(x + 18, y + 16, words, faint=False))
        out.append(text(x + 18, y + 29, f"ran: {shown}" if state == "ran" else "did not run"))
    return rows * cell_height + 8, out


KINDS = {"lines": (lines, WIDTH), "bars": (bars, WIDTH), "timeline": (timeline, WIDE),
         "matrix": (matrix, WIDE)}


def picture(plot):
    draw, width = KINDS[plot["kind"]]
    height, parts = draw(plot)
    return (f'<svg viewBox="0 0 {width} {height:.0f}" role="img" '
            f'aria-label="{escape(plot["title"])}">{"".join(parts)}</svg>')


def standalone(plot):
    """The picture as a file of its own, with its colours; follows the reader's scheme."""
    draw, width = KINDS[plot["kind"]]
    height, parts = draw(plot)
    variables = STYLE[:STYLE.index("* {")]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:.0f}" '
            f'width="{width}">\n<style>{variables}'
            "text { fill: var(--ink); font: 12px sans-serif; } .faint { fill: var(--faint); } "
            ".axis { stroke: var(--rule); fill: none; }</style>\n"
            f'<rect width="100%" height="100%" fill="var(--paper)"/>\n'
            + "\n".join(parts) + "\n</svg>\n")


def verdict(record):
    if record["left_out"]:
        return '<span class="verdict">left out</span>'
    word = record["verdict"] or "failed"
    state = word if record["good"] else "failed"
    return f'<span class="verdict {state}">{escape(word)}</span>'


def row(record, others):
    cells = [f'<td class="number">{escape(record["numbers"])}</td>',
             f"<td>{escape(record['statement'])}<small>{escape(record['words'])}</small></td>",
             f"<td>{verdict(record)}</td>", f"<td>{escape(record['figure'])}</td>"]
    for name, by_number in others.items():
        other = by_number.get(record["numbers"])
        cells.append("<td></td>" if other is None else
                     f'<td data-under="under {escape(name)}">{verdict(other)}'
                     f"<small>{escape(other['figure'])}</small></td>")
    return "<tr>" + "".join(cells) + "</tr>"


def render(records, others):
    heads = "".join(f"<th>{escape(h)}</th>" for h in
                    ["no.", "claim", "verdict", "figure", *(f"under {name}" for name in others)])
    figures = []
    for record in records:
        for plot in record["plots"]:
            wide = ' class="wide"' if plot["kind"] in ("timeline", "matrix") else ""
            figures.append(f"<figure{wide}><figcaption>{escape(record['numbers'])}: "
                           f"{escape(plot['title'])}</figcaption>{picture(plot)}</figure>")
    counts = {}
    for record in records:
        if not record["left_out"]:
            counts[record["verdict"]] = counts.get(record["verdict"], 0) + 1
    summary = ", ".join(f"{count} {word}" for word, count in sorted(counts.items(), key=str))
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Claims on Python's runtime</title><style>{STYLE}</style></head><body>
<h1>Claims on Python's runtime</h1>
<p>{len(records)} experiments: {escape(summary)}. Each verdict comes from what this run
measured.</p>
<table><thead><tr>{heads}</tr></thead><tbody>
{chr(10).join(row(r, others) for r in records)}
</tbody></table>
<h2>Pictures</h2>
<div class="pictures">
{chr(10).join(figures)}
</div></body></html>
"""
