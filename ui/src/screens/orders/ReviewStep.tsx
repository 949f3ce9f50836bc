// Step 4: everything found, grouped by rule; the rows of a group; and how to put them right.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Button, Line, Panel, TroubleNote } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { type Source, useWindow } from "../../parts/Grid";
import { Icon } from "../../parts/Icon";
import { count } from "../../text";
import type { Edit, FindingGroup, HoldBack, Mapping, Mark, Progress, Review, ReviewRow } from "../../views";
import { type Bulk, BulkBar } from "./BulkBar";
import { ExportAsk } from "./ExportAsk";
import type { Act } from "./FileStep";
import { FixPanel } from "./FixPanel";
import { type Chosen, Groups } from "./Groups";
import { MergeAsk } from "./MergeAsk";
import { NoRows, type Order, type Place, queryOf, ReviewGrid, type View } from "./ReviewGrid";
import { isTicked, NONE, only, RowsBar, type Ticked } from "./RowsBar";
import { WorkLine } from "./WorkLine";

const START: Place = { row: 0, column: null };

export function ReviewStep(props: {
  review: Review;
  mapping: Mapping;
  path: string;
  busy: boolean;
  progress: Progress | null;
  act: Act;
  onReview: (review: Review) => void;
  onMapping: (mapping: Mapping) => void;
  onBack: () => void;
  onNext: () => void;
}) {
  const { t, say, desk } = useHand();
  const { review, busy, act, onReview, onNext } = props;
  const [chosen, setChosen] = useState<Chosen>({ rule: review.groups[0]?.rule ?? "", changed: false });
  const [sheetAt, setSheetAt] = useState(review.sheets[0]?.index ?? 0);
  const [find, setFind] = useState("");
  const [order, setOrder] = useState<Order>({ sort: null, descending: false });
  const [place, setPlace] = useState<Place>(START);
  // Only the screen itself moves the cursor by this; where a person put it stands in `place`.
  const [goTo, setGoTo] = useState<{ index: number; column?: string; at: number } | null>(null);
  const jump = useCallback((row: number, column: number | null) => {
    setPlace({ row, column });
    const to = column === null ? {} : { column: String(column) };
    setGoTo((before) => ({ index: row, ...to, at: (before?.at ?? 0) + 1 }));
  }, []);
  const toStart = useCallback(() => jump(0, null), [jump]);
  // What is personal stays masked until somebody asks; asking is logged.
  const [reveal, setReveal] = useState(false);
  const [bulk, setBulk] = useState<Bulk | null>(null);
  const [ticked, setTicked] = useState<Ticked>(NONE);
  const [asking, setAsking] = useState<"export" | "export-rows" | "merge" | null>(null);
  const [merging, setMerging] = useState("");

  // A group that was solved makes room for the next one at its place.
  const groupAt = useRef(0);
  const at = review.groups.findIndex((g) => g.rule === chosen.rule);
  if (at >= 0) groupAt.current = at;
  const lost = !chosen.changed && !chosen.held && chosen.rule !== "" && chosen.rule !== "*" && at < 0;
  useEffect(() => {
    if (!lost) return;
    const next = review.groups[Math.min(groupAt.current, review.groups.length - 1)];
    setChosen({ rule: next?.rule ?? "", changed: false });
    toStart();
  }, [lost, review.groups, toStart]);
  const group: FindingGroup | undefined = lost ? undefined : review.groups[at];

  // A group may stand in one sheet only.
  const inSheets = group?.sheets ?? [];
  const wanted =
    inSheets.length > 0 && !inSheets.some((s) => s.sheet === sheetAt) ? inSheets[0]?.sheet : sheetAt;
  const sheet = review.sheets.find((s) => s.index === wanted) ?? review.sheets[0];
  const view = useMemo<View>(
    () => ({
      sheet: sheet?.index ?? 0,
      rule: chosen.changed ? "" : chosen.rule,
      mark: null,
      changed: chosen.changed,
      held: chosen.held ?? false,
      rows: null,
      allBut: false,
      find,
      ...order,
      reveal,
    }),
    [sheet?.index, chosen, find, order, reveal],
  );
  const rows = useWindow<ReviewRow>(
    `${review.importId} ${JSON.stringify(view)}`,
    (from, count) => desk.reviewPage(review.importId, { ...view, from, count }),
    review.version,
  );
  // Another list, or one of another length, begins without ticks.
  const list = `${rows.key} ${rows.total}`;
  const listed = useRef(list);
  useEffect(() => {
    if (listed.current === list) return;
    listed.current = list;
    setTicked(NONE);
  }, [list]);
  // Who had the last held order in sight has nothing in sight any more.
  const noneHeld = chosen.held && review.heldOrders === 0;
  useEffect(() => {
    if (noneHeld) setChosen({ rule: review.groups[0]?.rule ?? "", changed: false });
  }, [noneHeld, review.groups]);
  const holdBack = (what: HoldBack, held: boolean) =>
    void act(async () => {
      onReview(await desk.holdBack(review.importId, what, held));
      setTicked(NONE);
      document.querySelector<HTMLElement>("[data-testid=review-rows]")?.focus({ preventScroll: true });
    });
  /** The first ticked row that is at hand, and the column to fill from it. */
  const fillFrom = (): Edit | null => {
    const column = place.column ?? (row ? badColumn(row, chosen, group?.mark) : null);
    if (column === null) return null;
    for (let n = 0; n < rows.total; n += 1) {
      const here = rows.row(n);
      if (here && isTicked(ticked, here))
        return { kind: "fillDown", row: here.row, column, toRow: null, query: queryOf(only(view, ticked)) };
    }
    return null;
  };

  // What is wrong in a group is wrong in one column; among all rows a word may stand anywhere.
  const replacing: Bulk = { kind: "replace", column: group ? place.column : null };
  const row = rows.row(Math.min(place.row, Math.max(0, rows.total - 1)));

  // A view that was just opened begins at its first cell in question; until its own rows come, those of the view before
  // stand there.
  const begun = useRef("");
  const before = useRef<{ key: string; row: ReviewRow | undefined }>({ key: "", row: undefined });
  const first = rows.row(0);
  if (before.current.key !== rows.key) before.current = { key: rows.key, row: first };
  useEffect(() => {
    if (!first || first === before.current.row || begun.current === rows.key) return;
    begun.current = rows.key;
    const bad = badColumn(first, chosen, group?.mark);
    const moving = sheet?.columns.find((c) => c.field !== "orderNo")?.column ?? null;
    if (place.row === 0) jump(0, bad ?? moving);
  }, [first, rows.key, chosen, group?.mark, place.row, jump, sheet]);

  const edit = useCallback(
    (change: Edit, remember = "") =>
      act(async () => {
        const after = await desk.edit(review.importId, change);
        onReview(after);
        if (remember !== "") {
          await desk.keepFix(review.importId, remember);
          onReview(await desk.review(review.importId));
        }
      }),
    [act, desk, onReview, review.importId],
  );

  /** To the next or the previous row with something to put right, round the end. */
  const step = (by: 1 | -1) => {
    const total = rows.total;
    for (let n = 1; n <= total; n += 1) {
      const index = (((place.row + by * n) % total) + total) % total;
      const there = rows.row(index);
      // Rows that are not at hand are fetched by going there.
      const bad = there ? badColumn(there, chosen, group?.mark) : null;
      if (there && bad === null && there.notes.length === 0) continue;
      jump(index, bad);
      return;
    }
  };

  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      // A question over the page has the keys to itself.
      if (asking !== null) return;
      const ctrl = event.ctrlKey || event.metaKey;
      if (event.key === "F8" && rows.total > 0) step(event.shiftKey ? -1 : 1);
      else if (ctrl && event.key === "Enter" && !busy && review.goodOrders > 0) onNext();
      else if (ctrl && event.key.toLowerCase() === "h") setBulk(replacing);
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", keyed);
    return () => window.removeEventListener("keydown", keyed);
  });
  // A repaired workbook that is dropped on the review belongs to it.
  useEffect(
    () =>
      desk.onDrop((paths) => {
        const first = paths?.[0];
        if (!first || busy) return;
        setMerging(first);
        setAsking("merge");
      }),
    [busy, desk],
  );

  const stops = review.groups.some((g) => g.mark === "stops");
  const title = chosen.held
    ? t("review.held-orders")
    : chosen.changed
      ? t("review.changed-cells")
      : chosen.rule === "*"
        ? t("review.found-rows")
        : group
          ? say(group.says)
          : t("review.all-rows");
  return (
    <>
      <div className="reviewgrid">
        <Panel title={t("review.checked", { n: review.rows })} testId="review-groups">
          <div className="scroll">
            {review.groups.length === 0 ? (
              <p className="body c-ok row" data-testid="review-clean">
                <Icon name="ok" /> {t("review.clean")}
              </p>
            ) : null}
            <Groups
              review={review}
              chosen={chosen}
              onChoose={(next) => {
                setChosen(next);
                toStart();
              }}
            />
          </div>
        </Panel>
        <Panel
          title={
            <h2 className="row ell">
              <span className="ell" title={title}>
                {title}
              </span>
              <span className={`tag ${group ? toneOf(group.mark) : ""}`} data-testid="review-total">
                {count(rows.total)}
              </span>
            </h2>
          }
          aside={
            <span className="t3 sm nw row">
              <span>
                {t("review.next")} <kbd>F8</kbd> {t("review.before")} <kbd>⇧F8</kbd>
              </span>
            </span>
          }
        >
          <div className="gridtools row">
            {review.sheets.length > 1 ? (
              <div className="tablist" role="tablist" aria-label={t("sheet.tabs")}>
                {review.sheets.map((s) => {
                  const here = group ? (inSheets.find((g) => g.sheet === s.index)?.rows ?? 0) : s.rows;
                  return (
                    <button
                      key={s.index}
                      type="button"
                      role="tab"
                      aria-selected={s === sheet}
                      className={s === sheet ? "on" : ""}
                      title={s.file}
                      onClick={() => {
                        setSheetAt(s.index);
                        toStart();
                      }}
                      data-testid={`review-sheet-${s.index}`}
                    >
                      {s.name || s.file} <span className="n">{count(here)}</span>
                    </button>
                  );
                })}
              </div>
            ) : null}
            <span className="sp" />
            {sheet?.columns.some((c) => c.personal) ? (
              <Button small icon="eye" onClick={() => setReveal(!reveal)} testId="review-reveal">
                {t(reveal ? "review.mask" : "do.reveal")}
              </Button>
            ) : null}
            <Line
              label={t("review.find")}
              placeholder={t("review.find")}
              icon="search"
              small
              value={find}
              onChange={(typed) => {
                setFind(typed);
                toStart();
              }}
              width={150}
              testId="review-find"
            />
            <Button small icon="cmp" keys="Ctrl H" onClick={() => setBulk(replacing)} testId="open-replace">
              {t("bulk.replace")}
            </Button>
          </div>
          {bulk && sheet ? (
            <BulkBar
              key={`${bulk.kind} ${bulk.ticked}`}
              bulk={bulk}
              importId={review.importId}
              sheet={sheet}
              view={bulk.ticked ? only(view, ticked) : view}
              busy={busy}
              version={review.version}
              onEdit={edit}
              onClose={() => setBulk(null)}
            />
          ) : null}
          <TroubleNote trouble={rows.trouble} />
          {sheet ? (
            <ReviewGrid
              label={title}
              sheet={sheet}
              source={rows}
              view={view}
              goTo={goTo}
              order={order}
              ticked={ticked}
              onTick={(next) => {
                setTicked(next);
                if (bulk?.ticked) setBulk(null);
              }}
              onPlace={(at, key) => setPlace({ row: at, column: /^\d+$/.test(key) ? Number(key) : null })}
              onOrder={setOrder}
              onEdit={edit}
              empty={
                rows.answered ? (
                  <NoRows find={find} total={group?.rows ?? sheet.rows} onDrop={() => setFind("")} />
                ) : null
              }
            />
          ) : null}
          <RowsBar
            ticked={ticked}
            total={rows.total}
            held={allHeld(rows, ticked)}
            busy={busy}
            onTick={setTicked}
            onHold={(hold) => holdBack({ kind: "rows", query: queryOf(only(view, ticked)) }, hold)}
            onSet={() => setBulk({ kind: "set", column: place.column, ticked: true })}
            onFill={
              place.column === null
                ? null
                : () => {
                    const filling = fillFrom();
                    if (filling) void edit(filling);
                  }
            }
            onExport={() => setAsking("export-rows")}
          />
        </Panel>
        <FixPanel
          key={`${chosen.rule} ${chosen.changed} ${chosen.held}`}
          review={review}
          mapping={props.mapping}
          chosen={chosen}
          group={group}
          sheet={sheet}
          row={row}
          place={place}
          view={view}
          busy={busy}
          act={act}
          onEdit={edit}
          onReview={onReview}
          onMapping={props.onMapping}
          onBulk={setBulk}
          onHold={holdBack}
          onLater={() => {
            const next = review.groups[(at + 1) % review.groups.length];
            if (next) setChosen({ rule: next.rule, changed: false });
            toStart();
          }}
        />
      </div>
      <div className="wfoot">
        <Button icon="back" onClick={props.onBack} testId="review-back">
          {t("do.back")}
        </Button>
        {stops || review.groups.length > 0 ? (
          <Button icon="down" disabled={busy} onClick={() => setAsking("export")} testId="export-bad">
            {t("export.open")}
          </Button>
        ) : null}
        <Button icon="arrive" disabled={busy} onClick={() => setAsking("merge")} testId="merge-back">
          {t("merge.open")}
        </Button>
        <WorkLine progress={props.progress} shown={busy} />
        <span className="sp" />
        {review.goodOrders === 0 ? <span className="c-stop sm">{t("review.none-good")}</span> : null}
        <Button
          kind="primary"
          icon="fwd"
          keys="Ctrl ↵"
          disabled={busy || review.goodOrders === 0}
          label={stops ? t("review.kept-help") : undefined}
          onClick={onNext}
          testId="declare"
        >
          {review.keptOrders > 0
            ? t("review.go-on", { n: review.goodOrders, kept: review.keptOrders })
            : t("review.go-on-all", { n: review.goodOrders })}
        </Button>
      </div>
      {asking === "export" || asking === "export-rows" ? (
        <ExportAsk
          only={asking === "export-rows" ? queryOf(only(view, ticked)) : null}
          importId={review.importId}
          fileName={props.mapping.fileName}
          path={props.path}
          onClose={() => setAsking(null)}
        />
      ) : null}
      {asking === "merge" ? (
        <MergeAsk
          importId={review.importId}
          path={merging}
          onReview={onReview}
          onClose={() => {
            setAsking(null);
            setMerging("");
          }}
        />
      ) : null}
    </>
  );
}

/** Whether every ticked row in sight is held back already. */
function allHeld(rows: Source<ReviewRow>, ticked: Ticked): boolean {
  let some = false;
  for (let n = 0; n < Math.min(rows.total, 2_000); n += 1) {
    const row = rows.row(n);
    if (!row || !isTicked(ticked, row)) continue;
    if (!row.held) return false;
    some = true;
  }
  return some;
}

export function toneOf(mark: Mark): string {
  return mark === "stops" ? "stop" : mark === "warns" ? "warn" : mark === "fixed" ? "fixed" : "";
}

/** The column in question of a row: the worst mark among those of the group shown; none when no cell is to blame. */
export function badColumn(row: ReviewRow, chosen: Chosen, mark: Mark | null | undefined): number | null {
  if (chosen.changed) return row.cells.find((c) => c.before !== null)?.column ?? null;
  const of = (wanted: Mark) => row.cells.find((c) => c.mark === wanted)?.column ?? null;
  // Another rule may have marked a cell of the same row.
  const own = row.cells.find((c) => c.rule === chosen.rule)?.column ?? null;
  if (mark && chosen.rule !== "" && chosen.rule !== "*")
    return own ?? (row.notes.length > 0 ? null : of(mark));
  return of("stops") ?? of("warns");
}
