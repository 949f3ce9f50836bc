// Declarations: every declaration with its state, any number of them, filtered and sorted by the store; the drawer
// tells all about one.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Button, Empty, Line, Tabs, TroubleNote } from "../../parts/basics";
import { useAct, useHand, useLoad } from "../../parts/context";
import { DeclarationDrawer } from "../../parts/DeclarationDrawer";
import { BatchBar } from "../../parts/FilterBar";
import { Grid, GridTools, type Sort, type Source, useWindow } from "../../parts/Grid";
import { useUnlock } from "../../parts/Unlock";
import { count, type Key } from "../../text";
import type { Chosen, DeclarationLine, DeclarationQuery } from "../../views";
import { useColumns } from "./columns";
import { QueryBar } from "./QueryBar";
import { asked, type Filter, isFiltered, NO_FILTER, wrong } from "./query";

const tabWords: Record<string, Key> = {
  all: "tab.all",
  "needs-you": "tab.needs-you",
  "to-review": "tab.to-review",
  "to-sign": "tab.to-sign",
  waiting: "tab.waiting",
  declaring: "tab.declaring",
  released: "tab.released",
  rejected: "tab.rejected",
};

/** Where the selection stands; with `allBut`, everything that matches but the keys. */
type Selection = { keys: ReadonlySet<string>; allBut: boolean };
const NOTHING: Selection = { keys: new Set(), allBut: false };

export function Declarations() {
  const { t, desk, session, place, go, tick, refresh } = useHand();
  const [tab, setTab] = useState(place.tab ?? "all");
  const [typed, setTyped] = useState<Filter>({ ...NO_FILTER, find: place.find ?? "" });
  const [filter, setFilter] = useState(typed);
  const [sort, setSort] = useState<Sort>({ by: "updated", descending: true });
  const [chosen, setChosen] = useState<Selection>(NOTHING);
  const [open, setOpen] = useState<{ id: string; index: number } | null>(
    place.id ? { id: place.id, index: -1 } : null,
  );
  const [goTo, setGoTo] = useState<{ index: number; at: number } | null>(null);
  const { busy, trouble, act, clear } = useAct();
  const unlock = useUnlock();
  const today = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);

  const which = useMemo<DeclarationQuery>(
    () => ({ ...asked(filter), clientId: session.clientId }),
    [filter, session.clientId],
  );
  const question = useMemo<DeclarationQuery>(
    () => ({ ...which, tab, sort: sort.by, descending: sort.descending }),
    [which, tab, sort],
  );
  const source = useWindow<DeclarationLine>(
    JSON.stringify(question),
    async (from, limit) => {
      const page = await desk.declarations({ ...question, from, limit });
      return { total: page.total, rows: page.lines };
    },
    tick,
  );
  const tabs = useLoad(() => desk.declarationTabs({ ...which, tab }), JSON.stringify({ ...which, tab }));

  // Another list: what was selected in the old one is not meant any more.
  const list = JSON.stringify({ ...which, tab });
  const lastList = useRef(list);
  if (lastList.current !== list) {
    lastList.current = list;
    if (chosen !== NOTHING) setChosen(NOTHING);
  }

  useEffect(() => {
    if (place.find !== undefined) {
      setTyped({ ...NO_FILTER, find: place.find });
      setFilter({ ...NO_FILTER, find: place.find });
    }
    if (place.tab !== undefined) setTab(place.tab);
    if (place.id !== undefined) setOpen({ id: place.id, index: -1 });
  }, [place]);

  const show = useCallback((row: DeclarationLine, index = -1) => setOpen({ id: row.id, index }), []);
  const columns = useColumns(session.clientId === "", today, show);

  const search = () => {
    if (wrong(typed).length === 0) setFilter(typed);
  };
  const reset = () => {
    setTyped(NO_FILTER);
    setFilter(NO_FILTER);
    setTab("all");
  };

  const at = open === null ? -1 : placeOf(source, open);
  const step = (by: 1 | -1) => {
    if (!open) return;
    const next = at + by;
    if (at < 0 || next < 0 || next >= source.total) return;
    const here = source.row(next);
    const moved = (row: DeclarationLine | undefined) => {
      if (!row) return;
      setOpen({ id: row.id, index: next });
      setGoTo((old) => ({ index: next, at: (old?.at ?? 0) + 1 }));
    };
    if (here) moved(here);
    else void source.take?.(next, next).then((rows) => moved(rows[0]));
  };

  const selection: Chosen = chosen.allBut
    ? { query: question, ids: [...chosen.keys] }
    : { query: null, ids: [...chosen.keys] };
  const howMany = chosen.allBut ? source.total - chosen.keys.size : chosen.keys.size;
  const summary = useLoad(
    async () => (howMany === 0 ? null : desk.chosen(selection)),
    `${list} ${chosen.allBut} ${[...chosen.keys].join(" ")} ${source.total}`,
  );
  const toSign = howMany === 0 ? 0 : (summary.value?.toSign ?? 0);
  const sign = () =>
    act(async () => {
      if (!(await unlock.ask(await desk.keysToUnlockChosen(session.clientId, {}, selection)))) return;
      const sending = await desk.signChosen(session.clientId, {}, selection);
      if (sending.batches.some((batch) => batch.state === "paused")) go({ station: "sending" });
      setChosen(NOTHING);
      source.reload();
    });

  const toReview = howMany === 0 ? 0 : (summary.value?.toReview ?? 0);
  const reviews = session.person.owner || session.person.roles.includes("reviewer");
  const [reason, setReason] = useState<string | null>(null);
  const judge = (work: () => Promise<unknown>) =>
    act(async () => {
      await work();
      setReason(null);
      setChosen(NOTHING);
      source.reload();
      tabs.reload();
      refresh();
    });

  const all = tabs.value?.tabs.find((x) => x.key === "all")?.count ?? 0;
  const filtered = isFiltered(filter) || tab !== "all";
  return (
    <>
      <div className="ph">
        <h1>{t("station.declarations")}</h1>
        <span className="sub">{t("decl.count", { n: all })}</span>
        <span className="sp" />
        <Button icon="send" onClick={() => go({ station: "sending" })} testId="to-sending">
          {t("station.sending")}
        </Button>
        <Button
          kind="primary"
          icon="plus"
          keys="Ctrl O"
          onClick={() => go({ station: "orders" })}
          testId="import-orders"
        >
          {t("do.import")}
        </Button>
      </div>
      <TroubleNote
        trouble={trouble ?? source.trouble ?? tabs.trouble}
        onRetry={source.reload}
        onClose={trouble ? clear : undefined}
      />
      <QueryBar
        filter={typed}
        customs={tabs.value?.customs ?? []}
        modes={tabs.value?.modes ?? []}
        onChange={setTyped}
        onSearch={search}
        onReset={reset}
      />
      <section className="panel fill" aria-label={t("station.declarations")}>
        <Tabs
          label={t("field.state")}
          value={tab}
          tabs={(tabs.value?.tabs ?? [{ key: "all", count: 0 }]).map((x) => ({
            key: x.key,
            text: t(tabWords[x.key] ?? "tab.all"),
            count: count(x.count),
          }))}
          onChange={setTab}
          testId="tab"
          aside={<GridTools name="declarations" columns={columns} onRefresh={source.reload} />}
        />
        <Grid
          label={t("station.declarations")}
          columns={columns}
          source={source}
          rowKey={(d) => d.id}
          selected={chosen.keys}
          allBut={chosen.allBut}
          onSelect={(keys, allBut) => setChosen({ keys, allBut })}
          sort={sort}
          onSort={setSort}
          current={open?.id}
          onOpen={show}
          goTo={goTo}
          testId="declarations"
          empty={
            source.answered ? (
              <NoneHere filtered={filtered} tab={tab} filter={filter} onReset={reset} />
            ) : null
          }
        />
        <BatchBar
          chosen={howMany}
          total={source.total}
          onAll={
            chosen.allBut && chosen.keys.size === 0
              ? undefined
              : () => setChosen({ keys: new Set(), allBut: true })
          }
          onClear={() => setChosen(NOTHING)}
          testId="batch"
        >
          {toSign < howMany && summary.value ? (
            <span className="t3 sm" data-testid="batch-why">
              {t(toSign === 0 ? "batch.none-to-sign" : "batch.only-to-sign")}
            </span>
          ) : null}
          {toReview > 0 && reviews ? (
            <>
              {reason !== null ? (
                <Line
                  label={t("review.reason")}
                  placeholder={t("review.reason")}
                  value={reason}
                  onChange={setReason}
                  width={220}
                  autoFocus
                  testId="batch-reason"
                />
              ) : null}
              <Button
                icon="back"
                disabled={busy || reason === ""}
                onClick={() =>
                  reason === null ? setReason("") : judge(() => desk.sendBackChosen(selection, reason))
                }
                testId="batch-back"
              >
                {t("review.back")}
              </Button>
              <Button
                kind="primary"
                icon="ok"
                disabled={busy}
                onClick={() => judge(() => desk.approveChosen(selection))}
                testId="batch-approve"
              >
                {t("review.approve", { n: toReview })}
              </Button>
            </>
          ) : null}
          <Button
            kind={toReview > 0 && reviews ? undefined : "primary"}
            icon="sign"
            disabled={busy || toSign === 0}
            onClick={sign}
            testId="batch-sign"
          >
            {t("act.sign-n", { n: toSign })}
          </Button>
        </BatchBar>
      </section>
      {open ? (
        <DeclarationDrawer
          key={open.id}
          id={open.id}
          first="content"
          position={at < 0 ? "" : `${count(at + 1)} / ${count(source.total)}`}
          onClose={() => {
            setOpen(null);
            document.querySelector<HTMLElement>("[data-testid=declarations]")?.focus({ preventScroll: true });
          }}
          onStep={step}
        />
      ) : null}
      {unlock.dialog}
    </>
  );
}

/** Where the open one stands; it may have moved since it was opened, or was opened from elsewhere. */
function placeOf(source: Source<DeclarationLine>, open: { id: string; index: number }): number {
  if (source.row(open.index)?.id === open.id) return open.index;
  const near = Math.max(0, open.index - 200);
  for (let at = near; at < Math.min(source.total, near + 400); at++)
    if (source.row(at)?.id === open.id) return at;
  return -1;
}

/** An empty list says what made it so, and what to do. */
function NoneHere(props: { filtered: boolean; tab: string; filter: Filter; onReset: () => void }) {
  const { t, go } = useHand();
  if (!props.filtered)
    return (
      <Empty
        icon="decl"
        title={t("decl.none")}
        acts={
          <Button kind="primary" icon="plus" onClick={() => go({ station: "orders" })} testId="decl-import">
            {t("do.import")}
          </Button>
        }
      >
        {t("decl.none-help")}
      </Empty>
    );
  const { filter } = props;
  const span = (from: string, to: string) => (from || to ? `${from || "…"} – ${to || "…"}` : "");
  const parts = [
    `${t("field.state")} ${t(tabWords[props.tab] ?? "tab.all")}`,
    filter.find && `${t("decl.number")} ${filter.find}`,
    filter.customs && `${t("field.customs")} ${filter.customs}`,
    filter.mode && `${t("field.mode")} ${filter.mode}`,
    span(filter.dayFrom, filter.dayTo) && `${t("decl.days")} ${span(filter.dayFrom, filter.dayTo)}`,
    span(filter.valueFrom, filter.valueTo) && `${t("field.value")} ${span(filter.valueFrom, filter.valueTo)}`,
  ].filter((part) => part !== "");
  return (
    <Empty
      icon="search"
      title={t("decl.none-found")}
      acts={
        <Button onClick={props.onReset} testId="decl-drop-filter">
          {t("do.reset")}
        </Button>
      }
    >
      {t("decl.filter-is", { what: parts.join(" · ") })}
    </Empty>
  );
}
