// The tools of a grid: row height, choice and order of columns, refresh. What is chosen is remembered for this grid.
import { useEffect, useRef, useState } from "react";
import { Button } from "../basics";
import { useHand } from "../context";
import { Check } from "./Check";
import { HEIGHTS, isHidden, ordered, useLook } from "./look";
import type { Column } from "./types";

export function GridTools<T>(props: {
  columns: Column<T>[];
  /** The name of the grid. */
  name: string;
  onRefresh?: () => void;
}) {
  const { t } = useHand();
  const [look, change] = useLook(props.name);
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLSpanElement>(null);
  const at = HEIGHTS.indexOf(look.height);
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false);
    };
    const keyed = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      setOpen(false);
      box.current?.querySelector<HTMLElement>("button")?.focus();
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    document.addEventListener("keydown", keyed, true);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
      document.removeEventListener("keydown", keyed, true);
    };
  }, [open]);

  const all = ordered(props.columns, look.order);
  const free = all.filter((c) => !c.fixed && !c.right && !c.always);
  const place = (key: string, by: number) => {
    const from = free.findIndex((c) => c.key === key);
    const other = free[from + by];
    if (!other) return;
    const keys = all.map((c) => c.key);
    const [a, b] = [keys.indexOf(key), keys.indexOf(other.key)];
    [keys[a], keys[b]] = [other.key, key];
    change({ order: keys });
  };
  const nameOf = (c: Column<T>) => c.name ?? (typeof c.title === "string" ? c.title : c.key);
  return (
    <>
      <Button
        kind="quiet"
        icon="dens"
        label={t("do.density")}
        onClick={() => change({ height: HEIGHTS[(at + 1) % HEIGHTS.length] })}
        testId="density"
      />
      <span className="popbox" ref={box}>
        <Button
          kind="quiet"
          icon="cols"
          label={t("do.columns")}
          onClick={() => setOpen(!open)}
          testId="columns"
        />
        {open ? (
          <div className="pop" role="dialog" aria-label={t("do.columns")} data-testid="columns-choice">
            {all
              .filter((c) => !c.always)
              .map((c) => (
                <div className="popline" key={c.key}>
                  <Check
                    on={!isHidden(c, look)}
                    label={nameOf(c)}
                    text={nameOf(c)}
                    onChange={(on) => change({ hidden: { ...look.hidden, [c.key]: !on } })}
                    testId={`column-${c.key}`}
                  />
                  <span className="sp" />
                  {c.fixed || c.right ? null : (
                    <>
                      <span className="flip">
                        <Button
                          kind="quiet"
                          small
                          icon="cd"
                          label={t("grid.forward", { column: nameOf(c) })}
                          disabled={free[0] === c}
                          onClick={() => place(c.key, -1)}
                          testId={`column-up-${c.key}`}
                        />
                      </span>
                      <Button
                        kind="quiet"
                        small
                        icon="cd"
                        label={t("grid.backward", { column: nameOf(c) })}
                        disabled={free[free.length - 1] === c}
                        onClick={() => place(c.key, 1)}
                        testId={`column-down-${c.key}`}
                      />
                    </>
                  )}
                </div>
              ))}
            <div className="popfoot">
              <Button
                small
                onClick={() => change({ widths: {}, hidden: {}, order: [], height: 30 })}
                testId="columns-reset"
              >
                {t("grid.as-first")}
              </Button>
            </div>
          </div>
        ) : null}
      </span>
      {props.onRefresh ? (
        <Button kind="quiet" icon="redo" label={t("do.refresh")} onClick={props.onRefresh} testId="refresh" />
      ) : null}
    </>
  );
}
