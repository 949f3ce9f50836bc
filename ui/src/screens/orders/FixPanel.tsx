// Why a cell is not right, what helps, and the change itself: for this cell, or for all that say the same.
import { useEffect, useState } from "react";
import { Button, Line, Note, Panel } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { Icon } from "../../parts/Icon";
import type { FindingGroup, Fix, FoundCell, FoundRow } from "../../views";
import { marks } from "./marks";

export function FixPanel(props: {
  group: FindingGroup;
  row: FoundRow | undefined;
  rows: FoundRow[];
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

  const fixOf = (r: FoundRow, cell: FoundCell): Fix => ({
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
function alike(rows: FoundRow[], bad: FoundCell): { row: FoundRow; cell: FoundCell }[] {
  return rows.flatMap((row) =>
    row.cells
      .filter((c) => c.header === bad.header && c.value === bad.value && c.mark === bad.mark && c.cell !== "")
      .map((cell) => ({ row, cell })),
  );
}
