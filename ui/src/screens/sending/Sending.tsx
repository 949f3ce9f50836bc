// Sending: sign what is ready, and see that every signed message arrives.
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
import { useUnlock } from "../../parts/Unlock";
import { XmlSheet } from "../../parts/XmlSheet";
import { count } from "../../text";
import type { BatchLine, KeysByClient, OutboxLine, Progress } from "../../views";
import { KeyOf, PausedBatch } from "./Batch";
import { usePace } from "./pace";

type Filter = "all" | "waiting" | "sending" | "received" | "needs-you";
const filters: Filter[] = ["all", "waiting", "sending", "received", "needs-you"];

export function Sending() {
  const { t, word, say, desk, session, go, refresh } = useHand();
  const { value, trouble, reload } = useLoad(() => desk.sending(session.clientId), session.clientId);
  const { busy, trouble: failed, act, clear } = useAct();
  const [signing, setSigning] = useState(false);
  const [choices, setChoices] = useState<KeysByClient>({});
  const [filter, setFilter] = useState<Filter>("all");
  const [progress, setProgress] = useState<Progress | null>(null);
  const [xml, setXml] = useState<OutboxLine | null>(null);
  const unlock = useUnlock();
  useEffect(() => desk.onProgress(setProgress), [desk]);

  const ready = value?.ready ?? 0;
  const paused = (value?.batches ?? []).filter((batch) => batch.state === "paused");
  // Signing goes on when another station is looked at meanwhile.
  const running = signing || (value?.batches ?? []).some((batch) => batch.state === "running");
  const pace = usePace(running ? progress : null);
  const part = value && value.total > 0 ? value.signed / value.total : 0;
  const canSign = (value?.toSign ?? []).some((line) => (choices[line.clientId] ?? line.keyId) !== "");
  const sign = (work: () => Promise<unknown>) =>
    act(async () => {
      setSigning(true);
      setProgress(null);
      try {
        await work();
      } finally {
        setSigning(false);
        setProgress(null);
        reload();
        refresh();
      }
    });
  const send = async () => {
    const locked = await desk.keysToUnlock(session.clientId, choices, null).catch(() => []);
    if (await unlock.ask(locked)) await sign(() => desk.signAndSend(session.clientId, choices, null));
  };
  const goOn = async (batch: BatchLine, keyId: string) => {
    const wanted = keyId || batch.keyId;
    const key = value?.keys.find((one) => one.id === wanted);
    if (key?.needsPin && !(await unlock.ask([key]))) return;
    await sign(() => desk.goOnSigning(batch.id, keyId));
  };

  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      if (!(event.ctrlKey && event.key === "Enter") || busy || running || ready === 0) return;
      event.preventDefault();
      void send();
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
  // Declarations at each step: signed ones that have not left yet lie in the outbox.
  const kept = Math.max(0, session.counts.toSend - ready);
  const steps: [string, number, string][] = [
    ["sign", ready, paused.length > 0 ? t("send.step-paused", { n: session.counts.paused }) : ""],
    ["outbox", kept, session.service === "offline" && kept > 0 ? t("send.step-kept") : ""],
    [
      "sent",
      Math.max(0, (value?.signed ?? 0) - kept),
      session.lastReceipt ? t("today.last", { at: session.lastReceipt.slice(11, 19) }) : "",
    ],
  ];
  const rows = (value?.outbox ?? []).filter((m) => filter === "all" || m.state === filter);

  return (
    <>
      <div className="ph">
        <h1>{t("station.sending")}</h1>
        <span className="sub">{t("send.sub")}</span>
        {value && value.toReview > 0 ? (
          <Act onClick={() => go({ station: "declarations", tab: "to-review" })} testId="to-review">
            {t("review.to-review", { n: value.toReview })}
          </Act>
        ) : null}
        <span className="sp" />
        {running ? (
          <Button icon="pause" onClick={() => void desk.stop()} testId="pause-signing">
            {t("send.pause")}
          </Button>
        ) : (
          <Button
            kind="primary"
            icon="sign"
            keys="Ctrl ↵"
            disabled={busy || ready === 0 || !canSign}
            onClick={() => void send()}
            testId="sign-and-send"
          >
            {t("send.go", { n: ready })}
          </Button>
        )}
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
      {paused.map((batch) => (
        <PausedBatch
          key={batch.id}
          batch={batch}
          keys={(value?.keys ?? []).filter((key) => key.clientId === batch.clientId && key.usable)}
          busy={busy || running}
          onGoOn={(keyId) => void goOn(batch, keyId)}
          onStop={() =>
            act(async () => {
              await desk.stopBatch(batch.id);
              reload();
              refresh();
            })
          }
        />
      ))}
      {(value?.handed ?? []).map((line) => (
        <Note
          key={`${line.clientId} ${line.key}`}
          icon="folder"
          testId="handed"
          aside={
            <Button
              small
              icon="undo"
              disabled={busy || running}
              onClick={() =>
                act(async () => {
                  await desk.takeBack(line.clientId);
                  reload();
                  refresh();
                })
              }
              testId="take-back"
            >
              {t("send.take-back")}
            </Button>
          }
        >
          {t("send.handed", {
            client: line.client,
            n: line.messages,
            records: line.records,
            since: line.since.slice(5, 16),
          })}
        </Note>
      ))}
      <ol className="flow3" aria-label={t("send.steps")}>
        {steps.map(([name, n, says]) => (
          <li key={name} data-testid={`step-${name}`}>
            <span className="k">{word("sendstep", name)}</span>
            <span className="v">{count(n)}</span>
            <span className="s">{says}</span>
          </li>
        ))}
      </ol>
      <div className="col2" style={{ flex: "none" }}>
        <Panel
          title={
            <>
              <h2>{t("send.signing")}</h2>
              {session.key === "none" || session.key === "ended" ? (
                <span className="tag warn">
                  <Icon name="keys" />
                  {word("key", session.key)}
                </span>
              ) : null}
            </>
          }
          aside={
            <Act onClick={() => go({ station: "keys" })} testId="to-keys">
              {t(session.key === "none" ? "send.add-key" : "send.doctor")}
            </Act>
          }
        >
          <div className="body stack" style={{ gap: 8 }}>
            <div className="row" style={{ alignItems: "baseline" }}>
              <span className="kn" data-testid="signed-count">
                {count(running && progress ? progress.done : (value?.signed ?? 0))}
              </span>
              <span className="t2">
                {t("send.signed-of", { n: running && progress ? progress.total : (value?.total ?? 0) })}
              </span>
              <span className="sp" />
              <span className="t2" role="status" data-testid="signing-pace">
                {running
                  ? pace
                    ? t("send.pace", pace)
                    : progress
                      ? say(progress.what)
                      : t("send.begins")
                  : ready > 0
                    ? t("send.ready", { n: ready })
                    : t("send.nothing-ready")}
              </span>
            </div>
            <Bar part={running && progress && progress.total > 0 ? progress.done / progress.total : part} />
            <div className="tosign">
              <table className="mini">
                <thead>
                  <tr>
                    <th>{t("field.client")}</th>
                    <th className="num">{t("state.to-sign")}</th>
                    <th style={{ width: "46%" }}>{t("send.key")}</th>
                  </tr>
                </thead>
                <tbody>
                  {(value?.toSign ?? []).map((line) => (
                    <tr key={line.clientId}>
                      <td className="ell" title={line.client}>
                        {line.client}
                      </td>
                      <td className="num">{count(line.count)}</td>
                      <td>
                        <KeyOf
                          line={line}
                          keys={value?.keys ?? []}
                          chosen={choices[line.clientId] ?? line.keyId}
                          onChoose={(id) => setChoices({ ...choices, [line.clientId]: id })}
                          onAdd={() => go({ station: "keys" })}
                        />
                      </td>
                    </tr>
                  ))}
                  {(value?.toSign.length ?? 0) === 0 ? (
                    <tr>
                      <td colSpan={3} className="t3">
                        {t("send.none-waits")}
                      </td>
                    </tr>
                  ) : null}
                </tbody>
              </table>
            </div>
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
      {unlock.dialog}
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
