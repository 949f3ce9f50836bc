// A table of any length: only the visible rows are drawn. One stop for the Tab key; arrows, space and enter inside.
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useHand } from "./context";
import { Icon } from "./Icon";

export type Column<T> = {
  key: string;
  title: ReactNode;
  /** Pixels; the one column without a width takes the rest. */
  width?: number;
  num?: boolean;
  /** Stays in place when the grid is scrolled sideways. */
  fixed?: boolean;
  /** Stays at the right edge. */
  right?: boolean;
  className?: (row: T) => string;
  cell: (row: T) => ReactNode;
};

export type GridProps<T> = {
  label: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  selected?: ReadonlySet<string>;
  onSelect?: (selected: Set<string>) => void;
  /** The row shown in the drawer. */
  current?: string;
  onOpen?: (row: T) => void;
  onActive?: (row: T) => void;
  /** The last rows have come into sight. */
  onEnd?: () => void;
  rowClass?: (row: T) => string;
  empty?: ReactNode;
  rowHeight?: number;
  testId: string;
};

const FLEX_MIN = 92;
const CHECK = 32;

export function Grid<T>(props: GridProps<T>) {
  const { t } = useHand();
  const { columns, rows, rowKey, selected, onSelect, onOpen, onActive, rowHeight = 30 } = props;
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const [active, setActive] = useState(0);
  const anchor = useRef(0);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    initialRect: { width: 1000, height: 600 },
  });
  useEffect(() => virtual.measure(), [virtual]);
  useEffect(() => setActive((at) => Math.min(at, Math.max(0, rows.length - 1))), [rows.length]);

  const drawn = virtual.getVirtualItems();
  const last = drawn[drawn.length - 1]?.index ?? -1;
  const atEnd = rows.length > 0 && last >= rows.length - 1;
  const onEnd = useRef(props.onEnd);
  onEnd.current = props.onEnd;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a longer list may be asked to grow again
  useEffect(() => {
    if (atEnd) onEnd.current?.();
  }, [atEnd, rows.length]);

  const template = [
    ...(onSelect ? [`${CHECK}px`] : []),
    ...columns.map((c) => (c.width ? `${c.width}px` : `minmax(${FLEX_MIN}px,1fr)`)),
  ].join(" ");
  const least = columns.reduce((sum, c) => sum + (c.width ?? FLEX_MIN), onSelect ? CHECK : 0);
  const stuck = leftEdges(columns, onSelect ? CHECK : 0);
  const allOn = rows.length > 0 && selected?.size === rows.length;

  function move(to: number, extend: boolean) {
    const next = Math.max(0, Math.min(rows.length - 1, to));
    setActive(next);
    virtual.scrollToIndex(next);
    const row = rows[next];
    if (row !== undefined) onActive?.(row);
    if (extend) range(next);
    else anchor.current = next;
  }

  function range(to: number) {
    if (!onSelect) return;
    const [from, until] = [Math.min(anchor.current, to), Math.max(anchor.current, to)];
    onSelect(new Set(rows.slice(from, until + 1).map(rowKey)));
  }

  function toggle(at: number) {
    const row = rows[at];
    if (!onSelect || row === undefined) return;
    const next = new Set(selected);
    const key = rowKey(row);
    if (!next.delete(key)) next.add(key);
    anchor.current = at;
    onSelect(next);
  }

  function keyed(event: KeyboardEvent) {
    if (event.target !== box.current) return;
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 300) / rowHeight) - 2);
    const steps: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: rows.length - 1,
    };
    const step = steps[event.key];
    const row = rows[active];
    if (step !== undefined) move(step, event.shiftKey);
    else if (event.key === " " && event.shiftKey) range(active);
    else if (event.key === " ") toggle(active);
    else if (event.key === "Enter" && row !== undefined && !event.ctrlKey && !event.altKey) onOpen?.(row);
    else if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey) && onSelect)
      onSelect(new Set(rows.map(rowKey)));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div
      className="grid"
      role="grid"
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      aria-multiselectable={onSelect ? true : undefined}
      aria-activedescendant={rows.length > 0 ? `${id}-${active}` : undefined}
      tabIndex={0}
      ref={box}
      onKeyDown={keyed}
      data-testid={props.testId}
    >
      <div className="ghead" role="row" style={{ gridTemplateColumns: template, minWidth: least }}>
        {onSelect ? (
          <span role="columnheader" className="gcell fixed" style={{ left: 0 }}>
            <Check
              on={allOn ? true : selected && selected.size > 0 ? "mix" : false}
              label={t("grid.all")}
              testId={`${props.testId}-all`}
              onChange={() => onSelect(allOn ? new Set() : new Set(rows.map(rowKey)))}
            />
          </span>
        ) : null}
        {columns.map((c) => (
          <span
            key={c.key}
            role="columnheader"
            className={`gcell${c.num ? " num" : ""}${c.fixed ? " fixed" : ""}${c.right ? " fixed right" : ""}`}
            style={c.fixed ? { left: stuck.get(c.key) } : undefined}
          >
            {c.title}
          </span>
        ))}
      </div>
      {rows.length === 0 ? (props.empty ?? null) : null}
      <div className="gbody" style={{ height: virtual.getTotalSize(), minWidth: least }} role="rowgroup">
        {drawn.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const key = rowKey(row);
          const on = selected?.has(key) ?? false;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid itself listens to the keys
            <div
              key={key}
              id={`${id}-${item.index}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={on}
              className={`grow${on ? " sel" : ""}${key === props.current ? " cur" : ""}${item.index === active ? " at" : ""} ${props.rowClass?.(row) ?? ""}`}
              style={{
                gridTemplateColumns: template,
                transform: `translateY(${item.start}px)`,
                height: rowHeight,
              }}
              data-testid={`${props.testId}-row`}
              data-key={key}
              onClick={(event) => {
                if (event.shiftKey) range(item.index);
                else anchor.current = item.index;
                setActive(item.index);
                onActive?.(row);
                if (!event.shiftKey && !isControl(event.target)) onOpen?.(row);
              }}
            >
              {onSelect ? (
                <span role="gridcell" className="gcell fixed" style={{ left: 0 }}>
                  <Check
                    on={on}
                    label={t("grid.one")}
                    onChange={() => toggle(item.index)}
                    testId={`${props.testId}-check`}
                  />
                </span>
              ) : null}
              {columns.map((c) => (
                <span
                  key={c.key}
                  role="gridcell"
                  className={`gcell${c.num ? " num" : ""}${c.fixed ? " fixed" : ""}${c.right ? " fixed right" : ""} ${c.className?.(row) ?? ""}`}
                  style={c.fixed ? { left: stuck.get(c.key) } : undefined}
                >
                  {c.cell(row)}
                </span>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function leftEdges<T>(columns: Column<T>[], start: number): Map<string, number> {
  const edges = new Map<string, number>();
  let left = start;
  for (const c of columns) {
    if (!c.fixed) break;
    edges.set(c.key, left);
    left += c.width ?? FLEX_MIN;
  }
  return edges;
}

function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest("button,a,input,select,[role=checkbox]") !== null;
}

/** A checkbox of 14 px; `mix` when some of many are on. */
export function Check(props: {
  on: boolean | "mix";
  label: string;
  onChange: (on: boolean) => void;
  text?: ReactNode;
  testId?: string;
  disabled?: boolean;
}) {
  const box = (
    <button
      type="button"
      role="checkbox"
      tabIndex={props.text ? 0 : -1}
      disabled={props.disabled}
      aria-checked={props.on === "mix" ? "mixed" : props.on}
      aria-label={props.label}
      className={`cb${props.on === true ? " on" : props.on === "mix" ? " mix" : ""}`}
      data-testid={props.testId}
      onClick={() => props.onChange(props.on !== true)}
    >
      {props.on === true ? <Icon name="check" /> : props.on === "mix" ? <Icon name="minus" /> : null}
    </button>
  );
  if (!props.text) return box;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the words beside the box are a larger place to click; the box takes the keys
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <span
      className="checkline"
      onClick={(event) => {
        if (!(event.target instanceof Element && event.target.closest("button")))
          props.onChange(props.on !== true);
      }}
    >
      {box}
      <span>{props.text}</span>
    </span>
  );
}
