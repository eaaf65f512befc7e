"""A built page, read for what it holds."""

from html.parser import HTMLParser

VERBATIM = {"script", "style", "pre", "code", "annotation", "template"}  # raw TeX may stand there


class Page(HTMLParser):
    """A built page: its ids, links, images, titles and visible text."""

    VOID = {"img", "br", "hr", "meta", "link", "input", "source", "wbr", "col", "area", "base"}

    def __init__(self, path):
        super().__init__()
        self.ids, self.links, self.images, self.titles, self.text = set(), [], [], [""], []
        self.classes = set()
        self.open = []
        self.html = path.read_text(encoding="utf-8")
        self.feed(self.html)

    def handle_starttag(self, tag, attributes):
        of = dict(attributes)
        self.ids |= {of[key] for key in ("id", "name") if of.get(key)}
        self.classes |= set((of.get("class") or "").split())
        self.links += [of[key] for key in ("href", "src") if of.get(key)]
        if tag == "img":
            self.images.append((of.get("src", ""), " ".join(of.get("alt", "").split())))
        if tag == "h1":
            self.titles.append("")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data):
        if "h1" in self.open:
            self.titles[-1] += data
        if not VERBATIM & set(self.open):
            self.text.append(data)
