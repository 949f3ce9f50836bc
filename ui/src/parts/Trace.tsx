// The way of one declaration: every message and receipt, and what a refusal means.
import type { DeclarationDetail, Explanation, TimelineEntry } from "../views";
import { Act } from "./basics";
import { useHand } from "./context";
import { Icon } from "./Icon";
import { lookOf } from "./StatusTag";

export function Trace({
  detail,
  timeline,
  onXml,
}: {
  detail: DeclarationDetail;
  timeline: TimelineEntry[];
  onXml: (id: string) => void;
}) {
  return (
    <>
      {detail.explanation ? (
        <Explain explanation={detail.explanation} tone={lookOf(detail.line.state).tone} />
      ) : null}
      <ol className="tl" data-testid="timeline">
        {timeline.map((e) => (
          <Entry key={`${e.at} ${e.messageId} ${e.state} ${e.title.en}`} entry={e} onXml={onXml} />
        ))}
      </ol>
    </>
  );
}

/** What a refusal means: cause, field, remedy. */
function Explain({ explanation, tone }: { explanation: Explanation; tone: string }) {
  const { t, say } = useHand();
  return (
    <div className={`explain ${tone === "stop" ? "" : "warn"}`} data-testid="explanation">
      <h3>
        <Icon name={tone === "stop" ? "stop" : "warn"} />
        {explanation.code} {say(explanation.title)}
      </h3>
      <dl>
        <dt>{t("explain.cause")}</dt>
        <dd>{say(explanation.cause)}</dd>
        {explanation.fields.length > 0 ? (
          <>
            <dt>{t("explain.field")}</dt>
            <dd className="mono sm">
              {explanation.fields.map((f, n) => (
                <span key={f}>
                  {n > 0 ? <i className="dot" /> : null}
                  {f}
                </span>
              ))}
            </dd>
          </>
        ) : null}
        <dt>{t("explain.remedy")}</dt>
        <dd>{say(explanation.remedy)}</dd>
      </dl>
    </div>
  );
}

function Entry({ entry, onXml }: { entry: TimelineEntry; onXml: (id: string) => void }) {
  const { t, say } = useHand();
  const look = lookOf(entry.state);
  const tone = entry.late || look.tone === "idle" || look.tone === "line" ? "t2" : `c-${look.tone}`;
  return (
    <li className={entry.late ? "late" : ""}>
      <Icon name={look.icon} className={tone} />
      <div className="h">
        <b className={`cap ${tone === "t2" ? "" : tone}`}>{say(entry.title)}</b>
        {entry.code ? <span className="t3 sm">{entry.code}</span> : null}
        {entry.late ? <span className="tag">{t("trace.late")}</span> : null}
        <span className="mono">{entry.at.slice(11) || entry.at}</span>
      </div>
      <div className="d">
        {say(entry.detail) === entry.raw ? "" : say(entry.detail)}{" "}
        {entry.messageId ? (
          <Act onClick={() => onXml(entry.messageId)} testId="entry-xml">
            XML
          </Act>
        ) : null}
      </div>
      {entry.raw ? <div className="raw">{entry.raw}</div> : null}
    </li>
  );
}
