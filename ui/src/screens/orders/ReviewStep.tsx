// Step 3: everything found, grouped by rule; the rows of a group; and how to put them right.
import { useEffect, useMemo, useState } from "react";
import { Button, Empty, Line, Note, Panel } from "../../parts/basics";
import { useHand, useLoad } from "../../parts/context";
import { type Column, Grid } from "../../parts/Grid";
import { Icon, type IconName } from "../../parts/Icon";
import { count } from "../../text";
import type { FindingGroup, Fix, Mark, Review, ReviewCell, ReviewRow } from "../../views";

export const marks: Record<Mark, { icon: IconName; tone: string; cell: string }> = {
  stops: { icon: "stop", tone: "c-stop", cell: "x-stop" },
  warns: { icon: "warn", tone: "c-warn", cell: "x-warn" },
  hints: { icon: "info", tone: "t2", cell: "" },
  fixed: { icon: "fixed", tone: "c-fixed", cell: "x-fix" },
};

export function ReviewStep(props: {
  review: Review;
  busy: boolean;
  onFix: (fixes: Fix[]) => void;
  onUndo: () => void;
  onBack: () => void;
  onNext: () => void;
}) {
  const { t, say, desk } = useHand();
  const { review, busy, onFix, onUndo, onNext } = props;
  const [chosen, setChosen] = useState("");
  const group = review.groups.find((g) => g.rule === chosen) ?? review.groups[0];
  const rule = group?.rule ?? "";
  const rows = useLoad(
    () => desk.reviewRows(review.importId, rule),
    `${review.importId} ${rule} ${review.changed}`,
  );
  const [rowKey, setRowKey] = useState("");
  const [editing, setEditing] = useState<string | null>(null);
  const list = rows.value ?? [];
  const row = list.find((r) => r.key === rowKey) ?? list[0];

  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      const ctrl = event.ctrlKey || event.metaKey;
      const at = row ? list.indexOf(row) : 0;
      if (event.key === "F8" && list.length > 0) {
        const next = list[(at + (event.shiftKey ? list.length - 1 : 1)) % list.length];
        if (next) setRowKey(next.key);
      } else if (ctrl && event.key === "Enter" && !busy && review.goodOrders > 0) onNext();
      else if (ctrl && event.key.toLowerCase() === "z" && review.canUndo && !busy && editing === null)
        onUndo();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", keyed);
    return () => window.removeEventListener("keydown", keyed);
  }, [list, row, busy, review, editing, onNext, onUndo]);

  const save = (of: ReviewRow, cell: ReviewCell, value: string) => {
    setEditing(null);
    if (value !== cell.value) onFix([{ row: of.key, cell: cell.cell, header: cell.header, value }]);
  };

  const columns = useReviewColumns(list, {
    editing,
    onEdit: (name, key) => {
      setRowKey(key);
      setEditing(name);
    },
    onCancel: () => setEditing(null),
    onSave: save,
  });

  const stops = review.groups.filter((g) => g.mark === "stops").length;
  return (
    <>
      {review.groups.length === 0 ? (
        <div className="panel fill">
          <Empty icon="ok" title={t("review.clean")} testId="review-clean">
            {t("review.clean-help", { n: review.orders, rows: review.rows })}
          </Empty>
        </div>
      ) : (
        <div className="reviewgrid">
          <Panel title={t("review.checked", { n: review.rows })} testId="review-groups">
            <div className="scroll">
              <Groups groups={review.groups} chosen={rule} onChoose={setChosen} />
            </div>
          </Panel>
          <Panel
            title={
              <h2 className="row ell">
                <span className="ell">{group ? say(group.says) : ""}</span>
                {group ? <span className={`tag ${toneOf(group.mark)}`}>{count(group.count)}</span> : null}
              </h2>
            }
            aside={
              <span className="t3 sm nw">
                {t("review.next")} <kbd>F8</kbd> {t("review.before")} <kbd>⇧F8</kbd>
              </span>
            }
          >
            <Grid
              label={group ? say(group.says) : ""}
              columns={columns}
              rows={list}
              rowKey={(r) => r.key}
              current={row?.key}
              onActive={(r) => setRowKey(r.key)}
              onOpen={(r) => setRowKey(r.key)}
              testId="review-rows"
            />
          </Panel>
          {group ? (
            <FixPanel
              group={group}
              row={row}
              rows={list}
              busy={busy}
              canUndo={review.canUndo}
              onFix={onFix}
              onUndo={onUndo}
            />
          ) : null}
        </div>
      )}
      <div className="wfoot">
        <Button icon="back" onClick={props.onBack} testId="review-back">
          {t("do.back")}
        </Button>
        <span className="t3 sm">{stops > 0 ? t("review.kept-help") : ""}</span>
        <span className="sp" />
        {review.goodOrders === 0 ? <span className="c-stop sm">{t("review.none-good")}</span> : null}
        <Button
          kind="primary"
          icon="fwd"
          keys="Ctrl ↵"
          disabled={busy || review.goodOrders === 0}
          onClick={onNext}
          testId="declare"
        >
          {review.keptOrders > 0
            ? t("review.go-on", { n: review.goodOrders, kept: review.keptOrders })
            : t("review.go-on-all", { n: review.goodOrders })}
        </Button>
      </div>
    </>
  );
}

type Editing = {
  editing: string | null;
  onEdit: (name: string, rowKey: string) => void;
  onCancel: () => void;
  onSave: (row: ReviewRow, cell: ReviewCell, value: string) => void;
};

/** Row and order number first; the cell in question last and always in sight. */
function useReviewColumns(rows: ReviewRow[], hand: Editing): Column<ReviewRow>[] {
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
      ({ at, header, width }, n): Column<ReviewRow> => ({
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
function widthOf(rows: ReviewRow[], at: number): number {
  const signs = (text: string) => Array.from(text).reduce((sum, s) => sum + (s > "\u2e80" ? 13 : 7.25), 0);
  const widest = rows.slice(0, 60).reduce((most, r) => Math.max(most, signs(r.cells[at]?.value ?? "")), 0);
  const head = signs(rows[0]?.cells[at]?.header ?? "");
  return Math.ceil(Math.min(210, Math.max(56, widest, head) + 16));
}

function toneOf(mark: Mark): string {
  return mark === "stops" ? "stop" : mark === "warns" ? "warn" : "";
}

function Groups(props: { groups: FindingGroup[]; chosen: string; onChoose: (rule: string) => void }) {
  const { t, say } = useHand();
  return (
    <>
      {(["stops", "warns", "hints", "fixed"] as const).map((mark) => {
        const of = props.groups.filter((g) => g.mark === mark);
        if (of.length === 0) return null;
        const look = marks[mark];
        return (
          <div key={mark}>
            <div className={`gh ${look.tone}`}>
              <Icon name={look.icon} small /> {t(`mark.${mark}`)}
              <span className="sp" />
              {count(of.reduce((sum, g) => sum + g.count, 0))}
            </div>
            {of.map((g) => (
              <button
                key={g.rule}
                type="button"
                className={`gitem${g.rule === props.chosen ? " on" : ""}`}
                aria-pressed={g.rule === props.chosen}
                title={say(g.says)}
                onClick={() => props.onChoose(g.rule)}
                data-testid={`group-${g.rule}`}
              >
                <Icon name={look.icon} small className={look.tone} />
                <span>{say(g.says)}</span>
                <span className={`q ${look.tone}`}>{count(g.count)}</span>
                <span className="rid">{g.rule}</span>
              </button>
            ))}
          </div>
        );
      })}
    </>
  );
}

function FixPanel(props: {
  group: FindingGroup;
  row: ReviewRow | undefined;
  rows: ReviewRow[];
  busy: boolean;
  canUndo: boolean;
  onFix: (fixes: Fix[]) => void;
  onUndo: () => void;
}) {
  const { t, say } = useHand();
  const { group, row, rows, busy, onFix } = props;
  const bad = row?.cells.find((c) => c.mark === "stops" || c.mark === "warns");
  const [value, setValue] = useState("");
  const same = bad ? alike(rows, bad) : [];
  // biome-ignore lint/correctness/useExhaustiveDependencies: another cell starts with its own value
  useEffect(() => setValue(bad?.value ?? ""), [row?.key, bad?.cell, bad?.value]);

  const fixOf = (r: ReviewRow, cell: ReviewCell): Fix => ({
    row: r.key,
    cell: cell.cell,
    header: cell.header,
    value,
  });
  const applyAll = () => onFix(same.map(({ row: r, cell }) => fixOf(r, cell)));
  const look = marks[group.mark];

  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      if (!(event.altKey && event.key === "Enter") || !bad || bad.value === value || busy) return;
      event.preventDefault();
      applyAll();
    };
    window.addEventListener("keydown", keyed);
    return () => window.removeEventListener("keydown", keyed);
  });

  return (
    <Panel
      title={
        <h2 className="row">
          <Icon name={look.icon} className={look.tone} /> {t("fix.title")}
        </h2>
      }
      aside={<span className="mono t3 xs">{group.rule}</span>}
      testId="fix-panel"
    >
      <div className="body scroll stack">
        <div>
          <b className="sm t2">{t("fix.why")}</b>
          <p>{bad?.note ? say(bad.note) : say(group.says)}</p>
        </div>
        <div>
          <b className="sm t2">{t("fix.what")}</b>
          <p>{say(group.help)}</p>
          {group.basis ? <p className="t3 xs">{group.basis}</p> : null}
        </div>
        {row && bad && bad.cell !== "" ? (
          <div className="stack" style={{ gap: 8 }}>
            <b className="sm t2">
              {t("fix.cell", { cell: bad.cell, row: String(row.row) })} · {bad.header}
            </b>
            <Line
              label={bad.header}
              value={value}
              onChange={setValue}
              onEnter={() => !busy && bad.value !== value && onFix([fixOf(row, bad)])}
              width="100%"
              bad={bad.value === value}
              testId="fix-value"
            />
            {bad.value !== value ? (
              <p className="sm">
                <s className="c-stop">{bad.value || "—"}</s> <Icon name="fwd" small />{" "}
                <b className="c-fixed">{value || "—"}</b>
              </p>
            ) : null}
            <Button
              kind="primary"
              icon="check"
              keys={same.length > 1 ? undefined : "Alt ↵"}
              wide
              disabled={busy || bad.value === value}
              onClick={() => onFix([fixOf(row, bad)])}
              testId="fix-apply"
            >
              {t("fix.apply")}
            </Button>
            {same.length > 1 ? (
              <Button
                icon="check"
                keys="Alt ↵"
                wide
                disabled={busy || bad.value === value}
                onClick={applyAll}
                testId="fix-apply-all"
              >
                {t("fix.apply-all", { n: same.length, value: bad.value || "—" })}
              </Button>
            ) : null}
          </div>
        ) : (
          <Note icon="info">{t("fix.not-here")}</Note>
        )}
        {props.canUndo ? (
          <div>
            <Button small icon="undo" keys="Ctrl Z" disabled={busy} onClick={props.onUndo} testId="fix-undo">
              {t("fix.undo")}
            </Button>
          </div>
        ) : null}
      </div>
    </Panel>
  );
}

/** The cells of the same column with the same bad value: one repair may serve them all. */
function alike(rows: ReviewRow[], bad: ReviewCell): { row: ReviewRow; cell: ReviewCell }[] {
  return rows.flatMap((row) =>
    row.cells
      .filter((c) => c.header === bad.header && c.value === bad.value && c.mark === bad.mark && c.cell !== "")
      .map((cell) => ({ row, cell })),
  );
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
