// Numbers, as people type them.
"use strict";
const numbers = (() => {
  const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
  const TWO_WAYS = /^[+-]?[1-9]\d{0,2},\d{3}$/;  // 1,250 is either 1250 or 1.25

  // "−2", "0,5", "-4/2", "1e-3": {number}; or {unread}, the reason why it cannot be read.
  function read(text) {
    const clean = text.trim().replace(/[\u2010-\u2013\u2212]/g, "-").replace(/\s*\/\s*/g, "/")
      .replace(/^([+-])\s+/, "$1");
    const parts = clean.split("/");
    if (parts.some((part) => TWO_WAYS.test(part))) {
      const one = parts.find((part) => TWO_WAYS.test(part));
      const ways = `${one.replace(",", "")} or ${Number(one.replace(",", "."))}`;
      return {unread: `${one} can be read in two ways: write ${ways}.`};
    }
    const found = parts.map((part) => part.replace(",", "."));
    const [above, below] = found.map(Number);
    const number = below === undefined ? above : above / below;
    if (found.length < 3 && found.every((part) => DECIMAL.test(part)) && isFinite(number)) {
      return {number};
    }
    return {unread: `“${text.trim()}” cannot be read as a number: write a decimal or a fraction, `
      + "such as -0.25 or 1/3."};
  }

  return {read};
})();
