"""Grade a class: what students wrote runs in a sandbox, and the verdict is made outside of it.

Read it in this order: door (one way in for every submission), plan (what is run, and when is asked
what), truth (hidden points, and what is right there), tools (what an answer was computed with),
sandbox and runner (outside and inside of the wall, one line of JSON for each word), probes (does
the wall hold?), grade (one submission; a class), results (states, and nothing lost), by_hand
(points for words), report and class_view (what people read).
"""
