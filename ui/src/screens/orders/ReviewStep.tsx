// Step 3: everything found, grouped by rule; the rows of a group; and how to put them right.
import { useEffect, useState } from "react";
import { Button, Empty, Panel } from "../../parts/basics";
import { useHand, useLoad } from "../../parts/context";
import { Grid } from "../../parts/Grid";
import { Icon } from "../../parts/Icon";
import { count } from "../../text";
import type { FindingGroup, Fix, FoundCell, FoundRow, Mark, Review } from "../../views";
import { useReviewColumns } from "./columns";
import { FixPanel } from "./FixPanel";
import { marks } from "./marks";

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
      else if (ctrl && event.key.toLowerCase() === "z" && review.undo !== null && !busy && editing === null)
        onUndo();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", keyed);
    return () => window.removeEventListener("keydown", keyed);
  }, [list, row, busy, review, editing, onNext, onUndo]);

  const save = (of: FoundRow, cell: FoundCell, value: string) => {
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
              canUndo={review.undo !== null}
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
