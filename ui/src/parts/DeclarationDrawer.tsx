// Everything about one declaration: its way, its content, what was found, its tax, and every message word for word.
import { useEffect, useState } from "react";
import type { DeclarationDetail, TimelineEntry } from "../views";
import { Button, Copy, Masked, Money, money, Tabs, TroubleNote } from "./basics";
import { useHand, useLoad } from "./context";
import { Drawer } from "./Drawer";
import { Icon } from "./Icon";
import { ReviewNote } from "./ReviewNote";
import { StatusTag } from "./StatusTag";
import { Trace } from "./Trace";
import { XmlSheet } from "./XmlSheet";

type Tab = "trace" | "content" | "findings" | "tax";

export function DeclarationDrawer(props: {
  id: string;
  first: "trace" | "content";
  position: string;
  onClose: () => void;
  onStep: (by: 1 | -1) => void;
}) {
  const { t, desk, session } = useHand();
  const [tab, setTab] = useState<Tab>(props.first);
  const [reveal, setReveal] = useState(false);
  const [xml, setXml] = useState("");
  const {
    value: detail,
    trouble,
    reload,
  } = useLoad(() => desk.declaration(props.id, reveal), `${props.id} ${reveal}`);

  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      if (event.ctrlKey && event.key === ".") setReveal(true);
    };
    window.addEventListener("keydown", keyed);
    return () => window.removeEventListener("keydown", keyed);
  }, []);

  // What customs said last stands first.
  const timeline = [...(detail?.timeline ?? [])].reverse();
  const messages = withoutDoubles(timeline.filter((e) => e.messageId !== ""));
  return (
    <>
      <Drawer
        label={detail?.line.orderNo ?? t("drawer.title")}
        testId="drawer"
        position={props.position}
        onClose={props.onClose}
        onStep={props.onStep}
        head={
          detail ? (
            <>
              <StatusTag state={detail.line.state} code />
              <span className="mono">{detail.line.orderNo}</span>
              <Copy text={detail.line.orderNo} testId="copy-order" />
            </>
          ) : null
        }
        under={
          detail ? (
            <div className="under">
              <span>{detail.line.buyer}</span>
              <span className="mono">{detail.idNumber}</span>
              <Masked
                mono
                value={detail.phone}
                revealed={reveal}
                onReveal={() => setReveal(true)}
                testId="masked-phone"
              />
              <span>{money(detail.line.value, true)}</span>
            </div>
          ) : null
        }
        tabs={
          <Tabs
            label={t("drawer.title")}
            value={tab}
            onChange={setTab}
            testId="drawer-tab"
            tabs={[
              { key: "trace", text: t("drawer.trace"), count: String(detail?.timeline.length ?? 0) },
              { key: "content", text: t("drawer.content") },
              { key: "findings", text: t("drawer.findings"), count: String(detail?.findings.length ?? 0) },
              { key: "tax", text: t("drawer.tax") },
            ]}
          />
        }
        footer={
          detail ? (
            <>
              <Button
                icon="code"
                disabled={messages.length === 0}
                onClick={() => setXml(messages[0]?.messageId ?? "")}
                testId="raw-xml"
              >
                {t("drawer.raw")}
              </Button>
              <Copy text={maskedCopy(detail)} testId="masked-copy">
                {t("drawer.masked-copy")}
              </Copy>
            </>
          ) : null
        }
      >
        <TroubleNote trouble={trouble} onRetry={reload} />
        {session.people.length > 1 ? <ReviewNote id={props.id} onDone={reload} /> : null}
        {detail && tab === "trace" ? <Trace detail={detail} timeline={timeline} onXml={setXml} /> : null}
        {detail && tab === "content" ? <Content detail={detail} /> : null}
        {detail && tab === "findings" ? <Findings detail={detail} /> : null}
        {detail && tab === "tax" ? <Tax detail={detail} /> : null}
      </Drawer>
      {xml ? <XmlSheet messages={messages} first={xml} onClose={() => setXml("")} /> : null}
    </>
  );
}

/** One message may have brought several news; its XML is offered once. */
function withoutDoubles(entries: TimelineEntry[]): TimelineEntry[] {
  const seen = new Set<string>();
  return entries.filter((e) => !seen.has(e.messageId) && seen.add(e.messageId));
}

function Content({ detail }: { detail: DeclarationDetail }) {
  const { say } = useHand();
  return (
    <>
      {detail.sections.map((s) => (
        <section key={s.title.en} className="section">
          <h3>{say(s.title)}</h3>
          <dl className="kv l sm">
            {s.fields.map((f) => (
              <FieldRow
                key={`${f.element} ${f.value}`}
                name={say(f.name)}
                element={f.element}
                value={f.value}
              />
            ))}
          </dl>
        </section>
      ))}
    </>
  );
}

function FieldRow({ name, element, value }: { name: string; element: string; value: string }) {
  return (
    <>
      <dt className="cap" title={element}>
        {name}
      </dt>
      <dd>{value === "" ? <span className="t3">—</span> : value}</dd>
    </>
  );
}

function Findings({ detail }: { detail: DeclarationDetail }) {
  const { t, say } = useHand();
  if (detail.findings.length === 0)
    return (
      <div className="empty">
        <Icon name="ok" className="big" />
        <b>{t("drawer.clean")}</b>
      </div>
    );
  return (
    <div data-testid="findings">
      {detail.findings.map((f) => (
        <div className="finding" key={`${f.rule} ${f.at}`}>
          <Icon
            name={f.mark === "stops" ? "stop" : f.mark === "warns" ? "warn" : "info"}
            className={f.mark === "stops" ? "c-stop" : f.mark === "warns" ? "c-warn" : "t2"}
          />
          <b>{say(f.says)}</b>
          <span className="mono t3 xs">{f.rule}</span>
          <span className="d">
            {say(f.help)}
            {f.at ? <span className="mono t3 xs"> {f.at}</span> : null}
          </span>
        </div>
      ))}
    </div>
  );
}

function Tax({ detail }: { detail: DeclarationDetail }) {
  const { t } = useHand();
  return (
    <>
      <table className="mini">
        <thead>
          <tr>
            <th>{t("field.goods")}</th>
            <th className="num">{t("field.base")}</th>
            <th className="num">{t("field.duty")}</th>
            <th className="num">{t("field.consumption")}</th>
            <th className="num">{t("field.vat")}</th>
          </tr>
        </thead>
        <tbody>
          {detail.tax.map((x) => (
            <tr key={x.gnum}>
              <td title={x.goods}>
                {x.gnum}. <span className="mono sm">{x.gcode}</span>
              </td>
              <td className="num">
                <Money value={x.base} />
              </td>
              <td className="num">
                <Money value={x.duty} />
              </td>
              <td className="num">
                <Money value={x.consumption} />
              </td>
              <td className="num">
                <Money value={x.vat} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="row" style={{ padding: "8px 6px" }}>
        <span className="t2">{t("drawer.estimate")}</span>
        <span className="sp" />
        <b>{money(detail.taxTotal, true)}</b>
      </p>
      <p className="t2 sm" style={{ padding: "0 6px" }}>
        {t("drawer.versions")} {detail.versions}
      </p>
    </>
  );
}

/** For support: what happened, without anyone's name, number or address. */
function maskedCopy(detail: DeclarationDetail): string {
  const head = `${detail.line.orderNo} ${detail.line.state} ${detail.line.inventoryNo}`.trim();
  return [head, ...detail.timeline.map((e) => `${e.at} ${e.code} ${e.title.zh} ${e.raw}`.trim())].join("\n");
}
