// What a grid is told: its columns, its rows, and what may be done with them.
import type { ReactNode } from "react";

export type Column<T> = {
  key: string;
  title: ReactNode;
  /** The name of the column where the title is no plain text: in the choice of columns, and read aloud. */
  name?: string;
  /** Pixels; columns without a width share what is left. */
  width?: number;
  num?: boolean;
  /** Stays in place when the grid is scrolled sideways. Fixed columns stand first. */
  fixed?: boolean;
  /** Stays at the right edge. Such columns stand last. */
  right?: boolean;
  /** Cannot be hidden or moved. */
  always?: boolean;
  /** Hidden until someone chooses it. */
  hidden?: boolean;
  /** The head sorts by this word; see `sort` and `onSort`. */
  sort?: string;
  className?: (row: T) => string;
  cell: (row: T) => ReactNode;
  /** What is copied, and what an editor starts with. */
  text?: (row: T) => string;
  /** Cells that may be typed into. */
  editable?: boolean | ((row: T) => boolean);
  /** The mark of a cell: tinted, and told to those who cannot see it. `stops` makes the cell invalid. */
  mark?: (row: T) => "stops" | "warns" | "fixed" | undefined;
  /** Shown on hover. */
  hint?: (row: T) => string | undefined;
};

/** Rows that are not all at hand: only those in sight are asked for. */
export type Source<T> = {
  /** Another key is another list: the grid goes back to its first row. */
  key: string;
  total: number;
  /** The row, if it is at hand. */
  row: (index: number) => T | undefined;
  /** These rows are in sight, the last one included. */
  want: (from: number, to: number) => void;
  /** Tells when rows have come that the screen around the grid need not know of, and how often they did. */
  news?: { subscribe: (listener: () => void) => () => void; version: () => number };
  /** All rows of a range, fetched when needed; for copying. */
  take?: (from: number, to: number) => Promise<T[]>;
};

/** A block of cells: rows by index, both included, and the keys of its columns from left to right. */
export type Range = { from: number; to: number; columns: string[] };

export type Sort = { by: string; descending: boolean };

export type GridProps<T> = {
  label: string;
  columns: Column<T>[];
  /** All rows; or else a `source`. */
  rows?: T[];
  source?: Source<T>;
  rowKey: (row: T) => string;
  /** The selected rows; with `allBut`, those that are not. */
  selected?: ReadonlySet<string>;
  /** Everything that matches is selected, but the rows in `selected`. */
  allBut?: boolean;
  onSelect?: (selected: Set<string>, allBut: boolean) => void;
  /** The row shown in the drawer. */
  current?: string;
  onOpen?: (row: T, index: number) => void;
  /** The cursor has come to a row. */
  onActive?: (row: T, index: number, column: string) => void;
  /** The last rows have come into sight. */
  onEnd?: () => void;
  sort?: Sort | null;
  onSort?: (sort: Sort) => void;
  onEdit?: (row: T, column: string, text: string) => void;
  /** A block was pasted with its first cell here; columns and rows as tabs and lines. */
  onPaste?: (row: T, column: string, text: string) => void;
  onFillDown?: (range: Range) => void;
  onClear?: (range: Range) => void;
  rowClass?: (row: T) => string;
  empty?: ReactNode;
  /** Pixels; without it, the row height that was chosen for this grid. */
  rowHeight?: number;
  /** Widths, order and choice of columns and the row height are remembered under this name. */
  testId: string;
  /** Brings a row into sight and puts the cursor there, when `at` changes. */
  goTo?: { index: number; column?: string; at: number } | null;
};
