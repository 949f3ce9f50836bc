// The first start: everything can be tried without a key.
import { Button, Note, Panel, TroubleNote } from "../../parts/basics";
import { useAct, useHand } from "../../parts/context";
import { Icon, type IconName } from "../../parts/Icon";
import { StatusTag } from "../../parts/StatusTag";
import type { Key } from "../../text";

/** What the practice service does with an order, by the first signs of its number. */
const outcomes: [string, string, Key][] = [
  ["OK", "800", "practice.ok"],
  ["CY", "500", "practice.cy"],
  ["MR", "300", "practice.mr"],
  ["ID", "100", "practice.id"],
  ["PAY", "100", "practice.pay"],
  ["AMT", "100", "practice.amt"],
  ["QT", "100", "practice.qt"],
  ["LT", "2", "practice.lt"],
  ["SL", "silent", "practice.sl"],
];
const ready: [Key, boolean][] = [
  ["ready.encrypted", true],
  ["ready.service", true],
  ["ready.client", false],
  ["ready.key", false],
];

export function FirstRun() {
  const { t, desk, go, refresh, session } = useHand();
  const { busy, trouble, act, clear } = useAct();
  const practise = () =>
    act(async () => {
      await desk.startPractice();
      refresh();
      go({ station: "orders" });
    });
  return (
    <>
      <div className="ph">
        <h1>{t("first.title")}</h1>
        <span className="sub">{t("first.sub")}</span>
      </div>
      <TroubleNote trouble={trouble} onRetry={practise} onClose={clear} />
      <div className="opts">
        <Option icon="play" best title={t("first.practice")} text={t("first.practice-help")}>
          <Button kind="primary" disabled={busy} onClick={practise} testId="start-practice">
            {t("today.start-practice")}
          </Button>
        </Option>
        <Option icon="orders" title={t("first.import")} text={t("first.import-help")}>
          <Button onClick={() => go({ station: "orders" })} testId="first-import">
            {t("orders.pick")}
          </Button>
        </Option>
        <Option icon="clients" title={t("first.client")} text={t("first.client-help")}>
          <Button onClick={() => go({ station: "clients" })} testId="first-client">
            {t("client.new")}
          </Button>
        </Option>
      </div>
      <div className="col2">
        <Panel
          title={
            <>
              <h2>{t("practice.title")}</h2>
              <span className="t3 sm">{t("practice.sub")}</span>
            </>
          }
        >
          <div className="scroll fill">
            <table>
              <thead>
                <tr>
                  <th style={{ width: 74 }}>{t("practice.prefix")}</th>
                  <th style={{ width: 132 }}>{t("field.state")}</th>
                  <th>{t("practice.result")}</th>
                </tr>
              </thead>
              <tbody>
                {outcomes.map(([prefix, state, word]) => (
                  <tr key={prefix}>
                    <td className="mono b">{prefix}</td>
                    <td>
                      <StatusTag state={state} />
                    </td>
                    <td>{t(word)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <div style={{ padding: 12 }}>
            <Note icon="info">{t("practice.never")}</Note>
          </div>
        </Panel>
        <Panel
          title={t("ready.title")}
          aside={
            <span className="t3 sm">
              {ready.filter(([, on]) => on).length} / {ready.length}
            </span>
          }
        >
          {ready.map(([word, on]) => (
            <div
              key={word}
              className="row"
              style={{
                minHeight: 36,
                padding: "0 12px",
                borderBottom: "1px solid var(--line-soft)",
                gap: 12,
              }}
            >
              <Icon name={on ? "ok" : "todo"} className={on ? "c-ok" : ""} />
              <span className={on ? "t2" : ""}>{t(word)}</span>
              <span className="sp" />
              {on ? <span className="t3 sm">{t("ready.done")}</span> : null}
            </div>
          ))}
          <div className="gh">{t("ready.where")}</div>
          <p className="body t2 sm">{t("ready.where-help")}</p>
          <span className="hidden">{session.version}</span>
        </Panel>
      </div>
    </>
  );
}

function Option(props: {
  icon: IconName;
  best?: boolean;
  title: string;
  text: string;
  children: React.ReactNode;
}) {
  return (
    <section className={`opt${props.best ? " best" : ""}`}>
      <h2>
        <Icon name={props.icon} className={props.best ? "c-acc" : ""} />
        {props.title}
      </h2>
      <p>{props.text}</p>
      <div>{props.children}</div>
    </section>
  );
}
