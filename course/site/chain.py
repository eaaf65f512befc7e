"""The strip that says where a chapter is, from what goes in to the loss.

``<!-- chain z-a -->`` is that of one neuron, ``<!-- network X-Z -->`` that of a network.
"""

from dataclasses import dataclass

from course.site import marks


@dataclass(frozen=True)
class Strip:
    """The values of a computation in their order, and how each comes from the one before."""

    nodes: tuple
    links: dict

    def lit(self, argument):
        """The links that an argument names."""
        names = argument.split()
        if names == ["all"]:
            return tuple(self.links)
        unknown = [one for one in names if one not in self.links]
        if unknown or not names:
            raise ValueError(f"no link {' '.join(unknown)!r}; cure: name links among "
                             f"{', '.join(self.links)}, or all")
        return tuple(names)

    def said(self, links):
        """What one who cannot see the strip hears."""
        if set(links) == set(self.links):
            ends = f"from {self.nodes[0]} to {self.nodes[-1]}"
            return f"This chapter: every link of the chain {ends}"
        words = ["from {} to {}".format(*one.split("-")) for one in links]
        return f"This chapter: the link{'s' * (len(words) > 1)} {' and '.join(words)}"

    def html(self, links):
        """The strip with these links lit."""
        items = []
        for node, link in zip(self.nodes, [*self.links, None], strict=True):
            items.append(f'<li class="value" data-symbol="{node}"><i>{node}</i></li>')
            if link:
                is_lit = " lit" if link in links else ""
                items.append(f'<li class="link{is_lit}" data-link="{link}">'
                             f"{self.links[link]}</li>")
        return (f'<div class="chain" role="group" aria-label="{self.said(links)}">'
                f'<ol>{"".join(items)}</ol></div>')


NEURON = Strip(("s", "z", "a", "e", "q", "C"), {
    "s-z": "<i>w s</i> + <i>b</i>", "z-a": "max(0, ·)", "a-e": "− <i>y</i>", "e-q": "(·)²",
    "q-C": "mean"})
NETWORK = Strip(("X", "Z", "H", "U", "S", "C"), {
    "X-Z": "<i>W</i>, <i>b</i>", "Z-H": "bend", "H-U": "<i>V</i>, <i>c</i>", "U-S": "softmax",
    "S-C": "loss"})


@marks.register("chain")
def the_chain(app, docname, argument):
    """``<!-- chain z-a a-e -->``: the strip, with these links lit; ``all`` lights each."""
    return _raw(NEURON, argument)


@marks.register("network")
def the_network(app, docname, argument):
    """``<!-- network X-Z -->``: the same for the network of Part II."""
    return _raw(NETWORK, argument)


def _raw(strip, argument):
    return f"```{{raw}} html\n{strip.html(strip.lit(argument))}\n```"
