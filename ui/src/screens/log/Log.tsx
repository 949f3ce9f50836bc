// The activity log: whether it is unbroken, who did what, and an export of it.
import { Select } from "antd";
import { useCallback, useMemo, useState } from "react";
import { Act, Button, Code, Copy, Empty, Line, Note, Pairs, Time, TroubleNote } from "../../parts/basics";
import { useAct, useHand, useLoad } from "../../parts/context";
import { Drawer } from "../../parts/Drawer";
import { FilterBar } from "../../parts/FilterBar";
import { type Column, Grid } from "../../parts/Grid";
import { useNameOf } from "../../parts/Worker";
import type { ActivityLine, LogExported } from "../../views";
import { Verdict } from "./Verdict";

/** So many entries are asked for at a time. */
const PAGE = 500;

const anything = { person: "", what: "", client: "", from: "", until: "", find: "" };

export function Log() {
  const { t, say, desk, session } = useHand();
  const nameOf = useNameOf();
  const [typed, setTyped] = useState(anything);
  const [asked, setAsked] = useState(anything);
  const [limit, setLimit] = useState(PAGE);
  const [open, setOpen] = useState("");
  const [done, setDone] = useState<LogExported | null>(null);
  const { busy, trouble, act, clear } = useAct();
  const query = { ...asked, below: "", limit };
  const page = useLoad(() => desk.activity(query), JSON.stringify(query));
  const state = useLoad(() => desk.verifyActivity(), "log");
  const lines = page.value?.lines ?? [];
  const at = lines.findIndex((line) => line.number === open);
  const shown = at < 0 ? null : lines[at];

  const { people } = session;
  const who = useCallback(
    (line: ActivityLine) => {
      if (line.person === "0") return t("log.desk");
      const here = people.find((person) => person.id === line.person);
      return line.who || here?.name || t("set.owner");
    },
    [t, people],
  );
  const columns = useMemo<Column<ActivityLine>[]>(
    () => [
      {
        key: "number",
        title: t("log.number"),
        width: 74,
        num: true,
        fixed: true,
        cell: (l) => <Code value={l.number} />,
      },
      { key: "at", title: t("log.at"), width: 150, cell: (l) => <Time value={l.at} /> },
      {
        key: "who",
        title: t("log.person"),
        width: 130,
        cell: (l) => <span className="ell">{who(l)}</span>,
        text: who,
      },
      {
        key: "what",
        title: t("log.what"),
        width: 178,
        cell: (l) => <b className="ell w5">{say(l.says)}</b>,
        text: (l) => say(l.says),
      },
      {
        key: "client",
        title: t("log.client"),
        width: 150,
        cell: (l) => <span className="ell">{l.client || "—"}</span>,
      },
      { key: "subject", title: t("log.subject"), width: 274, cell: (l) => <Code value={l.subject} /> },
      {
        key: "details",
        title: t("log.details"),
        cell: (l) => (
          <span className="ell t2">
            {l.beforeTheChain
              ? t("log.carried")
              : l.details.map((d) => `${say(d.name)} ${say(d.value)}`).join(" · ")}
          </span>
        ),
      },
    ],
    [t, say, who],
  );
  const reset = () => {
    setTyped(anything);
    setAsked(anything);
  };
  const change = (part: Partial<typeof anything>) => setTyped((before) => ({ ...before, ...part }));
  const choose = (part: Partial<typeof anything>) => {
    change(part);
    setAsked((before) => ({ ...before, ...part }));
    setLimit(PAGE);
  };
  const save = () =>
    act(async () => {
      const folder = await desk.pickFolder();
      if (folder === "") return;
      const stamp = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 16).replace(/[-:T]/g, "");
      setDone(await desk.exportActivity(`${folder}/activity-${stamp}.jsonl`));
      page.reload();
      state.reload();
    });

  return (
    <>
      <div className="ph">
        <h1>{t("station.log")}</h1>
        <span className="sp" />
        <Button icon="down" disabled={busy} onClick={save} testId="log-export">
          {t("log.export")}
        </Button>
      </div>
      <TroubleNote
        trouble={trouble ?? page.trouble ?? state.trouble}
        onRetry={page.reload}
        onClose={trouble ? clear : undefined}
      />
      <Verdict state={state.value} onAgain={state.reload} />
      {done ? (
        <Note
          tone="ok"
          icon="ok"
          testId="log-exported"
          aside={
            <>
              <Copy text={done.head} testId="log-head" />
              <Button
                kind="quiet"
                icon="x"
                label={t("do.close")}
                onClick={() => setDone(null)}
                testId="log-exported-close"
              />
            </>
          }
        >
          {t("log.exported", { n: done.entries, path: done.path })}
          <span className="t2"> {t("log.keep-hash")}</span>
        </Note>
      ) : null}
      <FilterBar onSearch={() => setAsked(typed)} onReset={reset} testId="log">
        <Select
          aria-label={t("log.person")}
          value={typed.person}
          onChange={(person) => choose({ person })}
          options={[
            { value: "", label: t("log.everybody") },
            ...session.people.map((person) => ({ value: person.id, label: nameOf(person) })),
            { value: "0", label: t("log.desk") },
          ]}
          style={{ width: 132 }}
          data-testid="log-person"
        />
        <Select
          aria-label={t("log.what")}
          value={typed.what}
          onChange={(what) => choose({ what })}
          options={[
            { value: "", label: t("log.everything") },
            ...(page.value?.words ?? []).map((word) => ({ value: word.what, label: say(word.says) })),
          ]}
          style={{ width: 178 }}
          data-testid="log-what"
        />
        <Select
          aria-label={t("log.client")}
          value={typed.client}
          onChange={(client) => choose({ client })}
          options={[
            { value: "", label: t("log.all-clients") },
            ...session.clients.map((client) => ({ value: client.id, label: client.name })),
          ]}
          style={{ width: 178 }}
          data-testid="log-client"
        />
        {(["from", "until"] as const).map((side) => (
          <Line
            key={side}
            label={t(`log.${side}`)}
            placeholder={`${t(`log.${side}`)} ${t("log.day-example")}`}
            value={typed[side]}
            onChange={(day) => change({ [side]: day })}
            onEnter={() => setAsked(typed)}
            width={124}
            mono
            testId={`log-${side}`}
          />
        ))}
        <Line
          label={t("log.find")}
          placeholder={t("log.find")}
          value={typed.find}
          onChange={(find) => change({ find })}
          onEnter={() => setAsked(typed)}
          icon="search"
          width={150}
          testId="log-find"
        />
      </FilterBar>
      <section className="panel fill" aria-label={t("station.log")}>
        <Grid
          label={t("station.log")}
          columns={columns}
          rows={lines}
          rowKey={(line) => line.number}
          current={open}
          onOpen={(line) => setOpen(line.number)}
          onEnd={() => page.value?.next && setLimit((n) => n + PAGE)}
          testId="log"
          empty={
            page.value ? (
              <Empty
                icon="log"
                title={t("log.none")}
                acts={
                  <Act onClick={reset} testId="log-drop">
                    {t("do.reset")}
                  </Act>
                }
              >
                {t("log.none-help")}
              </Empty>
            ) : null
          }
        />
      </section>
      {shown ? (
        <Drawer
          label={t("log.entry", { n: Number(shown.number) })}
          head={<b>{say(shown.says)}</b>}
          under={<span className="t3 sm">{t("log.entry", { n: Number(shown.number) })}</span>}
          position={`${at + 1} / ${lines.length}`}
          onClose={() => setOpen("")}
          onStep={(by) => setOpen(lines[at + by]?.number ?? open)}
          testId="log-entry"
        >
          {shown.beforeTheChain ? <Note icon="info">{t("log.carried-help")}</Note> : null}
          <Pairs
            left
            pairs={[
              [t("log.at"), <Time key="at" value={shown.at} />],
              [t("log.person"), who(shown)],
              [t("log.client"), shown.client || "—"],
              [
                t("log.subject"),
                <span key="on" className="mono wrap">
                  {shown.subject || "—"}
                </span>,
              ],
              ...shown.details.map((d): [string, string] => [say(d.name), say(d.value)]),
              [
                t("log.hash"),
                <span key="hash" className="mono wrap">
                  {shown.hash}
                </span>,
              ],
              [
                t("log.before"),
                <span key="before" className="mono wrap">
                  {shown.before}
                </span>,
              ],
            ]}
          />
        </Drawer>
      ) : null}
    </>
  );
}
