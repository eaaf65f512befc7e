"""How long Derive and the workbook take to answer in a browser, at full speed and slowed down.

    make book
    .venv/bin/python -m tools.derive_speed          # at full speed, then four times slower

The processor is slowed by the browser itself (CPU throttling of the DevTools protocol), which slows
the page and leaves a worker as it is (a loop there shows it, with Chromium 156). The engine runs in
a worker: so the time in which the page waited for it counts four times as well. "First" counts
from the first key, with everything to be fetched from this machine; "later" is the middle of the
answers after it. "Answer" ends when the answer stands with its check, "all" with the way there and
the code. Numbers mean little on a machine that is busy otherwise: its load is printed.
"""

import os
import statistics
import time

from course import HTML
from course.browser import DESKTOP, browser, lay_out, new_context, serve

FIRST = "x' @ A @ x"
LATER = ["sum((y - X @ w)**2)", "softmax(z)", "mean((y - relu(X @ w + b))**2)", "logdet(X)",
         "sum(tanh(W @ x))"]
LINES = ["z = X @ w + b", "a = relu(z)", "dC = 2 / N * (a - y)' @ da",
         "dC = 2 / N * (a - y)' @ ((z > 0) * dz)", "J = 2 / N * ((a - y) * (z > 0))' @ X"]
TIMED = """async ([place, text]) => {
  const part = document.querySelector(`.${place} .part`);
  const field = place === "derive" ? part.querySelector("textarea")
    : [...part.querySelectorAll(".lines input")].at(-1);
  const answer = () => place === "derive" ? part.querySelector(".checked")
    : [...field.closest("li").classList].find((one) => ["right", "named", "wrong"].includes(one));
  const ended = () => !part.classList.contains("busy"), before = place === "derive" && answer();
  const begin = performance.now(), waited = window.waited, found = [];
  const now = () => [performance.now() - begin, window.waited - waited];
  field.value = text;
  field.dispatchEvent(new Event("input", {bubbles: true}));
  field.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true}));
  for (const done of [() => answer() && answer() !== before, ended]) {
    while (!done()) await new Promise((then) => setTimeout(then, 2));
    found.push(now());
  }
  return found;
}"""
# How long the page waits for workers, from the first question to the answer.
WAITED = """window.waited = 0;
window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    let since = performance.now();
    this.ask = () => { since ??= performance.now(); };
    this.addEventListener("message", () => {
      window.waited += performance.now() - since;
      since = null;
    });
  }
  postMessage(...given) {
    this.ask();
    super.postMessage(...given);
  }
};"""
SPIN = """() => new Promise((then) => {
  const work = () => { const begin = performance.now(); let x = 0;
    for (let k = 0; k < 3e7; k++) x += k % 7; postMessage(performance.now() - begin); };
  const worker = new Worker(URL.createObjectURL(new Blob([`(${work})()`])));
  worker.onmessage = ({data}) => then(data); })"""


def slowed(tab, rate):
    """Slow the page down."""
    tab.context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": rate})
    return tab


def measured(address, running, rate, waits=None):
    """{(place, "answer" or "all"): (first, later)} in milliseconds; and what was waited for.

    A page that is slowed down looks late at what a worker has done, so that its waits at full speed
    are those to add for a worker that is as slow as the page.
    """
    found, waited = {}, {}
    for place, page, texts in (("derive", "book/derive.html", [FIRST, *LATER]),
                               ("workbook", "book/paper/13-loss-weights.html", LINES)):
        context = new_context(running, DESKTOP, "light")
        context.add_init_script(WAITED)
        tab = slowed(context.new_page(), rate)
        tab.goto(f"{address}/{page}")
        lay_out(tab)
        times = []
        for text in texts:
            wholes, waited[place, text] = zip(*tab.evaluate(TIMED, [place, text]), strict=True)
            more = waits[place, text] if waits else (0, 0)
            times.append([a + (rate - 1) * b for a, b in zip(wholes, more, strict=True)])
            time.sleep(0.3)
        for at, name in enumerate(("answer", "all")):
            found[place, name] = (times[0][at], statistics.median(one[at] for one in times[1:]))
        if place == "derive":
            found["a loop", "in a worker"] = (tab.evaluate(SPIN), tab.evaluate(SPIN))
        context.close()
    return found, waited


def main():
    print("load of the machine:", *(f"{one:.1f}" for one in os.getloadavg()))
    with serve(HTML) as address, browser() as running:
        waits = None
        for rate in (1, 4):
            found, waited = measured(address, running, rate, waits)
            waits = waits or waited
            for names, (first, later) in found.items():
                print(f"{', '.join(names)}, {rate} times slower: first {first:.0f} ms, "
                      f"later {later:.0f} ms")


if __name__ == "__main__":
    main()
