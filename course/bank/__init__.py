"""The question bank: ``book/questions/NN-name.yml``, one file a chapter.

``read`` makes objects of them, one class a kind (``kinds``); ``faults`` and ``claims`` say what is
wrong; ``portable`` and the three writers take the bank to other systems.
"""
