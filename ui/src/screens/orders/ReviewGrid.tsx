// The rows under review as a spreadsheet: cells are edited in place, filled down, pasted over; the bad ones are marked.
import { type ReactNode, useMemo, useRef } from "react";
import { Button, Empty } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { type Column, Grid, type Range, type Source } from "../../parts/Grid";
import { Icon } from "../../parts/Icon";
import type {
  CellEdit,
  Edit,
  ReviewCell,
  ReviewColumn,
  ReviewQuery,
  ReviewRow,
  ReviewSheet,
} from "../../views";

import type { Ticked } from "./RowsBar";

/** A cell of the view: the place of its row, and its column in the sheet; none is the column in question. */
export type Place = { row: number; column: number | null };
export type Order = { sort: number | null; descending: boolean };
/** What is shown: the rows, and how they stand. */
export type View = Required<Omit<ReviewQuery, "from" | "count">>;

export const queryOf = (view: View): ReviewQuery => ({ ...view, from: 0, count: 0 });

export function ReviewGrid(props: {
  label: string;
  sheet: ReviewSheet;
  source: Source<ReviewRow>;
  view: View;
  /** Where the view is to go, when `at` changes. */
  goTo: { index: number; column?: string; at: number } | null;
  order: Order;
  ticked: Ticked;
  onTick: (ticked: Ticked) => void;
  onPlace: (row: number, column: string) => void;
  onOrder: (order: Order) => void;
  onEdit: (edit: Edit) => Promise<void>;
  empty: ReactNode;
}) {
  const { t, say } = useHand();
  const { sheet, source, view, onEdit } = props;
  const widths = useRef(new Map<string, number>());
  const first = source.row(0);
  const columns = useMemo<Column<ReviewRow>[]>(() => {
    const orderColumn = sheet.columns.find((c) => c.field === "orderNo");
    return [
      {
        key: "row",
        title: t("review.row"),
        width: 56,
        num: true,
        fixed: true,
        always: true,
        hint: (r) => (r.held ? say(r.held) : undefined),
        cell: (r) => (
          <span className={`row rowno ${r.held ? "c-warn" : "t3"}`}>
            {r.held ? <Icon name="pause" small /> : null}
            {r.row}
          </span>
        ),
        text: (r) => String(r.row),
      },
      // The number of the order stays in sight; the rest as in the sheet.
      ...(orderColumn ? [column(orderColumn, 148, true)] : []),
      ...sheet.columns
        .filter((c) => c !== orderColumn)
        .map((c) => column(c, widthOf(c, first, widths.current, `${sheet.index} ${c.column}`), false)),
    ];

    function column(c: ReviewColumn, width: number, fixed: boolean): Column<ReviewRow> {
      const of = (r: ReviewRow): ReviewCell | undefined => r.cells.find((cell) => cell.column === c.column);
      return {
        key: String(c.column),
        title: c.header || c.letter,
        name: c.header || c.letter,
        width,
        num: c.number,
        fixed,
        sort: String(c.column),
        editable: true,
        text: (r) => of(r)?.value ?? "",
        mark: (r) => {
          const mark = of(r)?.mark;
          return mark && mark !== "hints" ? mark : undefined;
        },
        hint: (r) => {
          const cell = of(r);
          const note = cell?.note ? say(cell.note) : "";
          const before = cell?.before != null ? t("review.before-was", { value: cell.before || "—" }) : "";
          return [note, before].filter(Boolean).join(" · ") || cell?.value;
        },
        cell: (r) => {
          const cell = of(r);
          if (!cell) return null;
          return (
            <span className={`ell${c.personal ? " mono" : ""}`} data-testid={badId(cell)}>
              {cell.value === "" && cell.mark ? "—" : cell.value}
            </span>
          );
        },
      };
    }
  }, [sheet, first, t, say]);

  /** A block becomes one edit: one step for undo. */
  const each = async (range: Range, value: (r: ReviewRow, column: number) => string) => {
    const rows = (await source.take?.(range.from, range.to)) ?? [];
    const cells = rows.flatMap((r) =>
      numbers(range).map((c): CellEdit => ({ sheet: r.sheet, row: r.row, column: c, value: value(r, c) })),
    );
    if (cells.length > 0) await onEdit({ kind: "cells", cells });
  };
  const fillDown = async (range: Range) => {
    const block = numbers(range);
    const [top, last] = [source.row(range.from), source.row(range.to)];
    const single = block.length === 1 ? block[0] : undefined;
    if (!top || range.to === range.from || block.length === 0) return;
    if (single !== undefined && last)
      await onEdit({ kind: "fillDown", row: top.row, column: single, toRow: last.row, query: queryOf(view) });
    else
      await each(
        { ...range, from: range.from + 1 },
        (_, c) => top.cells.find((x) => x.column === c)?.value ?? "",
      );
  };
  const sort = view.sort === null ? null : { by: String(view.sort), descending: view.descending };
  return (
    <Grid
      label={props.label}
      columns={columns}
      source={source}
      rowKey={(r) => String(r.row)}
      selected={props.ticked.rows}
      allBut={props.ticked.allBut}
      onSelect={(rows, allBut) => props.onTick({ rows, allBut })}
      rowClass={(r) => (r.held ? "held" : "")}
      sort={sort}
      onSort={(next) => props.onOrder({ sort: Number(next.by), descending: next.descending })}
      goTo={props.goTo}
      onActive={(_, index, key) => props.onPlace(index, key)}
      onEdit={(r, key, value) =>
        void onEdit({ kind: "cells", cells: [{ sheet: r.sheet, row: r.row, column: Number(key), value }] })
      }
      onPaste={(r, key, text) =>
        void onEdit({ kind: "paste", row: r.row, column: Number(key), text, query: queryOf(view) })
      }
      onFillDown={(range) => void fillDown(range)}
      onClear={(range) => void each(range, () => "")}
      empty={props.empty}
      testId="review-rows"
    />
  );
}

function numbers(range: Range): number[] {
  return range.columns.map(Number).filter((n) => Number.isInteger(n));
}

function badId(cell: ReviewCell): string | undefined {
  return cell.mark === "stops" || cell.mark === "warns" ? "bad-cell" : undefined;
}

/** Wide enough for what stands in the first row; kept, so that columns do not jump while rows come and go. */
function widthOf(
  c: ReviewColumn,
  first: ReviewRow | undefined,
  kept: Map<string, number>,
  key: string,
): number {
  const before = kept.get(key);
  if (before !== undefined) return before;
  const signs = (text: string) => Array.from(text).reduce((sum, s) => sum + (s > "⺀" ? 13 : 7.4), 0);
  const value = first?.cells.find((cell) => cell.column === c.column)?.value ?? "";
  const width = Math.ceil(Math.min(230, Math.max(64, signs(value) + 40, signs(c.header || c.letter) + 30)));
  if (first) kept.set(key, width);
  return width;
}

/** What stands in place of rows when none is left under this filter. */
export function NoRows(props: { find: string; total: number; onDrop: () => void }) {
  const { t } = useHand();
  if (props.find === "") return <Empty icon="ok" title={t("review.none-here")} />;
  return (
    <Empty
      icon="search"
      title={t("review.nothing-found", { what: props.find })}
      acts={
        <Button onClick={props.onDrop} testId="review-show-all">
          {t("review.show-all", { n: props.total })}
        </Button>
      }
    />
  );
}
