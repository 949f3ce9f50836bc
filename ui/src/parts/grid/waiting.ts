// What a row looks like that is still being read: a quiet line where each value will stand, painted as one background.
import type { Sight } from "./Row";

/** Longest line, and its height. */
const LONGEST = 64;
const HIGH = 8;

export function waiting<T>(sight: Sight<T>): string {
  const ink = "linear-gradient(var(--sunken),var(--sunken))";
  const drawn = sight.placed.filter((p, at) => p.column.fixed || (at >= sight.from && at < sight.to));
  const bars = drawn.map((p) => {
    const wide = Math.min(LONGEST, Math.floor((p.width - 16) * 0.6));
    const left = p.column.num ? p.left + p.width - 8 - wide : p.left + 8;
    return `${ink} ${left}px center / ${wide}px ${HIGH}px no-repeat`;
  });
  return bars.join(",") || "none";
}
