// One row of a grid, drawn again only when something of it changed.
import { type KeyboardEvent, memo, type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { Icon } from "../Icon";
import { Check } from "./Check";
import type { Placed } from "./look";
import type { Column } from "./types";

/** The check column. */
export const CHECK = 32;

/** Columns that are drawn: those that stay in place, and of the others those in sight. */
export type Sight<T> = {
  placed: Placed<T>[];
  /** Of the columns that move: the first drawn and the one behind the last. */
  from: number;
  to: number;
  /** Widths of what is left out before and behind. */
  before: number;
  behind: number;
  /** Distance of each right column from the right edge. */
  rights: Map<string, number>;
  /** Wider than the room: some columns have to stay in place. */
  wider: boolean;
  /** Left edge of where the columns begin: behind the checks. */
  start: number;
};

/** What a row may ask of its grid; stays the same for its life. */
export type RowHand = {
  keep: (row: number, col: number, text: string, then: "stay" | "down" | "next" | "previous") => void;
  cancel: () => void;
};

export const editable = <T,>(column: Column<T>, row: T) =>
  typeof column.editable === "function" ? column.editable(row) : column.editable === true;

/** The plain text of a cell. */
export function textOf<T>(column: Column<T>, row: T): string {
  if (column.text) return column.text(row);
  const shown = column.cell(row);
  return typeof shown === "string" || typeof shown === "number" ? String(shown) : "";
}

export function cellClass<T>(c: Column<T>): string {
  return `gcell${c.num ? " num" : ""}${c.fixed ? " fixed" : ""}${c.right ? " fixed right" : ""}`;
}

export function edges<T>(p: Placed<T>, sight: Sight<T>) {
  if (!sight.wider) return { width: p.width };
  if (p.column.fixed) return { width: p.width, left: p.left };
  if (p.column.right) return { width: p.width, right: sight.rights.get(p.column.key) };
  return { width: p.width };
}

/** Draws cells in sight with room in place of those that are not. */
export function Cells<T>({
  sight,
  draw,
}: {
  sight: Sight<T>;
  draw: (p: Placed<T>, at: number) => ReactNode;
}) {
  const cells: ReactNode[] = [];
  sight.placed.forEach((p, at) => {
    if (at === sight.from && sight.before > 0)
      cells.push(<span key="<" className="ggap" style={{ width: sight.before }} />);
    if (at === sight.to && sight.behind > 0)
      cells.push(<span key=">" className="ggap" style={{ width: sight.behind }} />);
    if (p.column.fixed || p.column.right || (at >= sight.from && at < sight.to)) cells.push(draw(p, at));
  });
  if (sight.to === sight.placed.length && sight.behind > 0)
    cells.push(<span key=">" className="ggap" style={{ width: sight.behind }} />);
  return <>{cells}</>;
}

type RowProps<T> = {
  id: string;
  testId: string;
  row: T | undefined;
  rowKey: string;
  index: number;
  top: number;
  height: number;
  width: number;
  sight: Sight<T>;
  look: string;
  /** Whether the row is selected; undefined where rows cannot be. */
  checked: boolean | undefined;
  checkLabel: string;
  /** The column of the cursor, or -1. */
  at: number;
  /** The selected block: its first and last column, or -1. */
  from: number;
  to: number;
  editing: string | null;
  canEdit: boolean;
  hand: RowHand;
};

/** The frame of a row. It may move to another place of the list, with the cells it has; while the new row is still being
 * read they are out of sight, and cost nothing. */
function RowOf<T>(props: RowProps<T>) {
  const { row, index, at } = props;
  const last = useRef(row);
  const waits = row === undefined;
  const shown = row ?? last.current;
  useLayoutEffect(() => {
    if (row !== undefined) last.current = row;
  }, [row]);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={props.checked}
      aria-busy={waits || undefined}
      className={props.look}
      style={{ top: props.top, height: props.height, width: props.width }}
      data-testid={waits ? undefined : `${props.testId}-row`}
      data-key={props.rowKey}
      data-i={index}
    >
      {shown === undefined ? null : (
        <div role="presentation" className="gcells" style={waits ? HIDDEN : undefined}>
          {props.checked === undefined ? null : (
            <span
              role="gridcell"
              aria-colindex={1}
              className="gcell fixed gcheck"
              style={{ left: 0 }}
              data-check
            >
              <Check
                on={props.checked}
                label={props.checkLabel}
                onChange={() => undefined}
                testId={waits ? undefined : `${props.testId}-check`}
              />
            </span>
          )}
          <RowCells
            // The place is told only where a cell needs it.
            index={at >= 0 || props.editing !== null ? index : -1}
            id={props.id}
            row={shown}
            sight={props.sight}
            at={at}
            from={props.from}
            to={props.to}
            editing={waits ? null : props.editing}
            canEdit={props.canEdit}
            hand={props.hand}
          />
        </div>
      )}
      {waits ? (
        <span
          role="gridcell"
          aria-colindex={at < 0 ? 1 : at + 1 + (props.sight.start > 0 ? 1 : 0)}
          className="gwait"
          id={at < 0 ? undefined : `${props.id}-${index}-${at}`}
        />
      ) : null}
    </div>
  );
}

const HIDDEN = { visibility: "hidden" } as const;

type CellsProps<T> = Pick<
  RowProps<T>,
  "id" | "index" | "sight" | "at" | "from" | "to" | "editing" | "canEdit" | "hand"
> & { row: T };

function RowCellsOf<T>(props: CellsProps<T>) {
  const { row, sight, index, at, id } = props;
  return (
    <Cells
      sight={sight}
      draw={(p, n) => {
        const { column } = p;
        const here = at === n;
        const inside = n >= props.from && n <= props.to;
        const mark = column.mark?.(row);
        return (
          <span
            key={column.key}
            id={here ? `${id}-${index}-${n}` : undefined}
            role="gridcell"
            aria-colindex={n + 1 + (sight.start > 0 ? 1 : 0)}
            aria-selected={inside || undefined}
            aria-readonly={props.canEdit && !editable(column, row) ? true : undefined}
            aria-invalid={mark === "stops" || undefined}
            className={`${cellClass(column)}${mark ? ` x-${MARK[mark]}` : ""}${inside ? " in" : ""}${here ? " here" : ""} ${column.className?.(row) ?? ""}`}
            style={edges(p, sight)}
            title={column.hint?.(row)}
            data-c={n}
          >
            {props.editing !== null && here ? (
              <CellEditor
                text={props.editing}
                label={column.name ?? (typeof column.title === "string" ? column.title : column.key)}
                keep={(text, then) => props.hand.keep(index, n, text, then)}
                cancel={props.hand.cancel}
              />
            ) : (
              <>
                {mark ? (
                  <Icon name={mark === "fixed" ? "check" : mark === "stops" ? "stop" : "warn"} small />
                ) : null}
                {column.cell(row)}
              </>
            )}
          </span>
        );
      }}
    />
  );
}

const RowCells = memo(RowCellsOf) as typeof RowCellsOf;

const MARK = { stops: "stop", warns: "warn", fixed: "fix" };

export const Row = memo(RowOf) as typeof RowOf;

/** Where a cell is typed into. Enter goes down, Tab goes on, Escape leaves all as it was. */
function CellEditor(props: {
  text: string;
  label: string;
  keep: (text: string, then: "stay" | "down" | "next" | "previous") => void;
  cancel: () => void;
}) {
  const [text, setText] = useState(props.text);
  const box = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useLayoutEffect(() => {
    box.current?.focus({ preventScroll: true });
    const end = box.current?.value.length ?? 0;
    box.current?.setSelectionRange(end, end);
  }, []);
  const keep = (then: "stay" | "down" | "next" | "previous") => {
    if (done.current) return;
    done.current = true;
    props.keep(text, then);
  };
  const keyed = (event: KeyboardEvent) => {
    event.stopPropagation();
    // Enter and Escape of an input method choose its words.
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") keep("down");
    else if (event.key === "Tab") keep(event.shiftKey ? "previous" : "next");
    else if (event.key === "Escape") {
      done.current = true;
      props.cancel();
    } else return;
    event.preventDefault();
  };
  return (
    <input
      ref={box}
      className="celledit"
      aria-label={props.label}
      value={text}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => setText(event.target.value)}
      onBlur={() => keep("stay")}
      onKeyDown={keyed}
      data-testid="cell-editor"
    />
  );
}
