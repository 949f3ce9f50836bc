// Why a cell is not right, what helps, and the change itself: suggested, typed, or kept from an earlier file.
import { useEffect, useMemo, useState } from "react";
import { Act as Acts, Button, Line, Note, Panel } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { Check } from "../../parts/Grid";
import { Icon } from "../../parts/Icon";
import { count } from "../../text";
import type { Edit, FindingGroup, HoldBack, Mapping, Review, ReviewRow, ReviewSheet } from "../../views";
import type { Bulk } from "./BulkBar";
import type { Act } from "./FileStep";
import type { Chosen } from "./Groups";
import { marks } from "./marks";
import { Offered } from "./Offered";
import { Pairs } from "./Pairs";
import { usePreview } from "./preview";
import { type Place, queryOf, type View } from "./ReviewGrid";
import { badColumn } from "./ReviewStep";

export function FixPanel(props: {
  review: Review;
  mapping: Mapping;
  chosen: Chosen;
  group: FindingGroup | undefined;
  sheet: ReviewSheet | undefined;
  row: ReviewRow | undefined;
  place: Place;
  view: View;
  busy: boolean;
  act: Act;
  onEdit: (edit: Edit, remember?: string) => Promise<void>;
  onReview: (review: Review) => void;
  onMapping: (mapping: Mapping) => void;
  onBulk: (bulk: Bulk) => void;
  onHold: (what: HoldBack, held: boolean) => void;
  onLater: () => void;
}) {
  const { t, say, desk } = useHand();
  const { review, group, sheet, row, place, busy, act } = props;
  const column = place.column ?? (row ? badColumn(row, props.chosen, group?.mark) : null);
  const cell = row?.cells.find((c) => c.column === column);
  const head = sheet?.columns.find((c) => c.column === column);
  const [remember, setRemember] = useState(false);
  const [name, setName] = useState("");

  // The values to change: those the engine suggests, or the one of the cell in question.
  const suggestion = group?.suggestion ?? null;
  const own = !suggestion && group && cell?.rule === group.rule;
  const from = own && !head?.personal ? cell.value : null;
  const start = useMemo(
    () =>
      suggestion
        ? suggestion.values.map((v) => ({ from: v.from, to: v.to, known: v.known }))
        : from !== null
          ? [{ from, to: "", known: false }]
          : [],
    [suggestion, from],
  );
  const [pairs, setPairs] = useState(start);
  useEffect(() => setPairs(start), [start]);
  const ready = pairs
    .filter((p) => p.to !== p.from && (p.known || p.to.trim() !== ""))
    .map(({ from, to }) => ({ from, to }));
  // Instead of what is suggested: what the goods book says of each article.
  const [book, setBook] = useState(false);
  const edit: Edit | null =
    group && book
      ? { kind: "goodsBook", rule: group.rule }
      : group && ready.length > 0
        ? { kind: "suggestion", rule: group.rule, values: ready }
        : null;
  const preview = usePreview(review.importId, edit, review.version);
  const can = edit !== null && !busy && (preview?.cells ?? 0) > 0;
  const apply = () => {
    if (!edit || !can) return;
    const kept = remember && !book ? name.trim() || (group ? say(group.says) : "") : "";
    setRemember(false);
    void props.onEdit(edit, kept);
  };
  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      if (!(event.altKey && event.key === "Enter") || !can) return;
      event.preventDefault();
      apply();
    };
    window.addEventListener("keydown", keyed);
    return () => window.removeEventListener("keydown", keyed);
  });

  const look = group ? marks[group.mark] : null;
  const notes = row?.notes ?? [];
  const missing = props.mapping.missing.find(
    (m) => notes.some((n) => n.field.zh === m.name.zh) && m.fromClient === "",
  );
  const first = sheet?.index ?? 0;
  return (
    <Panel
      title={
        <h2 className="row">
          <Icon name={look?.icon ?? "fixed"} className={look?.tone ?? "t3"} /> {t("fix.title")}
        </h2>
      }
      aside={<span className="mono t3 xs ell">{group?.rule}</span>}
      testId="fix-panel"
    >
      <div className="body scroll stack fixbody">
        <Offered review={review} busy={busy} act={act} onReview={props.onReview} />
        {group ? (
          <div>
            <b className="sm t2">{t("fix.why")}</b>
            <p>{cell?.note && cell.rule === group.rule ? say(cell.note) : say(group.help)}</p>
            {cell?.note && cell.rule === group.rule ? <p className="t2">{say(group.help)}</p> : null}
            {group.columns.length > 0 ? (
              <p className="chips">
                {group.columns.slice(0, 12).map((header) => (
                  <span key={header} className="chip ell" title={header}>
                    {header}
                  </span>
                ))}
              </p>
            ) : null}
            {group.basis ? <p className="t3 xs">{group.basis}</p> : null}
          </div>
        ) : (
          <p className="t2">
            {t(
              props.chosen.held
                ? "fix.held-help"
                : review.groups.length === 0
                  ? "review.clean-help"
                  : "fix.choose",
              {
                n: review.orders,
                rows: review.rows,
              },
            )}
          </p>
        )}
        {row && head && cell ? (
          <div className="cellnow sm">
            <span className="t2 nw">
              {t("fix.cell", { cell: `${head.letter}${row.row}`, row: String(row.row) })} · {head.header}
            </span>
            {cell.before != null ? (
              <span className="ell">
                <s className="t3">{head.personal && cell.before ? "***" : cell.before || "—"}</s>{" "}
                <Icon name="fwd" small /> <b className="c-fixed">{cell.value || "—"}</b>
              </span>
            ) : null}
          </div>
        ) : null}
        {row?.held ? (
          <Note icon="pause" testId="held-by">
            {t("fix.held", { by: say(row.held) })}
          </Note>
        ) : null}
        {group?.lost ? <Note icon="info">{say(group.lost)}</Note> : null}
        {notes.length > 0 && group && !cell?.mark ? (
          <Note icon="info">
            {notes
              .filter((n) => n.rule === group.rule || group.rule === "")
              .map((n) => say(n.says))
              .join(" ") || t("fix.not-here")}
          </Note>
        ) : null}
        {group && (pairs.length > 0 || book) ? (
          <div className="stack tight">
            <b className="sm t2">{t(suggestion || book ? "fix.suggestion" : "fix.value")}</b>
            {book ? (
              <p className="row" data-testid="fix-book">
                <Icon name="book" small /> {t("fix.book")}
              </p>
            ) : (
              <>
                {suggestion ? <p className="sm t2">{say(suggestion.says)}</p> : null}
                <Pairs pairs={pairs} onChange={setPairs} onEnter={apply} />
              </>
            )}
            {preview && preview.samples.length > 0 ? (
              <div data-testid="fix-preview">
                <b className="sm t2">
                  {t("fix.before-after", { n: preview.rows, m: Math.min(3, preview.samples.length) })}
                </b>
                <table className="mini before">
                  <tbody>
                    {preview.samples.slice(0, 3).map((s) => (
                      <tr key={`${s.cell} ${s.row}`}>
                        <td className="num t3">{s.row}</td>
                        <td className="ell">
                          <s className="c-stop">{s.before || "—"}</s>
                        </td>
                        <td className="t3">→</td>
                        <td className="ell b c-fixed">{s.after || "—"}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
                {preview.left > 0 ? <p className="sm c-warn">{t("fix.left", { n: preview.left })}</p> : null}
              </div>
            ) : null}
            {book || suggestion?.fromBook ? null : (
              <Check
                on={remember}
                label={t("fix.remember")}
                text={t("fix.remember")}
                onChange={setRemember}
                testId="fix-remember"
              />
            )}
            {remember && !book ? (
              <Line
                label={t("fix.name")}
                placeholder={say(group.says)}
                value={name}
                onChange={setName}
                width="100%"
                testId="fix-name"
              />
            ) : null}
            <Button
              kind="primary"
              icon="check"
              keys="Alt ↵"
              wide
              disabled={!can}
              onClick={apply}
              testId="fix-apply"
            >
              {preview ? t("fix.apply", { n: preview.rows }) : t("fix.apply-none")}
            </Button>
            <p className="t3 sm row">
              <Icon name="undo" small /> {t("fix.one-step")}
            </p>
          </div>
        ) : group && row && cell?.mark && head ? (
          <OneCell
            key={`${row.key} ${cell.column} ${cell.value}`}
            header={head.header}
            value={cell.value}
            busy={busy}
            onSave={(value) =>
              void props.onEdit({
                kind: "cells",
                cells: [{ sheet: row.sheet, row: row.row, column: cell.column, value }],
              })
            }
          />
        ) : null}
        {!group ? <Keys /> : null}
        <div className="also">
          <b className="sm t2">{t("fix.also")}</b>
          {group && group.book > 0 && !(suggestion?.fromBook ?? false) ? (
            <Acts disabled={busy} onClick={() => setBook(!book)} testId="also-book">
              {t(book ? "fix.book-off" : "fix.book-on", { n: group.book })}
            </Acts>
          ) : null}
          {cell && row && head && column !== null ? (
            <Acts
              disabled={busy}
              onClick={() =>
                void props.onEdit({
                  kind: "fillDown",
                  row: row.row,
                  column,
                  toRow: null,
                  query: queryOf(props.view),
                })
              }
              testId="also-fill"
            >
              {t("fix.fill-down")}
            </Acts>
          ) : null}
          <Acts
            disabled={busy}
            onClick={() => props.onBulk({ kind: "replace", column })}
            testId="also-replace"
          >
            {t("fix.replace")}
          </Acts>
          <Acts disabled={busy} onClick={() => props.onBulk({ kind: "set", column })} testId="also-set">
            {t("fix.set")}
          </Acts>
          {missing ? (
            <Acts
              disabled={busy}
              onClick={() =>
                void act(async () => {
                  props.onMapping(await desk.addColumn(review.importId, first, missing.field));
                  props.onReview(await desk.review(review.importId));
                })
              }
              testId="also-add"
            >
              {t("fix.add-column", { field: say(missing.name) })}
            </Acts>
          ) : null}
          {cell && row && cell.before != null && !cell.before.includes("*") ? (
            <Acts
              disabled={busy}
              onClick={() =>
                void props.onEdit({
                  kind: "cells",
                  cells: [{ sheet: row.sheet, row: row.row, column: cell.column, value: cell.before ?? "" }],
                })
              }
              testId="also-restore"
            >
              {head?.personal
                ? t("fix.restore-personal")
                : t("fix.restore", { value: cell.before || t("fix.empty") })}
            </Acts>
          ) : null}
          {group && group.mark !== "stops" && group.rows > group.held ? (
            <Acts
              disabled={busy}
              onClick={() => props.onHold({ kind: "group", rule: group.rule }, true)}
              testId="also-hold"
            >
              {t("fix.hold", { n: count(group.rows - group.held) })}
            </Acts>
          ) : null}
          {group && group.held > 0 ? (
            <Acts
              disabled={busy}
              onClick={() => props.onHold({ kind: "group", rule: group.rule }, false)}
              testId="also-release"
            >
              {t("fix.release", { n: count(group.held) })}
            </Acts>
          ) : null}
          {group?.mark === "stops" && review.groups.length > 1 ? (
            <Acts onClick={props.onLater} testId="also-later">
              {t("fix.later", { n: count(group.rows) })}
            </Acts>
          ) : null}
        </div>
      </div>
    </Panel>
  );
}

/** One person's value: it is put right by itself, never together with others. */
function OneCell(props: { header: string; value: string; busy: boolean; onSave: (value: string) => void }) {
  const { t } = useHand();
  const [value, setValue] = useState(props.value);
  const can = !props.busy && value !== props.value;
  return (
    <div className="stack tight">
      <b className="sm t2">{t("fix.value")}</b>
      <Line
        label={props.header}
        value={value}
        onChange={setValue}
        onEnter={() => can && props.onSave(value)}
        width="100%"
        testId="fix-value"
      />
      <Button
        kind="primary"
        icon="check"
        wide
        disabled={!can}
        onClick={() => props.onSave(value)}
        testId="fix-apply"
      >
        {t("fix.one-cell")}
      </Button>
      <p className="t3 sm">{t("fix.personal")}</p>
    </div>
  );
}

/** The keys of the grid, where there is nothing else to say. */
function Keys() {
  const { t } = useHand();
  return (
    <dl className="kv l keys sm">
      {(
        [
          ["F2", "keys.edit"],
          ["Ctrl D", "keys.fill"],
          ["Ctrl C / V", "keys.copy"],
          ["Ctrl H", "bulk.replace"],
          ["Space", "keys.tick"],
          ["F8", "keys.next"],
          ["Ctrl Z / Y", "keys.undo"],
        ] as const
      ).map(([key, text]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{t(text)}</dd>
        </div>
      ))}
    </dl>
  );
}
