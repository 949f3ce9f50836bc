// How a person likes a grid: widths, order and choice of its columns and the height of its rows, kept by its name.
import { useCallback, useMemo, useSyncExternalStore } from "react";
import type { Column } from "./types";

/** What is kept. Columns that are new since then stand where the screen puts them. */
export type Look = {
  widths: Record<string, number>;
  /** Keys that were hidden (true) or brought out (false) by hand. */
  hidden: Record<string, boolean>;
  order: string[];
  height: number;
};

const FRESH: Look = { widths: {}, hidden: {}, order: [], height: 30 };
export const HEIGHTS: readonly number[] = [26, 30, 36];
export const LEAST = 36;
/** The least width of a column that takes what is left. */
export const FLEX = 92;

/** The height of rows in grids that nobody changed. */
export function standardHeight(): number {
  const kept = Number(localStorage.getItem("desk.density"));
  return HEIGHTS.find((height) => height === kept) ?? FRESH.height;
}

/** Another standard height; grids with one of their own keep it. */
export function setStandardHeight(height: number) {
  localStorage.setItem("desk.density", String(height));
  held.clear();
  for (const listener of listeners) listener();
}

const held = new Map<string, Look>();
const listeners = new Set<() => void>();

function read(name: string): Look {
  const known = held.get(name);
  if (known) return known;
  let look = { ...FRESH, height: standardHeight() };
  try {
    const kept = JSON.parse(localStorage.getItem(`grid ${name}`) ?? "null");
    if (kept && typeof kept === "object") look = { ...look, ...kept };
  } catch {
    // What cannot be read is forgotten.
  }
  held.set(name, look);
  return look;
}

function write(name: string, look: Look) {
  held.set(name, look);
  localStorage.setItem(`grid ${name}`, JSON.stringify(look));
  for (const listener of listeners) listener();
}

/** The look of the grid of this name, wherever it is changed. */
export function useLook(name: string): [Look, (change: Partial<Look>) => void] {
  const look = useSyncExternalStore(
    useCallback((listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    }, []),
    () => read(name),
  );
  const change = useCallback((part: Partial<Look>) => write(name, { ...read(name), ...part }), [name]);
  return [look, change];
}

/** Whether a column is left out. */
export function isHidden<T>(column: Column<T>, look: Look): boolean {
  return !column.always && (look.hidden[column.key] ?? column.hidden ?? false);
}

/** All columns in the order that was chosen: fixed ones stay first, those at the right edge last. */
export function ordered<T>(columns: Column<T>[], order: string[]): Column<T>[] {
  if (order.length === 0) return columns;
  const place = (c: Column<T>) => (c.fixed ? 0 : c.right ? 2 : 1);
  const rank = new Map(order.map((key, at) => [key, at]));
  // A column that is not in the order stays behind the one it stands behind on the screen.
  let last = -1;
  const ranks = new Map(
    columns.map((c) => {
      last = rank.get(c.key) ?? last + 0.001;
      return [c.key, last];
    }),
  );
  return [...columns].sort(
    (a, b) => place(a) - place(b) || (ranks.get(a.key) ?? 0) - (ranks.get(b.key) ?? 0),
  );
}

export type Placed<T> = { column: Column<T>; width: number; left: number };

/** The shown columns with their widths and left edges; those without a width share what is left of the room. */
export function usePlaced<T>(columns: Column<T>[], look: Look, room: number, start: number) {
  return useMemo(() => {
    const shown = ordered(columns, look.order).filter((c) => !isHidden(c, look));
    const fixed = shown.reduce((sum, c) => sum + (look.widths[c.key] ?? c.width ?? 0), start);
    const flexible = shown.filter((c) => (look.widths[c.key] ?? c.width) === undefined).length;
    const share = flexible ? Math.max(FLEX, Math.floor((room - fixed) / flexible)) : 0;
    let left = start;
    const placed: Placed<T>[] = shown.map((column) => {
      const width = look.widths[column.key] ?? column.width ?? share;
      const here = { column, width, left };
      left += width;
      return here;
    });
    return { placed, total: left };
  }, [columns, look, room, start]);
}
