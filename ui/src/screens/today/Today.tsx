// Today: the line in seven numbers, what needs someone, and what just happened. The first start offers practice.
import { Button, Empty, money, Pairs, Panel, TroubleNote } from "../../parts/basics";
import { useHand, useLoad } from "../../parts/context";
import { Icon, type IconName } from "../../parts/Icon";
import { StatusTag } from "../../parts/StatusTag";
import { count, type Key } from "../../text";
import { FirstRun } from "./FirstRun";

const todos: Record<
  string,
  { icon: IconName; tone: string; act: Key; to: "orders" | "tracking" | "sending" | "keys" }
> = {
  "signing-paused": { icon: "pause", tone: "c-warn", act: "todo.go-on", to: "sending" },
  "key-ended": { icon: "stop", tone: "c-stop", act: "todo.renew", to: "keys" },
  "key-ends-now": { icon: "keys", tone: "c-stop", act: "todo.renew", to: "keys" },
  "key-ends": { icon: "keys", tone: "c-warn", act: "todo.renew", to: "keys" },
  rejected: { icon: "stop", tone: "c-stop", act: "todo.fix", to: "tracking" },
  inspection: { icon: "inspect", tone: "c-warn", act: "todo.look", to: "tracking" },
  silent: { icon: "silent", tone: "c-warn", act: "todo.look", to: "sending" },
  kept: { icon: "orders", tone: "c-warn", act: "todo.fix", to: "orders" },
  failed: { icon: "stop", tone: "c-stop", act: "todo.look", to: "sending" },
};

const fallback = { icon: "warn", tone: "c-warn", act: "todo.look", to: "tracking" } as const;

export function Today() {
  const { t, word, say, desk, session, go } = useHand();
  const { value, trouble, reload } = useLoad(() => desk.today(session.clientId), session.clientId);
  if (session.firstRun) return <FirstRun />;
  const flow: [Key, number, string, "orders" | "declarations" | "sending" | "tracking" | "bills"][] = value
    ? [
        [
          "station.orders",
          value.orders,
          session.counts.kept > 0 ? t("today.kept", { n: session.counts.kept }) : "",
          "orders",
        ],
        ["station.declarations", value.declarations, "", "declarations"],
        [
          "today.signed",
          value.signed,
          session.counts.toSend > 0 ? t("today.to-sign", { n: session.counts.toSend }) : "",
          "sending",
        ],
        ["today.sent", value.sent, "", "sending"],
        ["state.received", value.received, "", "tracking"],
        [
          "state.800",
          value.released,
          session.lastReceipt ? t("today.last", { at: session.lastReceipt.slice(11, 19) }) : "",
          "tracking",
        ],
        ["station.bills", value.bills, money(value.taxTotal, true), "bills"],
      ]
    : [];
  return (
    <>
      <div className="ph">
        <h1>{t("station.today")}</h1>
        <span className="sub">{value?.date ?? ""}</span>
        <span className="sp" />
        <Button
          kind="primary"
          icon="plus"
          keys="Ctrl O"
          onClick={() => go({ station: "orders" })}
          testId="today-import"
        >
          {t("do.import")}
        </Button>
      </div>
      <TroubleNote trouble={trouble} onRetry={reload} />
      <div className="flowline" data-testid="flow">
        {flow.map(([word, n, under, station]) => (
          <button key={word} type="button" className="step" onClick={() => go({ station })}>
            <span className="k">{t(word)}</span>
            <span className="v">{count(n)}</span>
            <span className="s">{under || " "}</span>
          </button>
        ))}
      </div>
      <div className="col2">
        <Panel
          className="fill"
          title={
            <>
              <h2>{t("today.todo")}</h2>
              {value && value.todo.length > 0 ? (
                <span className="tag warn">{count(value.todo.reduce((sum, x) => sum + x.count, 0))}</span>
              ) : null}
            </>
          }
          aside={<span className="t3 sm">{t("today.by-urgency")}</span>}
        >
          <div className="scroll fill stack" style={{ gap: 0 }}>
            {value?.todo.map((x) => {
              const look = todos[x.kind] ?? fallback;
              return (
                <div key={x.kind} className="todo" data-testid={`todo-${x.kind}`}>
                  <Icon name={look.icon} className={look.tone} />
                  <span className={`q ${look.tone}`}>{count(x.count)}</span>
                  <span>
                    <b>{word("todo", x.kind)}</b>
                    <span className="t2 sm ell" style={{ display: "block" }}>
                      {say(x.says)}
                    </span>
                  </span>
                  <span className="w">{x.oldest ? t("track.oldest", { age: x.oldest }) : ""}</span>
                  <Button small onClick={() => go({ station: look.to })} testId={`todo-go-${x.kind}`}>
                    {t(look.act)}
                  </Button>
                </div>
              );
            })}
            {value && value.todo.length === 0 ? (
              <Empty icon="ok" title={t("today.calm")}>
                {t("today.calm-help", { n: value.declarations })}
              </Empty>
            ) : null}
          </div>
          {value && value.justNow.length > 0 ? (
            <>
              <div className="gh">{t("today.just-now")}</div>
              <div style={{ flex: "none" }}>
                {value.justNow.slice(0, 3).map((j) => (
                  <div
                    key={`${j.at} ${j.orderNo} ${j.state}`}
                    className="row sm"
                    style={{ height: 28, padding: "0 12px" }}
                  >
                    <span className="t3" style={{ width: 58 }}>
                      {j.at.slice(11, 19)}
                    </span>
                    <span style={{ width: 96 }}>
                      <StatusTag state={j.state} />
                    </span>
                    <span className="mono" style={{ fontSize: 12 }}>
                      {j.orderNo}
                    </span>
                    <span className="t2 ell">{say(j.says)}</span>
                  </div>
                ))}
              </div>
            </>
          ) : null}
        </Panel>
        <div className="stack">
          <Panel title={t("today.channel")}>
            <div className="body">
              <Pairs
                pairs={[
                  [
                    t("today.service"),
                    word(
                      "service",
                      session.service === "offline" && session.serviceSince === "" ? "none" : session.service,
                    ),
                  ],
                  [t("send.last-receipt"), session.lastReceipt ? session.lastReceipt.slice(0, 19) : "—"],
                  [t("today.key"), word("key", session.key)],
                ]}
              />
            </div>
          </Panel>
          <Panel title={t("today.tax")}>
            <div className="body">
              <Pairs
                pairs={[
                  [t("today.bill-count"), count(value?.bills ?? 0)],
                  [
                    <b key="sum">{t("today.tax-sum")}</b>,
                    <b key="v">{money(value?.taxTotal ?? "0.00", true)}</b>,
                  ],
                ]}
              />
            </div>
          </Panel>
        </div>
      </div>
    </>
  );
}
