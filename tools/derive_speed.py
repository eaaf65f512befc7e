"""How long Derive and the workbook take to answer in a browser, at full speed and slowed down.

    make book
    .venv/bin/python -m tools.derive_speed          # at full speed, then four times slower

The processor is slowed by the browser itself (CPU throttling of the DevTools protocol). It
slows the page; whether it reaches the worker, in which the engine runs, is shown by a loop there,
and Chromium 156 leaves a worker as it is. "First" counts from the first key, with everything to be
fetched from this machine; "later" is the middle of the answers after it. Numbers mean little on a
machine that is busy otherwise: its load is printed.
"""

import os
import statistics
import time

from course import HTML
from course.browser import DESKTOP, browser, new_context, serve

FIRST = "x' @ A @ x"
LATER = ["sum((y - X @ w)**2)", "softmax(z)", "mean((y - relu(X @ w + b))**2)", "logdet(X)",
         "sum(tanh(W @ x))"]
LINES = ["z = X @ w + b", "a = relu(z)", "dC = 2 / N * (a - y)' @ da",
         "dC = 2 / N * (a - y)' @ ((z > 0) * dz)", "J = 2 / N * ((a - y) * (z > 0))' @ X"]
TIMED = """async ([place, text, enter]) => {
  const field = place === "derive" ? document.querySelector(".derive textarea")
    : [...document.querySelectorAll(".workbook .lines input")].at(-1);
  const begin = performance.now();
  field.value = text;
  field.dispatchEvent(new Event("input", {bubbles: true}));
  field.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true}));
  const done = () => place === "derive"
    ? document.querySelector(".derive .part").dataset.shown === text + location.hash
      && !document.querySelector(".derive .busy")
    : [...field.closest("li").classList].some((one) => ["right", "named", "wrong"].includes(one));
  while (!done()) await new Promise((then) => setTimeout(then, 5));
  return performance.now() - begin;
}"""


SPIN = """() => new Promise((then) => {
  const work = () => { const begin = performance.now(); let x = 0;
    for (let k = 0; k < 3e7; k++) x += k % 7; postMessage(performance.now() - begin); };
  const worker = new Worker(URL.createObjectURL(new Blob([`(${work})()`])));
  worker.onmessage = ({data}) => then(data); })"""


def slowed(tab, rate):
    """Slow the page down."""
    tab.context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": rate})
    return tab


def measured(address, running, rate):
    """{"derive": (first, later), "workbook": (first, later)} in milliseconds."""
    found = {}
    for place, page, texts in (("derive", "book/derive.html", [FIRST, *LATER]),
                               ("workbook", "book/paper/13-loss-weights.html", LINES)):
        context = new_context(running, DESKTOP, "light")
        tab = slowed(context.new_page(), rate)
        tab.goto(f"{address}/{page}")
        times = []
        for text in texts:
            times.append(tab.evaluate(TIMED, [place, text, True]))
            time.sleep(0.3)
        found[place] = (times[0], statistics.median(times[1:]))
        if place == "derive":
            found["a loop in a worker"] = (tab.evaluate(SPIN), tab.evaluate(SPIN))
        context.close()
    return found


def main():
    print("load of the machine:", *(f"{one:.1f}" for one in os.getloadavg()))
    with serve(HTML) as address, browser() as running:
        for rate in (1, 4):
            for place, (first, later) in measured(address, running, rate).items():
                print(f"{place}, {rate} times slower: first {first:.0f} ms, later {later:.0f} ms")


if __name__ == "__main__":
    main()
