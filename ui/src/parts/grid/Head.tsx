// The head of a grid: names of the columns, order, and edges to pull.
import { memo, type PointerEvent } from "react";
import { Check } from "./Check";
import { LEAST, type Placed } from "./look";
import { Cells, cellClass, edges, type Sight } from "./Row";
import type { Sort } from "./types";

function HeadOf<T>(props: {
  id: string;
  testId: string;
  sight: Sight<T>;
  width: number;
  /** Whether all rows are selected; undefined where rows cannot be. */
  all: boolean | "mix" | undefined;
  allLabel: string;
  onAll: (on: boolean) => void;
  /** The column of the cursor while it stands in the head, or -1. */
  at: number;
  sort: Sort | null | undefined;
  onSort: ((by: string) => void) | undefined;
  onWidth: (key: string, width: number | undefined) => void;
}) {
  const { sight, sort } = props;
  return (
    <div className="ghead" role="row" aria-rowindex={1} style={{ width: props.width }}>
      {props.all === undefined ? null : (
        <span role="columnheader" aria-colindex={1} className="gcell fixed gcheck" style={{ left: 0 }}>
          <Check
            on={props.all}
            label={props.allLabel}
            testId={`${props.testId}-all`}
            onChange={props.onAll}
          />
        </span>
      )}
      <Cells
        sight={sight}
        draw={(p, n) => {
          const c = p.column;
          const sorts = c.sort !== undefined && props.onSort !== undefined;
          const sorted =
            sorts && sort?.by === c.sort ? (sort?.descending ? "descending" : "ascending") : undefined;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid itself listens to the keys
            <span
              key={c.key}
              id={props.at === n ? `${props.id}--1-${n}` : undefined}
              role="columnheader"
              aria-colindex={n + 1 + (sight.start > 0 ? 1 : 0)}
              aria-sort={sorted ?? (sorts ? "none" : undefined)}
              className={`${cellClass(c)}${sorts ? " sorts" : ""}${props.at === n ? " here" : ""}`}
              style={edges(p, sight)}
              onClick={() => sorts && c.sort && props.onSort?.(c.sort)}
              data-testid={`${props.testId}-head-${c.key}`}
              data-c={n}
            >
              <span className="ell">{c.title}</span>
              {sorted ? <i className="gsort">{sorted === "ascending" ? "↑" : "↓"}</i> : null}
              <Edge placed={p} onWidth={props.onWidth} />
            </span>
          );
        }}
      />
    </div>
  );
}

/** Scrolling down leaves it as it is. */
export const Head = memo(HeadOf) as typeof HeadOf;

/** The right edge of a head: pulled to another width, double-clicked back to its own. */
function Edge<T>({
  placed,
  onWidth,
}: {
  placed: Placed<T>;
  onWidth: (key: string, width: number | undefined) => void;
}) {
  const pull = (event: PointerEvent<HTMLElement>) => {
    event.preventDefault();
    event.stopPropagation();
    const edge = event.currentTarget;
    const from = event.clientX;
    edge.setPointerCapture(event.pointerId);
    const moved = (e: globalThis.PointerEvent) =>
      onWidth(placed.column.key, Math.max(LEAST, Math.round(placed.width + e.clientX - from)));
    const up = () => {
      edge.removeEventListener("pointermove", moved);
      edge.removeEventListener("pointerup", up);
      edge.removeEventListener("pointercancel", up);
    };
    edge.addEventListener("pointermove", moved);
    edge.addEventListener("pointerup", up);
    edge.addEventListener("pointercancel", up);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: for the mouse; the keys widen a column from its head
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <i
      className="gedge"
      onPointerDown={pull}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={() => onWidth(placed.column.key, undefined)}
    />
  );
}
