"""One language for the whole book: its words, its signs and its letters, as far as a machine reads.

    python -m course.language    # prints what is said otherwise

A rule finds a way of saying something that this book does not use. What only a reader can judge
(tone, rhythm, whether a sentence is needed) stands in CONTRIBUTING.md.
"""

import re
import sys

from course import ROOT, notebooks, prose

# What is differentiated "by" something; and what is done "by" a number, which is another by.
DERIVED = r"(?:derivatives?|differentiat\w+|deriv(?:e|es|ed|ing)|slopes?|gradients?|Jacobians?)"
OTHER_BY = re.compile(
    r"(?:multipl|divid|scal|weigh|stretch|shift|chang|mov|rais|lower|grow|fall|ris|replac|repeat|"
    r"exceed|differ[s ]|nudg|scale|shrink|factor|follow|reduc|increas|decreas|turn|go|goes|push|"
    r"off|surround|given|caus|carri|preced|larger|smaller|less|more)\w*[^.;:]*$", re.I)
SIZE = re.compile(r"\b(?:\d+|[mnkKN]|one|two|three|four|five|fifty)\s*$")  # "a matrix, m by n"
THING = (
    r"(?:(?:the|its|their|each|both|a|one)\s)?(?:other\s|own\s)?"
    r"(?:weights?|bias(?:es)?|vectors?|parameters?|inputs?|arguments?|activations?|"
    r"(?:first|second) (?:one|argument|input|vector))\b(?! chain)")
LETTER = r"(?:\$(?!\d)[^$]{1,30}\$|`[\w\[\]]{1,6}`|\(?[b-zB-Z](?: [a-z0-9])?\)?(?=[\s,.;:?)]|$))"
BY = re.compile(rf"\b{DERIVED}\b([^.;:?]{{0,60}}?)\bby\s+(?:{THING}|{LETTER})", re.I)
LONELY_BY = re.compile(
    r"(?<![\w-])by (?:the )?(?:weights|bias|vector|first argument|second argument)\b(?! chain)")

CODE = re.compile(r"```.*?```|^ *(?:compute|of|check|claims):[^\n]*(?:\n {6,}[^\n]*)*", re.S | re.M)
MATHS = re.compile(r"\$\$.*?\$\$|\$[^$]+\$", re.S)

FILLERS = (
    r"\blet['’]s\b", r"here'?s the thing", r"here is the thing", r"\bdel(?:ve|ving) into\b",
    r"\bdiv(?:e|ing) (?:deep )?into?\b(?! deep learning)",
    r"it is (?:important|worth) (?:to note|noting)",
    r"\bneedless to say\b", r"\bat the end of the day\b", r"\bin a nutshell\b", r"\bgame.chang",
    r"\bleverag(?:e|es|ing)\b", r"\butili[sz]e", r"\bseamless", r"\bbuckle up\b",
    r"\bwithout further ado\b", r"\bas we all know\b", r"\bsimply put\b", r"\brest assured\b",
)
PATTERNS = {  # what is found -> what to write
    r"\b(?:What|Which) shape has\b": "write 'What is the shape of ...'",
    r"\b(?-i:What) stands (?:in|there|on)\b": "write 'What is in ...'",
    r"\b(?:listens?|listening) to\b": "write 'depends on'",
    "|".join(FILLERS): "leave it out",
}
SIGN = "the error is output minus target, e = a - y"  # unless "the other way round" is said
SIGNS = {  # in formulas
    r"(?<!\\vec\{)\\mathbf\s*\{?1\}?(?!\s*(?:\\[Bb]ig+l?)?\s*\\?[\[{])":
        r"the vector of ones is \vec{\mathbf 1}",
    r"\\vec\s*\{?\s*1": r"the vector of ones is \vec{\mathbf 1}",
    r"(?<![\w\\])e(?:_i|_\{i\})?\s*=\s*y(?:_i|_\{i\})?\s*-\s*(?:a|z|\\hat)": SIGN,
    r"\\mathbf e\s*=\s*\\mathbf y\s*-": SIGN,
}
ONCE = {  # a sign -> the pages that may name it, and how often
    r"\\otimes": {"book/paper/06-elementwise.ipynb": 1, "book/reference/notation.md": 1,
                  "book/reference/letters.yml": 1, "book/beyond/index.md": 9},
}
ELSEWHERE = {r"\\otimes": r"the Hadamard product is \odot"}
OFTEN = {r"\bhears?\b|\bis heard\b": 1}  # a picture that is good once on a page


def problems(book):
    """Every place that says something otherwise, with what to write."""
    found = []
    for place, text in texts(book):
        found += [f"{place}: {what!r}; cure: {cure}" for what, cure in of_text(text)]
    return [*found, *on_pages(book)]


def texts(book):
    """The prose that is held to it: (place, text)."""
    for place, text in [*prose.prose(book), *_under_figures(book)]:
        if not place.startswith("book/numbers/"):
            yield place, text


def _under_figures(book):
    for notebook in book.notebooks:
        for cell in notebook.of_kind("code"):
            shown = cell.metadata.get("mystnb", {})
            for text in (shown.get("figure", {}).get("caption"), shown.get("image", {}).get("alt")):
                if text:
                    yield cell.place, text


def of_text(text):
    """What a text says otherwise: (the words, what to write)."""
    text = CODE.sub(" ", text)
    for maths in MATHS.findall(text):
        for pattern, cure in SIGNS.items():
            found = re.search(pattern, maths)
            if found and not (cure == SIGN and re.search(r"other way\s+(?:a)?round", text)):
                yield _shown(found), cure
    flat = " ".join(text.split())
    for found in BY.finditer(flat):
        if not OTHER_BY.search(found[1]) and not SIZE.search(found[1]):
            yield _shown(found), "write 'with respect to'"
    for found in LONELY_BY.finditer(flat):
        if not OTHER_BY.search(flat[max(0, found.start() - 30):found.start()]):
            yield _shown(found), "write 'with respect to'"
    for pattern, cure in PATTERNS.items():
        for found in re.finditer(pattern, flat, re.I):
            yield _shown(found), cure
    for found in re.finditer(r"[a-z]!(?=\s|$)", MATHS.sub("", flat)):
        yield _shown(found), "end the sentence with a full stop"


def _shown(found):
    start, end = max(0, found.start() - 15), found.end() + 15
    return found.string[start:end].strip()


def on_pages(book):
    """Signs that one page names, and pictures that wear out: counted by page."""
    pages = {}
    for place, text in texts(book):
        pages.setdefault(place.partition(",")[0].partition(":")[0], []).append(text)
    for page, parts in pages.items():
        whole = "\n".join(parts)
        for pattern, where in ONCE.items():
            if len(found := re.findall(pattern, whole)) > where.get(page, 0):
                yield f"{page}: {found[0]!r}, {len(found)} times; cure: {ELSEWHERE[pattern]}"
        for pattern, most in OFTEN.items():
            if len(found := re.findall(pattern, whole)) > most:
                yield f"{page}: {found[0]!r}, {len(found)} times; cure: say 'depends on'"


def main():
    found = problems(notebooks.load(ROOT))
    print("\n".join(found) or "The book speaks one language.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
