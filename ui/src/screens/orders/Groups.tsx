// What was found, by rule and by what it means; and the rows as a whole.
import { useHand } from "../../parts/context";
import { Icon, type IconName } from "../../parts/Icon";
import { count } from "../../text";
import type { FindingGroup, Review } from "../../views";
import { marks } from "./marks";

/** A group of findings by its rule; or all rows, those with findings, those changed here, those held back. */
export type Chosen = { rule: string; changed: boolean; held?: boolean };

export function Groups(props: { review: Review; chosen: Chosen; onChoose: (chosen: Chosen) => void }) {
  const { t, say } = useHand();
  const { review, chosen, onChoose } = props;
  const found = review.groups.filter((g) => g.mark === "stops" || g.mark === "warns");
  return (
    <>
      <Whole
        icon="cols"
        name={t("review.all-rows")}
        count={review.rows}
        on={!chosen.changed && !chosen.held && chosen.rule === ""}
        onClick={() => onChoose({ rule: "", changed: false })}
        testId="group-all"
      />
      {found.length > 1 ? (
        <Whole
          icon="filter"
          name={t("review.found-rows")}
          on={!chosen.changed && chosen.rule === "*"}
          onClick={() => onChoose({ rule: "*", changed: false })}
          testId="group-found"
        />
      ) : null}
      {review.changed > 0 ? (
        <Whole
          icon="fixed"
          tone="c-fixed"
          name={t("review.changed-cells")}
          count={review.changed}
          on={chosen.changed}
          onClick={() => onChoose({ rule: "", changed: true })}
          testId="group-changed"
        />
      ) : null}
      {review.heldOrders > 0 ? (
        <Whole
          icon="pause"
          tone="c-warn"
          name={t("review.held-orders")}
          count={review.heldOrders}
          on={chosen.held ?? false}
          onClick={() => onChoose({ rule: "", changed: false, held: true })}
          testId="group-held"
        />
      ) : null}
      {(["stops", "warns", "hints", "fixed"] as const).map((mark) => {
        const of = review.groups.filter((g) => g.mark === mark);
        if (of.length === 0) return null;
        const look = marks[mark];
        return (
          <div key={mark}>
            <div className={`gh ${look.tone}`}>
              <Icon name={look.icon} small /> <span className="ell">{t(`mark.${mark}`)}</span>
              <span className="sp" />
              <span className="nw">{t("map.rows", { n: rowsIn(of) })}</span>
            </div>
            {of.map((g) => (
              <button
                key={g.rule}
                type="button"
                className={`gitem${!chosen.changed && g.rule === chosen.rule ? " on" : ""}`}
                aria-pressed={!chosen.changed && g.rule === chosen.rule}
                title={say(g.says)}
                onClick={() => onChoose({ rule: g.rule, changed: false })}
                data-testid={`group-${g.rule}`}
              >
                <Icon name={look.icon} small className={look.tone} />
                <span>{say(g.says)}</span>
                <span className={`q ${look.tone}`}>{count(g.count)}</span>
                <span className="rid">
                  {g.rule}
                  {g.suggestion ? <span className="can">{t("review.suggestion")}</span> : null}
                  {g.held > 0 ? (
                    <span className="waits c-warn">{t("review.held", { n: g.held })}</span>
                  ) : null}
                </span>
              </button>
            ))}
          </div>
        );
      })}
    </>
  );
}

/** A row may stand in several groups; the largest group is the least that is sure. */
function rowsIn(groups: FindingGroup[]): number {
  return groups.reduce((sum, g) => sum + g.rows, 0);
}

function Whole(props: {
  icon: IconName;
  tone?: string;
  name: string;
  count?: number;
  on: boolean;
  onClick: () => void;
  testId: string;
}) {
  return (
    <button
      type="button"
      className={`gitem one${props.on ? " on" : ""}`}
      aria-pressed={props.on}
      onClick={props.onClick}
      data-testid={props.testId}
    >
      <Icon name={props.icon} small className={props.tone ?? "t3"} />
      <span>{props.name}</span>
      {props.count === undefined ? <span /> : <span className="t3">{count(props.count)}</span>}
    </button>
  );
}
