/* How numbers are written and added: the rules of labels.py, to the digit. Pure, no page. */
"use strict";
window.gapmapNumbers = (() => {
  const known = (value) => typeof value === "number" && Number.isFinite(value);
  const exponent = (value) => Number(value.toExponential().split("e")[1]);
  const power = (n) => Number(`1e${n}`);

  function even(value) {
    const low = Math.floor(value), part = value - low;
    if (part !== 0.5) return Math.round(value);
    return low % 2 === 0 ? low : low + 1;
  }

  /* Decimals as Python writes them: toFixed is exact but rounds halves away from zero. Only a
     number that ends in binary can lie halfway, and then all its digits are exact. */
  function fixed(value, digits) {
    const halves = value * 2 ** (digits + 1);
    const scaled = value * 10 ** digits;
    if (Number.isInteger(halves) && Math.abs(scaled % 1) === 0.5) {
      return (even(scaled) / 10 ** digits).toFixed(digits);
    }
    return value.toFixed(digits);
  }

  function grouped(text) {
    const [before, after] = text.split(".");
    const spaced = before.replace(/\B(?=(\d{3})+$)/g, ",");
    return after === undefined ? spaced : `${spaced}.${after}`;
  }

  const whole = (value) => grouped(fixed(value, 0));
  const plain = (value) => grouped(fixed(value, 10).replace(/0+$/, "").replace(/\.$/, "")) || "0";

  function about(value) {
    if (value < 10) return fixed(value, 0);
    const step = power(Math.max(0, exponent(value) - (value >= 1000 ? 3 : 2) + 1));
    return whole(even(value / step) * step);
  }

  const span = (low, high) => `${about(low)} to ${about(high)}`;

  function rate(value) {
    if (value > 0 && value < 0.05) return "under 0.1";
    return value < 100 ? grouped(fixed(value, 1)) : whole(value);
  }

  function percent(share) {
    const points = 100 * share;
    if (points > 0 && points < 0.1) {
      if (points < 1e-9) return "under 0.000000001%";
      return `${plain(Number(fixed(points, Math.max(2, 1 - exponent(points)))))}%`;
    }
    return `${fixed(points, points < 10 ? 1 : 0)}%`;
  }

  const matching = (number) => `${plural(number, "programme")} ${number === 1 ? "matches" : "match"}`;
  const plural = (number, one, many) => `${whole(number)} ${number === 1 ? one : many || `${one}s`}`;

  const listed = (words, last = "and") => words.length < 2 ? words.join("")
    : `${words.slice(0, -1).join(", ")} ${last} ${words[words.length - 1]}`;

  /* A sum that loses nothing to rounding on the way (Kahan); null when there is nothing to add. */
  function sum(values) {
    let total = 0, lost = 0;
    for (const value of values) {
      const next = value - lost, reached = total + next;
      lost = reached - total - next;
      total = reached;
    }
    return values.length ? total : null;
  }

  /* The sum that infinite precision would round to, whatever the order (Shewchuk; as Python's fsum). */
  function exactSum(values) {
    const parts = [];
    for (let value of values) {
      let kept = 0;
      for (let other of parts) {
        if (Math.abs(value) < Math.abs(other)) [value, other] = [other, value];
        const high = value + other, low = other - (high - value);
        if (low) parts[kept++] = low;
        value = high;
      }
      parts.length = kept;
      parts.push(value);
    }
    let total = parts.pop() || 0, lost = 0;
    while (parts.length && !lost) {
      const part = parts.pop(), reached = total + part;
      lost = part - (reached - total);
      total = reached;
    }
    if (!parts.length || Math.sign(lost) !== Math.sign(parts[parts.length - 1])) return total;
    const further = total + 2 * lost;
    return further - total === 2 * lost ? further : total;
  }

  return { exactSum, known, exponent, power, even, fixed, whole, plain, about, span, rate, percent, plural, matching, listed,
    sum };
})();
