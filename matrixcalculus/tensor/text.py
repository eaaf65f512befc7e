"""Layouts as text that can be typed again, and as code for NumPy, PyTorch and JAX."""

from .layout import shape_of

SUM, TIMES, POWER, AFTER, ATOM = 1, 2, 3, 4, 5


class Text:
    """The notation of this package: X', @, *, sum(x)."""

    def write(self, laid):
        return self.of(laid)[0]

    def of(self, laid):
        """(text, how strongly it holds together)."""
        return getattr(self, "of_" + laid[0])(*laid[1:])

    def bound(self, laid, least):
        text, strength = self.of(laid)
        return text if strength >= least else "(" + text + ")"

    def of_num(self, number):
        return str(number), ATOM

    def of_name(self, name, shape):
        return name, ATOM

    def of_size(self, letter):
        return str(letter), ATOM

    def of_ones(self, n):
        return f"ones({n})", ATOM

    def of_eye(self, n):
        return f"eye({n})", ATOM

    def of_zero(self, shape):
        if shape == (1, 1):
            return "0", ATOM
        return self.zeros(*shape), ATOM

    def zeros(self, rows, columns):
        if columns == 1:
            return f"zeros({rows})"
        return f"zeros({columns})'" if rows == 1 else f"zeros({rows}, {columns})"

    def of_fill(self, number, shape, laid):
        return self.of(number)

    def of_sum(self, parts):
        text = ""
        for sign, laid in parts:
            one = self.bound(laid, TIMES)
            if not text:
                text = one if sign > 0 else "-" + one
            else:
                text += (" + " if sign > 0 else " - ") + one
        return text, SUM

    def of_prod(self, sign, over, under):
        arrays = sum([shape_of(one) != (1, 1) for one in over])
        parts = []
        for at, one in enumerate(over):
            loose = one[0] == "prod" or one[0] == "chain" and (at < len(over) - 1 or arrays > 1)
            parts.append(f"({self.write(one)})" if loose else self.bound(one, TIMES))
        text = " * ".join(parts) if parts else "1"
        if under:
            text += " / " + self.below(under)
        return ("-" if sign < 0 else "") + text, TIMES if sign > 0 else SUM

    def below(self, under):
        if len(under) == 1:
            return self.bound(under[0], POWER)
        return "(" + " * ".join([self.had_factor(one) for one in under]) + ")"

    def of_had(self, over, under):
        text = " * ".join([self.had_factor(one) for one in over]) if over else "1"
        if under:
            text += " / " + (self.bound(under[0], POWER) if len(under) == 1 else "(" + " * ".join(
                [self.had_factor(one) for one in under]) + ")")
        return text, TIMES

    def had_factor(self, laid):
        return f"({self.write(laid)})" if laid[0] in ("chain", "prod") else self.bound(laid,
                                                                                       TIMES)

    def of_chain(self, parts):
        return " @ ".join([self.bound(one, POWER) for one in parts]), TIMES

    def of_pow(self, base, exponent):
        return self.bound(base, AFTER) + "**" + self.bound(exponent, AFTER), POWER

    def of_t(self, laid):
        return self.bound(laid, ATOM if laid[0] != "t" else AFTER) + "'", AFTER

    def of_inv(self, laid):
        return f"inv({self.write(laid)})", ATOM

    def of_norm(self, laid):
        return f"norm({self.write(laid)})", ATOM

    def of_entrysum(self, laid):
        return f"sum({self.write(laid)})", ATOM

    def of_compare(self, sign, left, right):
        return f"{self.bound(left, SUM)} {sign} {self.bound(right, SUM)}", 0

    def of_call(self, name, laid, shape):
        inside = ", ".join([self.write(one) for one in laid])
        if name in ("max_rows", "max_kept"):
            return "max({}, axis=1){}".format(inside, "[:, None]" if name == "max_kept" else ""), \
                ATOM
        if name in ("softmax", "logsumexp") and shape[1] != 1:
            inside += ", axis=1"
        return f"{name}({inside})", ATOM


def text(laid):
    return Text().write(laid)
