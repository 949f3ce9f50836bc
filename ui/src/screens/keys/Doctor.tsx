// The key doctor: every check with what was found, what to do, and one click where that helps.
import { Button, Empty, Note } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { Icon, type IconName } from "../../parts/Icon";
import type { KeyCheck, KeyDay, KeyEntry, KeyReport } from "../../views";

const marks: Record<string, { icon: IconName; tone: string }> = {
  good: { icon: "ok", tone: "c-ok" },
  warns: { icon: "warn", tone: "c-warn" },
  bad: { icon: "stop", tone: "c-stop" },
  open: { icon: "clock", tone: "t3" },
};

export function Doctor(props: {
  entry: KeyEntry;
  report: KeyReport | null;
  looking: boolean;
  day: KeyDay | null;
  onPin: () => void;
  onAgain: () => void;
  onRenew: () => void;
  onTrust: () => void;
}) {
  const { t, word, say, go } = useHand();
  const { report, looking, day } = props;
  const act = (check: KeyCheck) => {
    if (check.act === "pin") props.onPin();
    else if (check.act === "again") props.onAgain();
    else if (check.act === "renew") props.onRenew();
    else if (check.act === "trust") props.onTrust();
    else if (check.act === "client") go({ station: "clients" });
  };
  return (
    <section
      className="panel"
      aria-label={t("kd.sub")}
      data-testid="doctor"
      data-state={looking ? "looking" : report ? verdict(report).state : "none"}
      aria-busy={looking}
    >
      <header>
        <Verdict report={report} looking={looking} />
        <span className="sp" />
        {report && !looking ? (
          <span className="t3 sm nw">
            {t("kd.checked", { n: report.checks.length, at: report.at.slice(11, 19) })}
          </span>
        ) : null}
      </header>
      <div className="scroll fill" aria-live="polite">
        {report?.checks.map((check, at) => {
          const mark = marks[check.state] ?? { icon: "info", tone: "t3" };
          return (
            <div
              // biome-ignore lint/suspicious/noArrayIndexKey: the checks of one report keep their order
              key={`${check.what}-${at}`}
              className="examine"
              data-testid={`check-${check.what}`}
              data-state={check.state}
            >
              <span className="row" role="img" aria-label={word("found", check.state)}>
                <Icon name={mark.icon} className={mark.tone} />
              </span>
              <b>{word("check", check.what)}</b>
              <span className="says">
                <span className={check.state === "good" ? "t2" : mark.tone === "t3" ? "t2" : mark.tone}>
                  {say(check.says)}
                </span>
                {check.state !== "good" && say(check.help) ? <small>{say(check.help)}</small> : null}
              </span>
              {check.act ? (
                <Button small disabled={looking} onClick={() => act(check)} testId={`fix-${check.what}`}>
                  {word("fixact", check.act)}
                </Button>
              ) : (
                <span />
              )}
            </div>
          );
        })}
        {report === null ? <Empty icon="keys" title={t(looking ? "kd.looking" : "kd.not-looked")} /> : null}
      </div>
      <div className="gh">{t("kd.lately")}</div>
      <div style={{ flex: "none", padding: "4px 0" }} data-testid="key-lately">
        {day?.log.slice(0, 4).map((event, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the newest entries, as they are
          <div key={`${event.at}-${at}`} className="lately">
            <time dateTime={event.at.replace(" ", "T")} title={event.at}>
              {event.at.slice(0, 16)}
            </time>
            <span className="ell" title={say(event.says)}>
              {say(event.says)}
            </span>
          </div>
        ))}
        {day && day.log.length === 0 ? <p className="lately t3">{t("kd.nothing-lately")}</p> : null}
      </div>
      <div style={{ padding: "4px 12px 12px", flex: "none" }}>
        {day && day.waits > 0 ? (
          <Note
            icon="pause"
            tone="warn"
            aside={
              <Button small onClick={() => go({ station: "sending" })} testId="key-to-sending">
                {t("kd.to-sending")}
              </Button>
            }
          >
            {t("kd.waits", { n: day.waits })}
          </Note>
        ) : (
          <Note icon="shield">
            <span className="sm">{t("kd.safe")}</span>
          </Note>
        )}
      </div>
    </section>
  );
}

/** What all checks come to. */
export function verdict(report: KeyReport): { state: "good" | "look" | "pin" | "bad"; n: number } {
  const bad = report.checks.filter((check) => check.state === "bad").length;
  if (bad > 0) return { state: "bad", n: bad };
  if (report.checks.some((check) => check.code === "sign-pin-needed")) return { state: "pin", n: 1 };
  const look = report.checks.filter((check) => check.state === "warns").length;
  return look > 0 ? { state: "look", n: look } : { state: "good", n: 0 };
}

function Verdict({ report, looking }: { report: KeyReport | null; looking: boolean }) {
  const { t } = useHand();
  if (looking)
    return (
      <h2 className="row">
        <Icon name="flow" className="t3" /> {t("kd.looking")}
      </h2>
    );
  if (!report) return <h2>{t("kd.not-looked")}</h2>;
  const { state, n } = verdict(report);
  const [icon, tone, key] = (
    {
      good: ["ok", "c-ok", "kd.can-sign"],
      look: ["warn", "c-warn", "kd.can-sign-but"],
      pin: ["lock", "c-warn", "kd.must-type"],
      bad: ["stop", "c-stop", "kd.cannot"],
    } as const
  )[state];
  return (
    <h2 className="row" data-testid="verdict">
      <Icon name={icon} className={tone} /> {t(key, { n })}
    </h2>
  );
}
