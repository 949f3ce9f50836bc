// The keys of a grid, as in a spreadsheet.
import type { KeyboardEvent, RefObject } from "react";

type Place = { row: number; col: number };

export type Acts = {
  box: RefObject<HTMLDivElement | null>;
  at: () => Place;
  ends: () => { row: number; col: number; page: number };
  /** `extend` keeps the other corner of the block. Row -1 is the head. */
  move: (to: Place, extend: boolean) => void;
  select: { row: () => void; through: () => void; all: () => void };
  sort: () => void;
  widen: (by: number) => void;
  open: () => void;
  /** Whether the cell under the cursor may be typed into; if so it is open now. */
  edit: (text?: string) => boolean;
  fillDown: () => void;
  clear: (() => void) | undefined;
};

/** What a key does; keys that mean nothing here go on to the screen. */
export function acting(acts: Acts) {
  return (event: KeyboardEvent) => {
    if (inside(event, acts)) return;
    if (!keyed(event, acts)) return;
    event.preventDefault();
    event.stopPropagation();
  };
}

function keyed(event: KeyboardEvent, acts: Acts): boolean {
  const { row, col } = acts.at();
  const ends = acts.ends();
  const far = event.ctrlKey || event.metaKey;
  if (event.altKey) return false;
  const head = row < 0;
  if (head && event.shiftKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
    acts.widen(event.key === "ArrowLeft" ? -16 : 16);
    return true;
  }
  const to = (r: number, c: number) => {
    acts.move({ row: r, col: c }, event.shiftKey && !head);
    return true;
  };
  switch (event.key) {
    case "ArrowDown":
      return to(far ? ends.row : row + 1, col);
    case "ArrowUp":
      return to(far ? 0 : event.shiftKey ? Math.max(0, row - 1) : row - 1, col);
    case "ArrowLeft":
      return to(row, far ? 0 : col - 1);
    case "ArrowRight":
      return to(row, far ? ends.col : col + 1);
    case "PageDown":
      return to(row + ends.page, col);
    case "PageUp":
      return to(Math.max(0, row - ends.page), col);
    case "Home":
      return far ? to(0, 0) : to(row, 0);
    case "End":
      return far ? to(ends.row, ends.col) : to(row, ends.col);
    case "Enter":
      if (far) return false;
      if (head) acts.sort();
      else acts.open();
      return true;
    case " ":
      if (head) acts.sort();
      else if (event.shiftKey) acts.select.through();
      else acts.select.row();
      return true;
    case "F2":
      return !head && acts.edit();
    case "Delete":
    case "Backspace":
      if (head || !acts.clear) return false;
      acts.clear();
      return true;
  }
  if (far) {
    if (event.key.toLowerCase() === "a") acts.select.all();
    else if (event.key.toLowerCase() === "d") acts.fillDown();
    else return false;
    return true;
  }
  // Typing begins anew; an input method brings its first sign itself.
  if (head) return false;
  if (event.key === "Process") return acts.edit("") && false;
  return event.key.length === 1 && acts.edit(event.key);
}

/** Keys pressed while something inside the grid has the focus: a button in a cell, or an editor. */
function inside(event: KeyboardEvent, acts: Acts): boolean {
  const box = acts.box.current;
  const { target } = event;
  if (target === box || !(target instanceof HTMLElement)) return false;
  if (target.closest("input,textarea,select")) return true;
  if (event.key === "Enter" || event.key === " ") return true;
  if (event.key === "Tab") {
    // The grid is one stop: from inside it the way goes on from the grid itself.
    box?.focus({ preventScroll: true });
    return true;
  }
  const buttons = [...(target.closest(".gcell")?.querySelectorAll<HTMLElement>("button") ?? [])];
  const at = buttons.indexOf(target);
  const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  const next = buttons[at + by];
  if (by !== 0 && next && target.classList.contains("act")) {
    next.focus();
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
  box?.focus({ preventScroll: true });
  if (event.key !== "Escape") return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}
