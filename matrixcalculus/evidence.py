"""What a verification found: data for the ledger, text for a terminal, HTML for a page."""

import html
from dataclasses import dataclass

MIME = "application/vnd.matrixcalculus.evidence+json"


@dataclass(frozen=True)
class Evidence:
    """What a verification found, as data; displays itself as text and HTML."""

    data: dict

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {MIME: self.data, "text/plain": str(self), "text/html": self._html()}

    def __str__(self):
        name, formula, rows = self._rows()
        width = max(len(label) for label, _, _ in rows)
        table = [f"  {label:{width}}  {what}  →  {found}" for label, what, found in rows]
        return "\n".join([f"{name}   {formula}", *table])

    __repr__ = __str__

    def _rows(self):
        data = self.data
        rows, columns = data["shape"]
        derived = "derived by SymPy"
        if data["sizes"]:
            derived += f" for every {', '.join(data['sizes'])}; Matrix.jacobian at sizes 2, 3"
        if data["instance"]:
            derived += f"; run with {data['instance']}"
        near = f", {data['near_kink']} of them near a kink" if data["near_kink"] else ""
        error = "relative error below {:.0e}".format
        found = [
            ("shape", f"{data['points']} points{near}", f"always {rows} × {columns}"),
            ("symbolic", derived, "equal"),
            ("numeric", "complex step", error(data["numeric_error_below"])),
            ("autodiff", "autograd", error(data["autodiff_error_below"])),
        ]
        if data["convention"] is not None:
            side = {0: "from below", 1: "from above"}.get(data["convention"], "between the two")
            found.append(("kink", f"convention: the slope {side}", "holds"))
        tried = len(data["mutants"])
        found.append(("mutants", f"{tried} wrong forms tried", f"{tried} rejected"))
        what = "derivative" if data["shape"] == ["1", "1"] else "entry (i, j)"
        return data["id"], f"{what}: {data['entry']}", found

    def _html(self):
        name, formula, rows = self._rows()
        cells = "".join(
            f"<tr><th scope='row'>{label}</th><td>{html.escape(what)}</td>"
            f"<td>{html.escape(found)}</td></tr>"
            for label, what, found in rows
        )
        forms = "".join(
            f"<li>{html.escape(one['form'])} <span>(by {html.escape(one['by'])})</span></li>"
            for one in self.data["mutants"]
        )
        return (
            f"<div class='evidence'><p class='evidence-title'><strong>Verified</strong> "
            f"<code>{html.escape(name)}</code> <span>{html.escape(formula)}</span></p>"
            f"<table>{cells}</table><details><summary>The wrong forms, each rejected</summary>"
            f"<ul>{forms}</ul></details></div>"
        )
