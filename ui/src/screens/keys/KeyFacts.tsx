// What the certificate says, what the key signed today, and what may be done with it.
import { useState } from "react";
import { Button, Copy, Line, Note, Pairs, Panel } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { Dialog } from "../../parts/Unlock";
import { count } from "../../text";
import type { KeyDay, KeyEntry, KeyReport, KeyWaits } from "../../views";

export function KeyFacts(props: {
  entry: KeyEntry;
  /** All keys that are shown; those of the same client may take over. */
  keys: KeyEntry[];
  report: KeyReport | null;
  day: KeyDay | null;
  busy: boolean;
  onAct: (work: () => Promise<unknown>) => void;
  onPin: () => void;
}) {
  const { t, word, say, desk } = useHand();
  const { entry, day, busy } = props;
  const [naming, setNaming] = useState<string | null>(null);
  const [leaving, setLeaving] = useState<KeyWaits | null>(null);
  const [replacing, setReplacing] = useState(false);
  const next = props.keys.filter(
    (key) =>
      key.id !== entry.id &&
      key.clientId === entry.clientId &&
      !key.practice &&
      key.successor === "" &&
      key.notAfter >= entry.notAfter,
  );
  const successor = props.keys.find((key) => key.id === entry.successor);
  const tone =
    entry.level === "ended" || entry.level === "7" ? "c-stop" : entry.level === "far" ? "" : "c-warn";
  const pin =
    entry.kind === "folder" ? "none" : entry.needsPin ? "needed" : entry.keepsPin ? "kept" : "typed";
  const rename = () => {
    const name = naming ?? "";
    setNaming(null);
    props.onAct(() => desk.renameKey(entry.id, name));
  };
  return (
    <div className="stack">
      <Panel title={t("kd.facts")} testId="key-facts" className="keep">
        <div className="body stack" style={{ gap: 10 }}>
          {naming === null ? (
            <b className="ell" title={entry.name}>
              {entry.name}
            </b>
          ) : (
            <span className="row">
              <Line
                label={t("kd.name")}
                value={naming}
                onChange={setNaming}
                onEnter={rename}
                width="100%"
                autoFocus
                testId="key-name"
              />
              <Button small onClick={rename} disabled={naming.trim() === ""} testId="key-name-save">
                {t("do.save")}
              </Button>
            </span>
          )}
          <Pairs
            left
            pairs={[
              [t("fact.client"), entry.client],
              [t("fact.company"), entry.owner || "—"],
              ...(entry.operator && entry.operator !== entry.owner
                ? [[t("fact.operator"), entry.operator] as [string, string]]
                : []),
              ...(entry.enterpriseCode
                ? [
                    [
                      t("fact.code"),
                      <span key="c" className="mono">
                        {entry.enterpriseCode}
                      </span>,
                    ] as [string, React.ReactNode],
                  ]
                : []),
              [
                t("fact.serial"),
                <span key="s" className="mono wrap">
                  {entry.serial}
                </span>,
              ],
              [t("fact.algorithm"), entry.algorithm],
              [
                t("fact.kind"),
                <span key="k" className="wrap">
                  {word("kind", entry.kind)}
                  {entry.place ? ` · ${entry.place}` : ""}
                </span>,
              ],
              [t("fact.from"), entry.notBefore.slice(0, 10)],
              [
                t("fact.until"),
                <span key="u" className={tone}>
                  {entry.notAfter.slice(0, 10)}{" "}
                  {entry.level === "ended" ? t("fact.over") : t("fact.days", { n: entry.daysLeft })}
                </span>,
              ],
              [t("fact.pin"), word("pinkept", pin)],
              ...(successor ? [[t("kd.replaced-by"), successor.name] as [string, string]] : []),
            ]}
          />
          <div className="row" style={{ flexWrap: "wrap", gap: 6 }}>
            {entry.needsPin ? (
              <Button small icon="lock" onClick={props.onPin} testId="key-pin">
                {t("fixact.pin")}
              </Button>
            ) : null}
            {entry.main || !entry.usable ? null : (
              <Button
                small
                disabled={busy}
                onClick={() => props.onAct(() => desk.chooseKey(entry.id))}
                testId="key-use"
              >
                {t("kd.use")}
              </Button>
            )}
            {entry.successor ? (
              <Button
                small
                disabled={busy}
                onClick={() => props.onAct(() => desk.replaceKey(entry.id, ""))}
                testId="key-unreplace"
              >
                {t("kd.unreplace")}
              </Button>
            ) : next.length > 0 && !entry.practice ? (
              <Button small disabled={busy} onClick={() => setReplacing(true)} testId="key-replace">
                {t("kd.replace")}
              </Button>
            ) : null}
            <Button
              small
              disabled={busy}
              onClick={() => setNaming(naming === null ? entry.name : null)}
              testId="key-rename"
            >
              {t("kd.rename")}
            </Button>
            {entry.practice || entry.kind === "folder" || entry.needsPin ? null : (
              <Button
                small
                disabled={busy}
                onClick={() => props.onAct(() => desk.forgetPin(entry.id))}
                testId="key-forget"
              >
                {t("kd.forget")}
              </Button>
            )}
            <Button
              small
              kind="danger"
              disabled={busy}
              onClick={() => props.onAct(async () => setLeaving(await desk.keyWaits(entry.id)))}
              testId="key-remove"
            >
              {t("kd.remove")}
            </Button>
          </div>
        </div>
      </Panel>
      <Panel title={t("kd.today")} testId="key-day" className="keep">
        <div className="body stack" style={{ gap: 8 }}>
          <span className="row" style={{ alignItems: "baseline" }}>
            <span className="kn">{count(day?.signed ?? 0)}</span>
            <span className="t2">
              {day?.rate
                ? t("kd.rate", { n: day.signed, rate: day.rate })
                : t("kd.today-n", { n: day?.signed ?? 0 })}
            </span>
          </span>
          <Pairs
            pairs={[
              [t("kd.verified"), count(day?.signed ?? 0)],
              [t("kd.paused"), t("kd.times", { n: day?.paused ?? 0 })],
              [t("kd.waiting"), count(day?.waits ?? 0)],
            ]}
          />
        </div>
      </Panel>
      <Panel title={t("kd.support")} className="keep">
        <div className="body stack" style={{ gap: 8, alignItems: "flex-start" }}>
          <span className="t2 sm">{t("kd.support-help")}</span>
          {props.report ? (
            <Copy text={say(props.report.support)} testId="key-copy">
              {t("kd.copy")}
            </Copy>
          ) : null}
        </div>
      </Panel>
      {replacing ? (
        <Dialog
          title={t("kd.replace-ask", { name: entry.name })}
          onClose={() => setReplacing(false)}
          testId="replace-dialog"
        >
          <p>{t("kd.replace-what")}</p>
          <div className="stack" style={{ gap: 6 }}>
            {next.map((key) => (
              <Button
                key={key.id}
                onClick={() => {
                  setReplacing(false);
                  props.onAct(() => desk.replaceKey(entry.id, key.id));
                }}
                testId="replace-with"
              >
                {t("kd.replace-until", { name: key.name, until: key.notAfter.slice(0, 10) })}
              </Button>
            ))}
          </div>
          <div className="row" style={{ justifyContent: "flex-end" }}>
            <Button onClick={() => setReplacing(false)} testId="replace-no">
              {t("pin.cancel")}
            </Button>
          </div>
        </Dialog>
      ) : null}
      {leaving ? (
        <Dialog
          title={t("kd.remove-ask", { name: entry.name })}
          onClose={() => setLeaving(null)}
          testId="remove-dialog"
        >
          <p>{t("kd.remove-what")}</p>
          {leaving.handed > 0 ? (
            <Note icon="stop" tone="stop">
              {t("kd.remove-handed", { n: leaving.handed })}
            </Note>
          ) : leaving.toSign > 0 ? (
            <Note icon="warn" tone="warn">
              {leaving.next
                ? t("kd.remove-waits", { n: leaving.toSign, next: leaving.next })
                : t("kd.remove-last", { n: leaving.toSign })}
            </Note>
          ) : null}
          <div className="row" style={{ justifyContent: "flex-end" }}>
            <Button onClick={() => setLeaving(null)} testId="remove-no">
              {t("pin.cancel")}
            </Button>
            <Button
              kind="danger"
              disabled={leaving.handed > 0}
              onClick={() => {
                setLeaving(null);
                props.onAct(() => desk.removeKey(entry.id));
              }}
              testId="remove-yes"
            >
              {t("kd.remove")}
            </Button>
          </div>
        </Dialog>
      ) : null}
    </div>
  );
}
