// What was begun before: imports to go on with, whole imports to take back, and the orders kept for later.
import { Act, Panel, Time } from "../../parts/basics";
import { useHand, useLoad } from "../../parts/context";
import { Icon, type IconName } from "../../parts/Icon";
import { count } from "../../text";
import type { ImportLine, KeptLine } from "../../views";
import type { Act as Acting } from "./FileStep";

const looks: Record<string, { icon: IconName; tone: string }> = {
  open: { icon: "draft", tone: "c-acc" },
  declared: { icon: "ok", tone: "c-ok" },
  undone: { icon: "undo", tone: "t3" },
};
/** So many lines of the work list stand here; the rest is counted. */
const SHOWN = 50;
/** Stands in the place of a rule where a person holds an order back. */
const HELD = "HELD-BACK";

export function Earlier(props: {
  busy: boolean;
  act: Acting;
  onResume: (id: string, to: "mapping" | "review") => void;
}) {
  const { t, desk, session } = useHand();
  const { busy, act, onResume } = props;
  const imports = useLoad(() => desk.imports(session.clientId), session.clientId);
  const kept = useLoad(() => desk.kept(session.clientId), session.clientId);
  const lines = imports.value ?? [];
  const work = kept.value ?? [];
  const doing = (what: () => Promise<unknown>) => () =>
    void act(async () => {
      await what();
      imports.reload();
      kept.reload();
    });

  return (
    <>
      <Panel title={t("earlier.imports")} className="shrink" testId="imports">
        {lines.length === 0 ? (
          <p className="body t3 sm">{t("earlier.none")}</p>
        ) : (
          <ul className="lines scroll">
            {lines.map((line) => (
              <li key={line.id} data-testid="import-line" data-state={line.state}>
                <Icon name={looks[line.state]?.icon ?? "draft"} className={looks[line.state]?.tone} />
                <span className="grow1">
                  <span className="ell b" title={line.fileName}>
                    {line.fileName}
                  </span>
                  <span className="t3 sm ell">
                    <Time value={line.at} />
                    <i className="dot" />
                    {says(line, t)}
                  </span>
                </span>
                <span className="acts nw">
                  {line.state === "open" ? (
                    <>
                      {line.canResume ? (
                        <Act
                          disabled={busy}
                          onClick={() => onResume(line.id, "mapping")}
                          testId="import-resume"
                        >
                          {t("earlier.resume")}
                        </Act>
                      ) : null}
                      <Act
                        disabled={busy}
                        onClick={doing(() => desk.discardImport(line.id))}
                        testId="import-discard"
                      >
                        {t("earlier.discard")}
                      </Act>
                    </>
                  ) : line.state === "declared" && line.canUndo ? (
                    <Act disabled={busy} onClick={doing(() => desk.undoImport(line.id))} testId="import-undo">
                      {t("earlier.undo")}
                    </Act>
                  ) : line.state === "undone" && line.canUndo ? (
                    <Act disabled={busy} onClick={doing(() => desk.redoImport(line.id))} testId="import-redo">
                      {t("earlier.redo")}
                    </Act>
                  ) : null}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {work.length > 0 ? (
        <Panel
          className="work"
          testId="kept"
          title={
            <h2 className="row">
              <Icon name="todo" className="c-warn" /> {t("kept.title")}
              <span className="tag warn">{count(work.length)}</span>
            </h2>
          }
        >
          <div className="scroll">
            {byFile(work).map(([importId, of]) => (
              <div key={importId}>
                <div className="gh">
                  <span className="ell" title={of[0]?.fileName}>
                    {of[0]?.fileName}
                  </span>
                  <span className="sp" />
                  <Act disabled={busy} onClick={() => onResume(importId, "review")} testId="kept-fix">
                    {t("kept.fix", { n: of.length })}
                  </Act>
                </div>
                <Work lines={of} />
              </div>
            ))}
          </div>
        </Panel>
      ) : null}
    </>
  );
}

function Work({ lines }: { lines: KeptLine[] }) {
  const { t, say } = useHand();
  return (
    <ul className="lines">
      {lines.slice(0, SHOWN).map((line) => (
        <li key={line.orderNo} data-testid="kept-line">
          <Icon
            name={line.rule === HELD ? "pause" : "stop"}
            small
            className={line.rule === HELD ? "c-warn" : "c-stop"}
          />
          <span className="grow1">
            <span className="mono ell">{line.orderNo}</span>
            <span className="t2 sm ell" title={say(line.says)}>
              {say(line.says)}
            </span>
          </span>
        </li>
      ))}
      {lines.length > SHOWN ? <li className="t3 sm">{t("kept.more", { n: lines.length - SHOWN })}</li> : null}
    </ul>
  );
}

function says(line: ImportLine, t: ReturnType<typeof useHand>["t"]): string {
  const rows = t("map.rows", { n: line.rows });
  if (line.state === "open") return t("earlier.open", { rows });
  if (line.state === "undone") return t("earlier.undone", { n: line.orders });
  return line.kept > 0
    ? t("earlier.declared-kept", { n: line.made, kept: line.kept })
    : t("earlier.declared", { n: line.made });
}

function byFile(lines: KeptLine[]): [string, KeptLine[]][] {
  const files = new Map<string, KeptLine[]>();
  for (const line of lines) files.set(line.importId, [...(files.get(line.importId) ?? []), line]);
  return [...files];
}
