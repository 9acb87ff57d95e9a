"""Small line drawings as SVG, written by hand: a frame, a grid, lines, points and words."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from models.cohort import PHASES

WIDTH, HEIGHT = 400, 320
"""Small, so that the words can still be read on a phone."""
LEFT, RIGHT, TOP, BOTTOM = 60, 14, 40, 56
INK, GRID, PAPER = "#1d2b36", "#d9e0e4", "#ffffff"
COLOURS = ("#0b6e75", "#b4532a", "#6b6f76", "#8a6d1d")
DASHES = ("", "6 4", "2 4", "9 3 2 3")
Points = Sequence[tuple[float, float]]


class Drawing:
    """One plot with its own scales; every line differs by dash as well as by colour."""

    def __init__(self, title: str, says: str, x: tuple[float, float, str], y: tuple[float, float, str]) -> None:
        self.x, self.y = x, y
        box = f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="title says"'
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {box} font-family="sans-serif" font-size="13">',
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="says">{escape(says)}</desc>',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
            f'<text x="8" y="22" font-size="14" font-weight="bold" fill="{INK}">{escape(title)}</text>',
        ]

    def at(self, point: tuple[float, float]) -> tuple[float, float]:
        """A point of the data in the drawing."""
        (x0, x1, _), (y0, y1, _) = self.x, self.y
        across = LEFT + (point[0] - x0) / (x1 - x0) * (WIDTH - LEFT - RIGHT)
        down = HEIGHT - BOTTOM - (point[1] - y0) / (y1 - y0) * (HEIGHT - TOP - BOTTOM)
        return round(across, 1), round(down, 1)

    def grid(self, across: Sequence[float], up: Sequence[float]) -> None:
        """Grid lines with their figures, and the names of both axes."""
        for value in across:
            x, _ = self.at((value, self.y[0]))
            self._line(x, TOP, x, HEIGHT - BOTTOM, GRID)
            self._text(x, HEIGHT - BOTTOM + 18, f"{value:g}", "middle")
        for value in up:
            _, y = self.at((self.x[0], value))
            self._line(LEFT, y, WIDTH - RIGHT, y, GRID)
            self._text(LEFT - 8, y + 4, f"{value:g}", "end")
        self._text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 16, self.x[2], "middle")
        middle = (TOP + HEIGHT - BOTTOM) / 2
        self.parts.append(
            f'<text x="16" y="{middle:g}" text-anchor="middle" fill="{INK}" transform="rotate(-90 16 {middle:g})">'
            f"{escape(self.y[2])}</text>"
        )

    def line(self, points: Points, style: int, width: float = 2) -> None:
        path = " ".join(f"{x:g},{y:g}" for x, y in map(self.at, points))
        dash = f' stroke-dasharray="{DASHES[style]}"' if DASHES[style] else ""
        self.parts.append(
            f'<polyline points="{path}" fill="none" stroke="{COLOURS[style]}" stroke-width="{width:g}"{dash}/>'
        )

    def dots(self, points: Points, style: int) -> None:
        for x, y in map(self.at, points):
            self.parts.append(f'<circle cx="{x:g}" cy="{y:g}" r="4" fill="{COLOURS[style]}"/>')

    def below(self, value: float, words: str) -> None:
        """A name under the axis in place of a figure."""
        x, y = self.at((value, self.y[0]))
        self._text(x, y + 18, words, "middle")

    def key(self, names: Sequence[str], at: tuple[float, float]) -> None:
        """What each line is, in words."""
        x, y = self.at(at)
        for style, name in enumerate(names):
            dash = f' stroke-dasharray="{DASHES[style]}"' if DASHES[style] else ""
            self.parts.append(f'<path d="M{x:g} {y:g}h28" stroke="{COLOURS[style]}" stroke-width="2"{dash}/>')
            self._text(x + 34, y + 4, name, "start")
            y += 17

    def _line(self, x1: float, y1: float, x2: float, y2: float, colour: str) -> None:
        self.parts.append(f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{colour}"/>')

    def _text(self, x: float, y: float, words: str, anchor: str) -> None:
        self.parts.append(f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{INK}">{escape(words)}</text>')

    def svg(self) -> str:
        return "\n".join([*self.parts, "</svg>"])


TENTHS = tuple(round(0.2 * n, 1) for n in range(6))


def figures(metrics: dict[str, Any]) -> dict[str, str]:
    """The drawings of the card by file name."""
    return {
        "calibration.svg": calibration(metrics),
        "decision-curve.svg": decision_curve(metrics),
        "shown.svg": shown(metrics),
    }


def calibration(metrics: dict[str, Any]) -> str:
    """Said against seen, in tenths of people."""
    bins = metrics["calibration"]["bins"]
    drawing = Drawing(
        "Said and seen (synthetic people)",
        "For each tenth of people: the mean chance the model said, and the share that was clearly better at week 6. "
        + "; ".join(f"said {each['said']:.2f}, seen {each['seen']:.2f}" for each in bins),
        (0, 1, "chance said"),
        (0, 1, "share clearly better at week 6"),
    )
    drawing.grid(TENTHS, TENTHS)
    drawing.line([(0, 0), (1, 1)], 2, 1)
    points = [(each["said"], each["seen"]) for each in bins]
    drawing.line(points, 0)
    drawing.dots(points, 0)
    return drawing.svg()


def decision_curve(metrics: dict[str, Any]) -> str:
    """Net benefit of acting on a figure above a threshold."""
    rows = metrics["decision_curve"]
    names = {
        "model": "the model",
        "phase_mean": "mean of the phase",
        "all": "act for everyone",
        "none": "act for no one",
    }
    drawing = Drawing(
        "Decision curve (synthetic people)",
        "Net benefit of acting on the model, on the mean of the phase, for everyone, and for no one (always 0). "
        + "; ".join(_at_threshold(row) for row in rows[::4]),
        (0.1, 0.8, "threshold chance"),
        (-0.1, 0.5, "net benefit"),
    )
    drawing.grid([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8], [-0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5])
    for style, name in enumerate(names):
        drawing.line([(row["threshold"], row[name]) for row in rows if row[name] >= -0.1], style)
    drawing.key(list(names.values()), (0.5, 0.48))
    return drawing.svg()


def _at_threshold(row: dict[str, float]) -> str:
    return "threshold {threshold:g}: model {model:.2f}, mean {phase_mean:.2f}, everyone {all:.2f}".format_map(row)


def shown(metrics: dict[str, Any]) -> str:
    """What people are shown, by phase: 5th to 95th percentile and the middle."""
    by_phase = metrics["shown"]["by_phase"]
    drawing = Drawing(
        "Chance shown, by time since onset (synthetic people)",
        "Home exercise with 6 visits of 60 minutes. "
        + "; ".join(
            f"{phase}: {low:.2f} to {high:.2f}, middle {mid:.2f}" for phase, (low, mid, high) in by_phase.items()
        ),
        (0, 4, "time since onset"),
        (0, 1, "chance of being clearly better at week 6"),
    )
    drawing.grid([], TENTHS)
    for n, phase in enumerate(PHASES, start=1):
        low, middle, high = by_phase[phase]
        drawing.line([(n, low), (n, high)], 0, 6)
        drawing.dots([(n, middle)], 1)
        drawing.below(n, phase)
    return drawing.svg()
