// The query filter above a grid: fields left, search and reset right.
import type { ReactNode } from "react";
import { Button } from "./basics";
import { useHand } from "./context";

export function FilterBar(props: {
  children: ReactNode;
  onSearch: () => void;
  onReset: () => void;
  /** What is typed cannot be meant: nothing is asked yet. */
  cannot?: boolean;
  aside?: ReactNode;
  testId: string;
}) {
  const { t } = useHand();
  return (
    <search className="panel filter">
      {props.children}
      <span className="sp" />
      <Button
        kind="primary"
        disabled={props.cannot}
        onClick={props.onSearch}
        testId={`${props.testId}-search`}
      >
        {t("do.search")}
      </Button>
      <Button onClick={props.onReset} testId={`${props.testId}-reset`}>
        {t("do.reset")}
      </Button>
      {props.aside}
    </search>
  );
}

/** What stands below a grid while rows are chosen: how many, and what may be done with them. */
export function BatchBar(props: {
  chosen: number;
  total: number;
  /** Nothing more to select when it is left out. */
  onAll?: () => void;
  onClear: () => void;
  children: ReactNode;
  testId: string;
}) {
  const { t } = useHand();
  if (props.chosen === 0) return null;
  return (
    <div className="batch" data-testid={props.testId}>
      <b>{t("batch.chosen", { n: props.chosen, of: props.total })}</b>
      {props.onAll ? (
        <button type="button" className="act" onClick={props.onAll} data-testid={`${props.testId}-all`}>
          {t("batch.all")}
        </button>
      ) : null}
      <button type="button" className="act" onClick={props.onClear} data-testid={`${props.testId}-clear`}>
        {t("batch.clear")}
      </button>
      <span className="sp" />
      {props.children}
    </div>
  );
}
