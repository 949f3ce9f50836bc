// What may be done with the rows that are ticked in the review.
import { Button } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { BatchBar } from "../../parts/FilterBar";
import type { ReviewRow } from "../../views";
import type { View } from "./ReviewGrid";

/** Ticked rows by their numbers; with `allBut`, all of the view but these. */
export type Ticked = { rows: ReadonlySet<string>; allBut: boolean };
export const NONE: Ticked = { rows: new Set(), allBut: false };

/** Only the ticked rows of a view. */
export const only = (view: View, ticked: Ticked): View => ({
  ...view,
  rows: [...ticked.rows].map(Number),
  allBut: ticked.allBut,
});

export const isTicked = (ticked: Ticked, row: ReviewRow): boolean =>
  ticked.rows.has(String(row.row)) !== ticked.allBut;

export function RowsBar(props: {
  ticked: Ticked;
  total: number;
  /** Whether all that is shown is held back already. */
  held: boolean;
  busy: boolean;
  onTick: (ticked: Ticked) => void;
  onHold: (hold: boolean) => void;
  onSet: () => void;
  /** None while no row of the selection is at hand. */
  onFill: (() => void) | null;
  onExport: () => void;
}) {
  const { t } = useHand();
  const { ticked, total, busy } = props;
  const n = ticked.allBut ? total - ticked.rows.size : ticked.rows.size;
  const all = ticked.allBut && ticked.rows.size === 0;
  return (
    <BatchBar
      chosen={Math.max(0, n)}
      total={total}
      onAll={all ? undefined : () => props.onTick({ rows: new Set(), allBut: true })}
      onClear={() => props.onTick(NONE)}
      testId="rows"
    >
      <Button small disabled={busy} label={t("bulk.set")} onClick={props.onSet} testId="rows-set">
        {t("rows.set")}
      </Button>
      <Button
        small
        disabled={busy || n < 2 || props.onFill === null}
        label={t("rows.fill-help")}
        onClick={() => props.onFill?.()}
        testId="rows-fill"
      >
        {t("rows.fill")}
      </Button>
      <Button small icon="down" disabled={busy} onClick={props.onExport} testId="rows-export">
        {t("rows.export")}
      </Button>
      <Button
        small
        kind="primary"
        icon={props.held ? "play" : "pause"}
        disabled={busy}
        label={t(props.held ? "rows.release-help" : "rows.hold-help")}
        onClick={() => props.onHold(!props.held)}
        testId={props.held ? "rows-release" : "rows-hold"}
      >
        {t(props.held ? "rows.release" : "rows.hold")}
      </Button>
    </BatchBar>
  );
}
