// What is in sight of a grid: the rows and columns to draw, kept up with the scroll position before each frame.
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { Placed } from "./look";
import type { Sight } from "./Row";
import { Span } from "./span";

/** The rows drawn change by so many at a time, so that most steps of the wheel draw nothing anew. */
const STEP = 4;
/** Rows drawn beyond those in sight. */
const SPARE = 6;
const HEAD = 30;
/** Milliseconds after which a long way is one by itself, and rows in sight are shown. */
const STILL = 70;
/** Pixels of columns drawn beyond those in sight, and by which they change. */
const ASIDE = 240;

export type Part = {
  from: number;
  to: number;
  aside: number;
  drift: number;
  /** The bar is being pulled: what is in sight will be gone with the next frame, and nobody can read it. */
  flies: boolean;
};

/** Room of the element; where nothing is laid out (in tests), that of a small window. */
function roomOf(box: HTMLElement | null) {
  return { wide: box?.clientWidth || 1000, high: Math.max(60, (box?.clientHeight || 630) - HEAD) };
}

export function useSight(box: RefObject<HTMLDivElement | null>, count: number, height: number) {
  const [room, setRoom] = useState(() => roomOf(null));
  const held = useRef<Span | null>(null);
  held.current ??= new Span(count, height, room.high);
  const span = held.current;
  const partOf = useCallback((): Part => {
    const first = Math.floor(span.first() / STEP) * STEP - SPARE;
    // Always as many, so that the same rows can be used again elsewhere.
    const drawn = (Math.ceil(span.room / span.height / STEP) + 1) * STEP + 2 * SPARE;
    const from = Math.max(0, first);
    const to = Math.min(span.count, first + drawn);
    const aside = Math.floor((box.current?.scrollLeft ?? 0) / ASIDE) * ASIDE;
    return { from, to, aside, drift: span.scroll - span.top, flies: false };
  }, [span, box]);
  const [part, setPart] = useState<Part>(partOf);
  const shown = useRef(part);
  const flown = useRef(Number.NEGATIVE_INFINITY);
  const landing = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(landing.current), []);
  const show = useCallback(
    (scrolled: boolean) => {
      const next = partOf();
      const last = shown.current;
      const stay = Math.min(next.to, last.to) - Math.max(next.from, last.from);
      if (scrolled && stay * 2 < next.to - next.from) {
        const now = performance.now();
        next.flies = now - flown.current < STILL;
        flown.current = now;
      }
      if (
        next.from === last.from &&
        next.to === last.to &&
        next.aside === last.aside &&
        next.drift === last.drift
      )
        return;
      shown.current = next;
      clearTimeout(landing.current);
      if (next.flies)
        landing.current = setTimeout(() => {
          shown.current = { ...shown.current, flies: false };
          setPart(shown.current);
        }, STILL);
      if (scrolled) flushSync(() => setPart(next));
      else setPart(next);
    },
    [partOf],
  );

  /** Puts the list somewhere and the element with it. */
  const moveTo = useCallback(
    (top: number) => {
      const scroll = span.moveTo(top);
      if (box.current && Math.abs(box.current.scrollTop - scroll) >= 1) {
        box.current.scrollTop = scroll;
        // The element knows whole pixels only; what it says is what holds.
        span.scroll = box.current.scrollTop;
        if (!span.scaled) span.top = span.scroll;
      }
      show(false);
    },
    [span, box, show],
  );

  // Another length, row height or room: the first row in sight stays where it is.
  useLayoutEffect(() => {
    const first = span.top / span.height;
    const changed = span.height !== height;
    span.count = count;
    span.height = height;
    span.room = room.high;
    moveTo(changed ? first * height : span.top);
    show(false);
  }, [span, count, height, room, moveTo, show]);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () =>
      setRoom((old) => {
        const next = roomOf(element);
        return old.wide === next.wide && old.high === next.high ? old : next;
      });
    measure();
    const watcher = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(measure);
    watcher?.observe(element);
    return () => watcher?.disconnect();
  }, [box]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let settled: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
      if (span.adrift) moveTo(span.top);
    };
    const scrolled = () => {
      const to = element.scrollTop;
      if (to !== span.scroll) span.scrolled(to);
      if (span.urgent) settle();
      // Drawn at once: the frame that shows the new position shows its rows as well.
      show(true);
      clearTimeout(settled);
      if (span.scaled) settled = setTimeout(settle, 160);
    };
    element.addEventListener("scroll", scrolled, { passive: true });
    return () => {
      clearTimeout(settled);
      element.removeEventListener("scroll", scrolled);
    };
  }, [box, span, moveTo, show]);

  return { span, part, room, moveTo };
}

/** The columns to draw, with room in place of the others. */
export function useColumnsInSight<T>(
  placed: Placed<T>[],
  total: number,
  room: number,
  aside: number,
  start: number,
): Sight<T> {
  return useMemo(() => {
    const wider = total > room;
    const moving = (p: Placed<T>) => !p.column.fixed && !p.column.right;
    const first = placed.findIndex(moving);
    const rights = new Map<string, number>();
    let right = 0;
    for (const p of [...placed].reverse()) {
      if (!p.column.right) break;
      rights.set(p.column.key, right);
      right += p.width;
    }
    if (first < 0)
      return { placed, from: placed.length, to: placed.length, before: 0, behind: 0, rights, start, wider };
    const end = placed.findLastIndex(moving) + 1;
    if (total <= room + ASIDE * 2)
      return { placed, from: first, to: end, before: 0, behind: 0, rights, start, wider };
    let from = first;
    let to = end;
    let before = 0;
    let behind = 0;
    const leftEdge = aside - ASIDE + (placed[first]?.left ?? 0);
    const rightEdge = aside + ASIDE * 2 + room;
    while (from < to - 1 && (placed[from]?.left ?? 0) + (placed[from]?.width ?? 0) < leftEdge) {
      before += placed[from]?.width ?? 0;
      from += 1;
    }
    while (to > from + 1 && (placed[to - 1]?.left ?? 0) > rightEdge) {
      behind += placed[to - 1]?.width ?? 0;
      to -= 1;
    }
    return { placed, from, to, before, behind, rights, start, wider };
  }, [placed, total, room, aside, start]);
}
