// Sending: sign what is ready, and see that every signed message arrives.
import { Select } from "antd";
import { useEffect, useMemo, useState } from "react";
import {
  Act,
  Bar,
  Button,
  Code,
  Empty,
  Note,
  Pairs,
  Panel,
  Segments,
  Time,
  TroubleNote,
} from "../../parts/basics";
import { useAct, useHand, useLoad } from "../../parts/context";
import { type Column, Grid } from "../../parts/Grid";
import { Icon } from "../../parts/Icon";
import { StatusTag } from "../../parts/StatusTag";
import { XmlSheet } from "../../parts/XmlSheet";
import { count } from "../../text";
import type { OutboxLine, Progress } from "../../views";

type Filter = "all" | "waiting" | "sending" | "received" | "needs-you";
const filters: Filter[] = ["all", "waiting", "sending", "received", "needs-you"];

export function Sending() {
  const { t, say, desk, session, go, refresh } = useHand();
  const { value, trouble, reload } = useLoad(() => desk.sending(session.clientId), session.clientId);
  const { busy, trouble: failed, act, clear } = useAct();
  const [keyId, setKeyId] = useState("");
  const [filter, setFilter] = useState<Filter>("all");
  const [progress, setProgress] = useState<Progress | null>(null);
  const [xml, setXml] = useState<OutboxLine | null>(null);
  useEffect(() => desk.onProgress(setProgress), [desk]);

  const usable = value?.keys.filter((k) => k.usable) ?? [];
  const key = usable.find((k) => k.id === keyId) ?? usable[0];
  const ready = value?.ready ?? 0;
  const part = value && value.total > 0 ? value.signed / value.total : 0;
  const send = () =>
    key &&
    act(async () => {
      await desk.signAndSend(session.clientId, key.id, null);
      setProgress(null);
      reload();
      refresh();
    });

  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      if (!(event.ctrlKey && event.key === "Enter") || busy || ready === 0) return;
      event.preventDefault();
      send();
    };
    window.addEventListener("keydown", keyed);
    return () => window.removeEventListener("keydown", keyed);
  });

  const today = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
  const columns = useMemo<Column<OutboxLine>[]>(
    () => [
      {
        key: "kind",
        title: t("send.message"),
        width: 132,
        fixed: true,
        cell: (m) => (
          <span className="row" style={{ gap: 5 }}>
            <span className="mono">{m.kind}</span> {say(m.name)}
          </span>
        ),
      },
      { key: "batch", title: t("send.batch"), width: 160, cell: (m) => <Code value={m.batch} /> },
      { key: "records", title: t("send.records"), width: 64, num: true, cell: (m) => count(m.records) },
      { key: "state", title: t("field.state"), width: 112, cell: (m) => <StatusTag state={m.state} /> },
      { key: "attempts", title: t("send.attempts"), width: 64, num: true, cell: (m) => m.attempts },
      { key: "next", title: t("send.next"), width: 92, cell: (m) => <Time value={m.next} today={today} /> },
      {
        key: "guid",
        title: t("send.guid"),
        cell: (m) => (
          <span className="mono t2 ell" title={m.guid}>
            {m.guid}
          </span>
        ),
      },
      { key: "at", title: t("send.at"), width: 92, cell: (m) => <Time value={m.at} today={today} /> },
      {
        key: "acts",
        title: t("field.acts"),
        width: 74,
        cell: (m) => (
          <Act onClick={() => setXml(m)} testId="outbox-xml">
            {t("send.raw")}
          </Act>
        ),
      },
    ],
    [t, say, today],
  );
  const rows = (value?.outbox ?? []).filter((m) => filter === "all" || m.state === filter);

  return (
    <>
      <div className="ph">
        <h1>{t("station.sending")}</h1>
        <span className="sub">{t("send.sub")}</span>
        <span className="sp" />
        <Button
          kind="primary"
          icon="sign"
          keys="Ctrl ↵"
          disabled={busy || ready === 0 || !key}
          onClick={send}
          testId="sign-and-send"
        >
          {t("send.go", { n: ready })}
        </Button>
      </div>
      <TroubleNote
        trouble={failed ?? trouble}
        onRetry={failed ? undefined : reload}
        onClose={failed ? clear : undefined}
      />
      {session.service === "offline" ? (
        <Note tone="warn" icon="off">
          {t("send.offline", { since: session.serviceSince })}
        </Note>
      ) : null}
      <div className="col2" style={{ flex: "none" }}>
        <Panel
          title={
            <>
              <h2>{t("send.signing")}</h2>
              {key ? (
                <span className="tag">
                  <Icon name="keys" className="c-ok" />
                  {t(key.practice ? "key.practice" : "key.ready")}
                </span>
              ) : (
                <span className="tag warn">
                  <Icon name="keys" />
                  {t("key.none")}
                </span>
              )}
            </>
          }
          aside={
            usable.length > 0 ? (
              <span className="row">
                <span className="lab sm">{t("send.key")}</span>
                <Select
                  size="small"
                  aria-label={t("send.key")}
                  value={key?.id}
                  options={usable.map((k) => ({ value: k.id, label: `${k.name} · ${k.algorithm}` }))}
                  onChange={setKeyId}
                  popupMatchSelectWidth={false}
                  style={{ minWidth: 220 }}
                  data-testid="key-choice"
                />
              </span>
            ) : (
              <Act onClick={() => go({ station: "clients" })} testId="to-keys">
                {t("send.add-key")}
              </Act>
            )
          }
        >
          <div className="body stack" style={{ gap: 8 }}>
            <div className="row" style={{ alignItems: "baseline" }} aria-live="polite">
              <span className="kn" data-testid="signed-count">
                {count(busy && progress ? progress.done : (value?.signed ?? 0))}
              </span>
              <span className="t2">
                {t("send.signed-of", { n: busy && progress ? progress.total : (value?.total ?? 0) })}
              </span>
              <span className="sp" />
              {busy && progress ? (
                <b>{say(progress.what)}</b>
              ) : (
                <span className="t2">
                  {ready > 0 ? t("send.ready", { n: ready }) : t("send.nothing-ready")}
                </span>
              )}
            </div>
            <Bar part={busy && progress && progress.total > 0 ? progress.done / progress.total : part} />
            <table className="mini">
              <thead>
                <tr>
                  <th>{t("field.client")}</th>
                  <th className="num">{t("state.to-sign")}</th>
                </tr>
              </thead>
              <tbody>
                {(value?.toSign ?? []).slice(0, 3).map((c) => (
                  <tr key={c.clientId}>
                    <td>{c.client}</td>
                    <td className="num">{count(c.count)}</td>
                  </tr>
                ))}
                {(value?.toSign.length ?? 0) === 0 ? (
                  <tr>
                    <td colSpan={2} className="t3">
                      {t("send.none-waits")}
                    </td>
                  </tr>
                ) : null}
              </tbody>
            </table>
          </div>
        </Panel>
        <Panel
          title={
            <h2 className="row">
              <Icon name="silent" className={value && value.silent > 0 ? "c-warn" : "t3"} />{" "}
              {t("send.silence")}
            </h2>
          }
          aside={value && value.silent > 0 ? <span className="tag warn">{count(value.silent)}</span> : null}
        >
          <div className="body stack" style={{ gap: 8 }}>
            <p>
              {value && value.silent > 0
                ? t("send.silent", { n: value.silent, since: value.silentSince })
                : t("send.not-silent")}
            </p>
            <Pairs
              pairs={[
                [
                  t("send.waiting-here"),
                  count((value?.outbox ?? []).filter((m) => m.state === "waiting").length),
                ],
                [t("send.last-receipt"), session.lastReceipt ? session.lastReceipt.slice(11, 19) : "—"],
              ]}
            />
            <p className="t3 sm">{t("send.again-help")}</p>
          </div>
        </Panel>
      </div>
      <section className="panel fill" aria-label={t("send.outbox")}>
        <header>
          <h2>{t("send.outbox")}</h2>
          <Segments
            label={t("send.outbox")}
            value={filter}
            onChange={setFilter}
            testId="outbox-filter"
            options={filters.map((f) => ({
              key: f,
              text: (
                <>
                  {t(f === "all" ? "tab.all" : `outbox.${f}`)}
                  {f === "all" ? null : (
                    <span className="n">{count(value?.outbox.filter((m) => m.state === f).length ?? 0)}</span>
                  )}
                </>
              ),
            }))}
          />
        </header>
        <Grid
          label={t("send.outbox")}
          columns={columns}
          rows={rows}
          rowKey={(m) => m.id}
          onOpen={setXml}
          testId="outbox"
          empty={
            value ? (
              <Empty icon="disk" title={t("send.empty")}>
                {t("send.empty-help")}
              </Empty>
            ) : null
          }
        />
      </section>
      {xml ? (
        <XmlSheet
          messages={[
            {
              at: xml.at,
              state: xml.state,
              code: xml.kind,
              title: xml.name,
              detail: xml.name,
              raw: "",
              messageId: xml.id,
              late: false,
            },
          ]}
          first={xml.id}
          onClose={() => setXml(null)}
        />
      ) : null}
    </>
  );
}
