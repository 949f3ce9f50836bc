// The columns of the rows under review, and the cell that is edited in place.
import { useMemo, useState } from "react";
import { useHand } from "../../parts/context";
import type { Column } from "../../parts/Grid";
import { Icon } from "../../parts/Icon";
import type { FoundCell, FoundRow } from "../../views";
import { marks } from "./marks";

type Editing = {
  editing: string | null;
  onEdit: (name: string, rowKey: string) => void;
  onCancel: () => void;
  onSave: (row: FoundRow, cell: FoundCell, value: string) => void;
};

/** Row and order number first; the cell in question last and always in sight. */
export function useReviewColumns(rows: FoundRow[], hand: Editing): Column<FoundRow>[] {
  const { t, say } = useHand();
  const layout = useMemo(() => {
    const first = rows[0];
    return (first?.cells ?? [])
      .map((c, at) => ({ at, header: c.header, marked: c.mark !== null, width: widthOf(rows, at) }))
      .sort((a, b) => Number(a.marked) - Number(b.marked));
  }, [rows]);
  const last = layout.length - 1;
  return [
    {
      key: "row",
      title: t("review.row"),
      width: 40,
      num: true,
      fixed: true,
      cell: (r) => <span className="t3">{r.row}</span>,
    },
    {
      key: "order",
      title: t("field.order-no"),
      width: Math.ceil(Math.max(126, ...rows.slice(0, 60).map((r) => r.orderNo.length * 7.2 + 16))),
      fixed: true,
      cell: (r) => <span className="mono ell">{r.orderNo}</span>,
    },
    ...layout.map(
      ({ at, header, width }, n): Column<FoundRow> => ({
        key: `${at}-${header}`,
        title: header,
        width: n === last - 1 ? undefined : n === last ? Math.max(width + 19, 100) : width,
        right: n === last,
        className: (r) => marks[r.cells[at]?.mark ?? "hints"].cell,
        cell: (r) => {
          const cell = r.cells[at];
          if (!cell) return null;
          const name = `${r.key}/${at}`;
          if (hand.editing === name)
            return (
              <CellEditor
                value={cell.value}
                label={cell.header}
                onSave={(v) => hand.onSave(r, cell, v)}
                onCancel={hand.onCancel}
              />
            );
          return (
            <button
              type="button"
              tabIndex={-1}
              className="editable"
              disabled={cell.cell === "" || (cell.mark === null && cell.value.includes("*"))}
              title={cell.note ? say(cell.note) : cell.cell}
              onClick={() => cell.mark && hand.onEdit(name, r.key)}
              onDoubleClick={() => hand.onEdit(name, r.key)}
              data-testid={cell.mark === "stops" || cell.mark === "warns" ? "bad-cell" : "cell"}
            >
              {cell.mark ? <Icon name={marks[cell.mark].icon} small /> : null}
              <span className="ell">{cell.value === "" ? "—" : cell.value}</span>
            </button>
          );
        },
      }),
    ),
  ];
}

/** Wide enough for what stands in the first rows; codes are never cut. */
function widthOf(rows: FoundRow[], at: number): number {
  const signs = (text: string) => Array.from(text).reduce((sum, s) => sum + (s > "\u2e80" ? 13 : 7.25), 0);
  const widest = rows.slice(0, 60).reduce((most, r) => Math.max(most, signs(r.cells[at]?.value ?? "")), 0);
  const head = signs(rows[0]?.cells[at]?.header ?? "");
  return Math.ceil(Math.min(210, Math.max(56, widest, head) + 16));
}

function CellEditor(props: {
  value: string;
  label: string;
  onSave: (value: string) => void;
  onCancel: () => void;
}) {
  const [value, setValue] = useState(props.value);
  return (
    <input
      className="celledit"
      aria-label={props.label}
      // biome-ignore lint/a11y/noAutofocus: the cell was opened to be typed in
      autoFocus
      value={value}
      onChange={(event) => setValue(event.target.value)}
      onBlur={() => props.onSave(value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") props.onSave(value);
        else if (event.key === "Escape") props.onCancel();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
      data-testid="cell-editor"
    />
  );
}
