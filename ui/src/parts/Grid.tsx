// A table of any length and width: only what is in sight is drawn. One stop for the Tab key; inside, the keys of a
// spreadsheet.
import {
  type MouseEvent,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { InGrid, useHand } from "./context";
import { Head } from "./grid/Head";
import { acting } from "./grid/keys";
import { LEAST, useLook, usePlaced } from "./grid/look";
import { CHECK, editable, Row, type RowHand, textOf } from "./grid/Row";
import { type Slots, slotsFor } from "./grid/slots";
import type { GridProps } from "./grid/types";
import { useClipboard } from "./grid/useClipboard";
import { useColumnsInSight, useSight } from "./grid/useSight";
import { waiting } from "./grid/waiting";

export { Check } from "./grid/Check";
export { GridTools } from "./grid/Tools";
export type { Column, GridProps, Range, Sort, Source } from "./grid/types";
export { useWindow } from "./grid/window";

type Place = { row: number; col: number };
const START: Place = { row: 0, col: 0 };
const NO_NEWS = { subscribe: () => () => undefined, version: () => 0 };

export function Grid<T>(props: GridProps<T>) {
  const { t } = useHand();
  const { columns, rows, source, rowKey, selected, onSelect, testId } = props;
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const [look, changeLook] = useLook(testId);
  const height = props.rowHeight ?? look.height;
  const count = source ? source.total : (rows?.length ?? 0);
  const news = source?.news ?? NO_NEWS;
  const version = useSyncExternalStore(news.subscribe, news.version);
  const rowAt = (index: number): T | undefined => (source ? source.row(index) : rows?.[index]);
  const start = onSelect ? CHECK : 0;
  const { span, part, room, moveTo } = useSight(box, count, height);
  const { placed, total } = usePlaced(columns, look, room.wide, start);
  const width = Math.max(total, room.wide);
  const sight = useColumnsInSight(placed, total, room.wide, part.aside, start);

  const [cursor, setCursor] = useState<Place>(START);
  const [anchor, setAnchor] = useState<Place>(START);
  const [editing, setEditing] = useState<{ row: number; col: number; text: string } | null>(null);
  const marked = useRef(0);
  const lastCol = Math.max(0, placed.length - 1);
  const col = Math.min(cursor.col, lastCol);
  const block = {
    from: Math.max(0, Math.min(anchor.row, cursor.row)),
    to: Math.max(anchor.row, cursor.row),
    left: Math.min(anchor.col, col),
    right: Math.min(lastCol, Math.max(anchor.col, col)),
  };
  const several = block.from !== block.to || block.left !== block.right;
  const canEdit = columns.some((c) => c.editable);

  // Another list begins at its beginning; a shorter one ends at its end.
  const listKey = source?.key ?? "";
  const lastKey = useRef(listKey);
  useLayoutEffect(() => {
    if (lastKey.current === listKey) return;
    lastKey.current = listKey;
    // Who sorts from the head goes on in the head.
    setCursor((now) => (now.row < 0 ? now : START));
    setAnchor(START);
    setEditing(null);
    moveTo(0);
  }, [listKey, moveTo]);
  useEffect(() => {
    const within = (at: Place) => (at.row >= count ? { ...at, row: Math.max(0, count - 1) } : at);
    setCursor(within);
    setAnchor(within);
  }, [count]);

  // What is in sight is asked for; what flies past while the bar is pulled is not.
  const want = source?.want;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again for every part that is drawn, and when the list has changed
  useEffect(() => {
    if (want && !part.flies) want(span.first(), Math.max(0, span.last()));
  }, [want, span, part, count, version]);
  const atEnd = count > 0 && part.to >= count;
  const onEnd = useRef(props.onEnd);
  onEnd.current = props.onEnd;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a longer list may be asked to grow again
  useEffect(() => {
    if (atEnd) onEnd.current?.();
  }, [atEnd, count]);

  const isOn = (key: string) => (props.allBut ? !selected?.has(key) : (selected?.has(key) ?? false));
  const allOn = count > 0 && (props.allBut ? selected?.size === 0 : selected?.size === count);
  const someOn = props.allBut ? true : (selected?.size ?? 0) > 0;

  function reveal(row: number, at: number) {
    if (row >= 0) moveTo(span.toShow(row));
    const p = placed[at];
    const element = box.current;
    if (!p || !element || p.column.fixed || p.column.right || total <= room.wide) return;
    const stuck = sight.placed.filter((x) => x.column.fixed).reduce((sum, x) => sum + x.width, start);
    const rights = sight.placed.filter((x) => x.column.right).reduce((sum, x) => sum + x.width, 0);
    if (p.left < element.scrollLeft + stuck) element.scrollLeft = p.left - stuck;
    else if (p.left + p.width > element.scrollLeft + room.wide - rights)
      element.scrollLeft = p.left + p.width - room.wide + rights;
  }

  function move(to: Place, extend: boolean) {
    const next = {
      row: Math.max(-1, Math.min(count - 1, to.row)),
      col: Math.max(0, Math.min(lastCol, to.col)),
    };
    setCursor(next);
    if (!extend) setAnchor(next);
    reveal(next.row, next.col);
    const row = rowAt(next.row);
    if (row !== undefined) props.onActive?.(row, next.row, placed[next.col]?.column.key ?? "");
  }

  /** The rows of a range; those that are not at hand are fetched. */
  async function rowsOf(from: number, to: number): Promise<T[]> {
    const here: T[] = [];
    for (let at = from; at <= to; at++) {
      const row = rowAt(at);
      if (row === undefined) return source?.take ? source.take(from, to) : here;
      here.push(row);
    }
    return here;
  }

  function choose(found: T[], how: "flip" | "on") {
    if (!onSelect || found.length === 0) return;
    const keys = found.map(rowKey);
    const next = new Set(selected);
    const off = how === "flip" && keys.every(isOn);
    for (const key of keys) {
      if (off === (props.allBut ?? false)) next.add(key);
      else next.delete(key);
    }
    onSelect(next, props.allBut ?? false);
  }
  function chooseRows(from: number, to: number, how: "flip" | "on") {
    const here: T[] = [];
    for (let at = from; at <= to; at++) {
      const row = rowAt(at);
      if (row === undefined) return void rowsOf(from, to).then((found) => choose(found, how));
      here.push(row);
    }
    choose(here, how);
  }
  function flip(index: number, through: boolean) {
    if (through) chooseRows(Math.min(marked.current, index), Math.max(marked.current, index), "on");
    else chooseRows(index, index, "flip");
    marked.current = index;
  }
  function chooseAll(on: boolean) {
    if (!onSelect) return;
    if (!on) onSelect(new Set(), false);
    else if (source) onSelect(new Set(), true);
    else onSelect(new Set((rows ?? []).map(rowKey)), false);
  }

  const sortBy = props.onSort
    ? (by: string) =>
        props.onSort?.({ by, descending: props.sort?.by === by ? !props.sort.descending : false })
    : undefined;

  function edit(at: Place, text?: string): boolean {
    const row = rowAt(at.row);
    const column = placed[at.col]?.column;
    if (row === undefined || !column || !props.onEdit || !editable(column, row)) return false;
    setEditing({ ...at, text: text ?? textOf(column, row) });
    return true;
  }
  function stopEditing() {
    setEditing(null);
    box.current?.focus({ preventScroll: true });
  }
  const now: RowHand & HeadHand = {
    sort: (by) => sortBy?.(by),
    all: () => chooseAll(!allOn),
    keep: (index, at, text, then) => {
      const row = rowAt(index);
      const column = placed[at]?.column;
      if (row !== undefined && column && text !== textOf(column, row)) props.onEdit?.(row, column.key, text);
      if (then === "stay") return setEditing(null);
      stopEditing();
      if (then === "down") return move({ row: index + 1, col: at }, false);
      const by = then === "next" ? 1 : -1;
      for (let n = at + by; n >= 0 && n <= lastCol; n += by) {
        const next = placed[n]?.column;
        if (row === undefined || !next || !editable(next, row)) continue;
        move({ row: index, col: n }, false);
        return void edit({ row: index, col: n });
      }
    },
    cancel: stopEditing,
  };
  const hand = useRef(now);
  hand.current = now;
  const stable = useRef<RowHand & HeadHand>({
    keep: (...of) => hand.current.keep(...of),
    cancel: () => hand.current.cancel(),
    sort: (by) => hand.current.sort(by),
    all: () => hand.current.all(),
  });

  const range = {
    from: block.from,
    to: block.to,
    columns: placed.slice(block.left, block.right + 1).map((p) => p.column.key),
  };
  useClipboard(box, {
    copy: async () => {
      const found = await rowsOf(block.from, Math.min(block.to, block.from + 9_999));
      const of = placed.slice(block.left, block.right + 1);
      return found
        .map((row) => of.map((p) => textOf(p.column, row).replace(/[\t\r\n]+/g, " ")).join("\t"))
        .join("\n");
    },
    paste: (text) => {
      const row = rowAt(block.from);
      const column = placed[block.left]?.column;
      if (row !== undefined && column && text !== "") props.onPaste?.(row, column.key, text);
    },
  });

  const page = Math.max(1, Math.floor(room.high / height) - 1);
  const keyed = acting({
    box,
    at: () => ({ row: cursor.row, col }),
    ends: () => ({ row: count - 1, col: lastCol, page }),
    move,
    select: {
      row: () => (several ? chooseRows(block.from, block.to, "flip") : flip(cursor.row, false)),
      through: () => (several ? chooseRows(block.from, block.to, "on") : flip(cursor.row, true)),
      all: () => {
        if (onSelect) return chooseAll(true);
        setAnchor(START);
        setCursor({ row: count - 1, col: lastCol });
      },
    },
    sort: () => {
      const by = placed[col]?.column.sort;
      if (by) sortBy?.(by);
    },
    widen: (by) => {
      const p = placed[col];
      if (p) changeLook({ widths: { ...look.widths, [p.column.key]: Math.max(LEAST, p.width + by) } });
    },
    open: () => {
      const row = rowAt(cursor.row);
      if (edit({ row: cursor.row, col })) return;
      const inside = box.current?.querySelectorAll<HTMLElement>(".gcell.here .act");
      if (inside?.length) inside[0]?.focus();
      else if (row !== undefined) props.onOpen?.(row, cursor.row);
    },
    edit: (text) => edit({ row: cursor.row, col }, text),
    fillDown: () => props.onFillDown?.(range),
    clear: props.onClear ? () => props.onClear?.(range) : undefined,
  });

  // Brought into sight from outside.
  const asked = props.goTo?.at;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new request moves
  useLayoutEffect(() => {
    const to = props.goTo;
    if (!to) return;
    const at = placed.findIndex((p) => p.column.key === to.column);
    const next = { row: Math.min(to.index, count - 1), col: at < 0 ? cursor.col : at };
    setCursor(next);
    setAnchor(next);
    reveal(next.row, next.col);
  }, [asked]);

  // The mouse: a press puts the cursor, pulling takes a block, a click without pulling opens.
  const pulled = useRef(false);
  function cellOf(event: MouseEvent): Place | null {
    if (!(event.target instanceof Element)) return null;
    const row = event.target.closest<HTMLElement>("[data-i]")?.dataset.i;
    const at = event.target.closest<HTMLElement>("[data-c]")?.dataset.c;
    return row === undefined ? null : { row: Number(row), col: at === undefined ? col : Number(at) };
  }
  function pressed(event: MouseEvent) {
    pulled.current = false;
    const at = cellOf(event);
    if (!at || event.button !== 0 || isControl(event.target)) return;
    setCursor(at);
    if (event.shiftKey) pulled.current = true;
    else setAnchor(at);
    const row = rowAt(at.row);
    if (row !== undefined) props.onActive?.(row, at.row, placed[at.col]?.column.key ?? "");
  }
  function passed(event: MouseEvent) {
    if (event.buttons !== 1 || editing) return;
    const at = cellOf(event);
    if (!at || (at.row === anchor.row && at.col === anchor.col && !pulled.current)) return;
    if (at.row !== cursor.row || at.col !== cursor.col) {
      pulled.current = true;
      setCursor(at);
    }
  }
  function clicked(event: MouseEvent) {
    const at = cellOf(event);
    if (!at) return;
    if (event.target instanceof Element && event.target.closest("[data-check]")) {
      setCursor({ row: at.row, col });
      setAnchor({ row: at.row, col });
      return flip(at.row, event.shiftKey);
    }
    const row = rowAt(at.row);
    if (row === undefined || isControl(event.target)) return;
    // In some test and speech tools a click comes without a press.
    if (cursor.row !== at.row) {
      setCursor(at);
      setAnchor(at);
      props.onActive?.(row, at.row, placed[at.col]?.column.key ?? "");
    }
    if (!pulled.current) props.onOpen?.(row, at.row);
  }

  const words = { one: t("grid.one"), all: t("grid.all") };
  const drawn: number[] = [];
  for (let at = part.from; at < Math.min(part.to, count); at++) drawn.push(at);
  // A row that is typed into or has the focus stays, wherever the list is scrolled.
  const held = editing?.row ?? focusedRow(box.current);
  if (held >= 0 && held < count && (held < part.from || held >= part.to)) drawn.push(held);
  const slots = useRef<Slots>(new Map());
  const made = useRef(0);
  slots.current = slotsFor(slots.current, drawn, held, () => made.current++);
  const bars = useMemo(() => ({ "--wait": waiting(sight) }), [sight]);

  return (
    <InGrid.Provider value={true}>
      <div
        className={`grid${total > room.wide ? " wider" : ""}`}
        role="grid"
        aria-label={props.label}
        aria-rowcount={count + 1}
        aria-colcount={placed.length + (start > 0 ? 1 : 0)}
        aria-multiselectable={true}
        aria-readonly={canEdit ? undefined : true}
        aria-activedescendant={count > 0 ? `${id}-${cursor.row}-${col}` : undefined}
        tabIndex={0}
        ref={box}
        onKeyDown={keyed}
        onDoubleClick={(event) => {
          const at = cellOf(event);
          if (at) edit(at);
        }}
        data-testid={testId}
      >
        <Head
          id={id}
          testId={testId}
          sight={sight}
          width={width}
          at={cursor.row === -1 ? col : -1}
          sort={props.sort}
          onSort={sortBy && stable.current.sort}
          onWidth={useCallback(
            (key: string, to: number | undefined) => {
              const { [key]: _, ...others } = look.widths;
              changeLook({ widths: to === undefined ? others : { ...others, [key]: to } });
            },
            [look, changeLook],
          )}
          all={onSelect ? (allOn ? true : someOn ? "mix" : false) : undefined}
          allLabel={words.all}
          onAll={stable.current.all}
        />
        {count === 0 ? (props.empty ?? null) : null}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the grid itself listens to the keys */}
        <div
          className="gbody"
          style={{ ...bars, height: span.body || count * height, width }}
          role="rowgroup"
          onMouseDown={pressed}
          onMouseOver={passed}
          onFocus={() => undefined}
          onClick={clicked}
        >
          {drawn.map((index) => {
            const row = part.flies && index !== held ? undefined : rowAt(index);
            const key = row === undefined ? "" : rowKey(row);
            const on = onSelect ? row !== undefined && isOn(key) : undefined;
            const inside = several && index >= block.from && index <= block.to;
            const here = index === cursor.row;
            return (
              <Row
                key={slots.current.get(index)}
                id={id}
                testId={testId}
                row={row}
                rowKey={key}
                index={index}
                top={index * height + part.drift}
                height={height}
                width={width}
                sight={sight}
                look={`grow${index % 2 ? " odd" : ""}${on ? " sel" : ""}${key !== "" && key === props.current ? " cur" : ""}${here ? " at" : ""} ${row === undefined ? "" : (props.rowClass?.(row) ?? "")}`}
                checked={onSelect ? (on ?? false) : undefined}
                checkLabel={words.one}
                at={here ? col : -1}
                from={inside ? block.left : -1}
                to={inside ? block.right : -2}
                editing={editing?.row === index ? editing.text : null}
                canEdit={canEdit}
                hand={stable.current}
              />
            );
          })}
        </div>
      </div>
    </InGrid.Provider>
  );
}

/** What the head may ask of its grid; stays the same for its life. */
type HeadHand = { sort: (by: string) => void; all: () => void };

/** The row with the focus inside, or -1. */
function focusedRow(box: HTMLElement | null): number {
  const at = document.activeElement;
  if (!box || !at || at === box || !box.contains(at)) return -1;
  return Number(at.closest<HTMLElement>("[data-i]")?.dataset.i ?? -1);
}

function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest("button,a,input,select,[role=checkbox]") !== null;
}
