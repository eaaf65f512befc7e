"""The pages of a version: the sheet with room to write, the key, the rubric."""

import html

from course.exam.formulas import markdown

LOOK = """
@page { size: A4; margin: 15mm 16mm 18mm; }
body { font: 11pt/1.45 sans-serif; max-width: 178mm; margin: 0 auto; color: black; }
h1 { font-size: 17pt; margin: 0; } h2 { font-size: 12.5pt; margin: 0 0 .3em; break-after: avoid; }
header { border-bottom: 1.5pt solid black; padding-bottom: 2mm; margin-bottom: 4mm; }
.who { display: flex; gap: 8mm; margin-top: 4mm; }
.who span { flex: 1; border-bottom: .6pt solid #555; }
section { margin-bottom: 5mm; break-inside: avoid; }
.points { float: right; font-weight: normal; font-size: 11pt; }
svg.graph { display: block; max-width: 100%; height: auto; margin: 3mm 0; }
.room { border-bottom: .5pt solid #bbb; height: 9mm; }
table { border-collapse: collapse; margin: 2mm 0; } .worked { font-size: 9.5pt; }
td, th { border: .6pt solid #777; padding: 1.2mm 3mm; text-align: left; vertical-align: top; }
.given { width: 16mm; }
p { margin: .4em 0; } li { line-height: 2; }
"""


def pages(source, questions, letter, seed):
    """{"sheet-A": HTML, ...}: the three pages of a version, formulas not yet set."""
    made = {"sheet": _sheet, "key": _key, "rubric": _rubric}
    return {f"{name}-{letter}": _page(source, questions, letter, seed, name, body)
            for name, body in made.items()}


def _page(source, questions, letter, seed, name, body):
    said = {"sheet": f"Version {letter}", "key": f"Version {letter}: key",
            "rubric": f"Version {letter}: rubric"}[name]
    secret = "" if name == "sheet" else f", seed {seed}"  # whoever has it can make the key
    total = sum(one.points for one in questions)
    who = ('<div class="who">Name <span></span> Number <span></span></div>' + _prose(
        source.introduction) if name == "sheet" else "")
    parts = "".join(
        f'<section><h2><span class="points">{_points(one.points)}</span>{at}. '
        f'{html.escape(one.title)}</h2>{body(one)}</section>'
        for at, one in enumerate(questions, 1))
    return (f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{source.title}, '
            f'{said}</title><link rel="stylesheet" href="katex/katex.min.css"><style>{LOOK}</style>'
            f'</head><body><header><h1>{source.title}</h1>{said}{secret}. {_points(total)}.'
            f'</header>{who}{parts}</body></html>')


def _points(count):
    return f"{count} point{'s' * (count != 1)}"


def _prose(text):
    return markdown().render(text)


def _sheet(one):
    return _prose(one.ask) + _prose(one.sheet()) + '<div class="room"></div>' * one.room


def _key(one):
    return _prose(one.key())


def _rubric(one):
    rows = "".join(f"<tr><td>{part['points']}</td><td>{markdown().renderInline(part['for'])}</td>"
                   '<td class="given"></td></tr>' for part in one.rubric)
    slips = "".join(f"<tr><td>{markdown().renderInline(says)}</td>"
                    f"<td>{markdown().renderInline(gives)}</td></tr>" for says, gives in one.slips)
    found = ("<p>What a slip gives in this version:</p><table><tr><th>slip</th><th>its result</th>"
             f"</tr>{slips}</table>" if slips else "")
    return f"<table><tr><th>points</th><th>for</th><th>given</th></tr>{rows}</table>{found}"
