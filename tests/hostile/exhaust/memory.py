"""More memory than the machine has."""

held = [b'x' * (1 << 28) for _ in range(1000)]
