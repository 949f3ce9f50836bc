// Declarations: every declaration with its state, filtered by tab and number; the drawer tells all about one.
import { useEffect, useMemo, useState } from "react";
import { Act, Button, Code, Empty, Line, Money, Tabs, Time, TroubleNote } from "../../parts/basics";
import { useAct, useHand, useLoad } from "../../parts/context";
import { DeclarationDrawer } from "../../parts/DeclarationDrawer";
import { BatchBar, FilterBar } from "../../parts/FilterBar";
import { type Column, Grid } from "../../parts/Grid";
import { StatusTag } from "../../parts/StatusTag";
import { useUnlock } from "../../parts/Unlock";
import { count, type Key } from "../../text";
import type { DeclarationLine } from "../../views";

const tabWords: Record<string, Key> = {
  all: "tab.all",
  "needs-you": "tab.needs-you",
  "to-sign": "tab.to-sign",
  waiting: "tab.waiting",
  declaring: "tab.declaring",
  released: "tab.released",
  rejected: "tab.rejected",
};

/** So many lines are asked for at a time. */
const PAGE = 1000;

export function Declarations() {
  const { t, desk, session, place, go } = useHand();
  const [tab, setTab] = useState(place.tab ?? "all");
  const [typed, setTyped] = useState(place.find ?? "");
  const [find, setFind] = useState(place.find ?? "");
  const [chosen, setChosen] = useState<Set<string>>(new Set());
  const [open, setOpen] = useState(place.id ?? "");
  const [dense, setDense] = useState(30);
  const { busy, trouble, act, clear } = useAct();
  const unlock = useUnlock();
  const [limit, setLimit] = useState(PAGE);
  const query = { tab, find, clientId: session.clientId, limit };
  const page = useLoad(() => desk.declarations(query), JSON.stringify(query));
  const lines = page.value?.lines ?? [];
  const today = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);

  useEffect(() => {
    if (place.find !== undefined) {
      setTyped(place.find);
      setFind(place.find);
    }
    if (place.tab !== undefined) setTab(place.tab);
    if (place.id !== undefined) setOpen(place.id);
  }, [place]);

  const columns = useMemo<Column<DeclarationLine>[]>(
    () => [
      {
        key: "state",
        title: t("field.state"),
        width: 114,
        fixed: true,
        cell: (d) => <StatusTag state={d.state} />,
      },
      {
        key: "order",
        title: t("field.order-no"),
        width: 140,
        fixed: true,
        cell: (d) => <Code value={d.orderNo} />,
      },
      { key: "waybill", title: t("field.waybill-no"), width: 126, cell: (d) => <Code value={d.waybillNo} /> },
      {
        key: "inventory",
        title: t("field.inventory-no"),
        width: 142,
        cell: (d) => <Code value={d.inventoryNo} />,
      },
      { key: "buyer", title: t("field.buyer"), width: 62, cell: (d) => d.buyer },
      {
        key: "goods",
        title: t("field.goods"),
        cell: (d) => (
          <span className="ell" title={d.goods}>
            {d.goods}
          </span>
        ),
      },
      { key: "lines", title: t("field.lines"), width: 46, num: true, cell: (d) => d.lines },
      { key: "value", title: t("field.value"), width: 80, num: true, cell: (d) => <Money value={d.value} /> },
      { key: "tax", title: t("field.tax"), width: 68, num: true, cell: (d) => <Money value={d.tax} /> },
      { key: "customs", title: t("field.customs"), width: 54, cell: (d) => <Code value={d.customs} /> },
      {
        key: "updated",
        title: t("field.updated"),
        width: 76,
        cell: (d) => <Time value={d.updated} today={today} />,
      },
      {
        key: "acts",
        title: t("field.acts"),
        width: 66,
        cell: (d) => (
          <Act onClick={() => setOpen(d.id)} testId="open-declaration">
            {t(d.needsYou ? "act.why" : "act.trace")}
          </Act>
        ),
      },
    ],
    [t, today],
  );

  const search = () => setFind(typed.trim());
  const reset = () => {
    setTyped("");
    setFind("");
    setTab("all");
  };
  const step = (by: 1 | -1) => {
    const at = lines.findIndex((d) => d.id === open);
    const next = lines[at + by];
    if (next) setOpen(next.id);
  };
  const signable = lines.filter((d) => chosen.has(d.id) && d.state === "to-sign");
  const sign = () =>
    act(async () => {
      const ids = signable.map((d) => d.id);
      if (!(await unlock.ask(await desk.keysToUnlock(session.clientId, {}, ids)))) return;
      const sending = await desk.signAndSend(session.clientId, {}, ids);
      if (sending.batches.some((batch) => batch.state === "paused")) go({ station: "sending" });
      setChosen(new Set());
      page.reload();
    });

  return (
    <>
      <div className="ph">
        <h1>{t("station.declarations")}</h1>
        <span className="sub">
          {t("decl.count", { n: page.value?.tabs.find((x) => x.key === "all")?.count ?? 0 })}
        </span>
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
        trouble={trouble ?? page.trouble}
        onRetry={page.reload}
        onClose={trouble ? clear : undefined}
      />
      <FilterBar onSearch={search} onReset={reset} testId="decl">
        <span className="row">
          <span className="lab">{t("decl.number")}</span>
          <Line
            label={t("decl.number")}
            placeholder={t("decl.number-example")}
            value={typed}
            onChange={setTyped}
            onEnter={search}
            icon="search"
            width={260}
            testId="decl-find"
          />
        </span>
      </FilterBar>
      <section className="panel fill" aria-label={t("station.declarations")}>
        <Tabs
          label={t("field.state")}
          value={tab}
          tabs={(page.value?.tabs ?? [{ key: "all", count: 0 }]).map((x) => ({
            key: x.key,
            text: t(tabWords[x.key] ?? "tab.all"),
            count: count(x.count),
          }))}
          onChange={setTab}
          testId="tab"
          aside={
            <>
              <Button
                kind="quiet"
                icon="dens"
                label={t("do.density")}
                onClick={() => setDense((h) => (h === 30 ? 36 : h === 36 ? 26 : 30))}
                testId="density"
              />
              <Button
                kind="quiet"
                icon="redo"
                label={t("do.refresh")}
                onClick={page.reload}
                testId="refresh"
              />
            </>
          }
        />
        <Grid
          key={dense}
          rowHeight={dense}
          label={t("station.declarations")}
          columns={columns}
          rows={lines}
          rowKey={(d) => d.id}
          selected={chosen}
          onSelect={setChosen}
          current={open}
          onOpen={(d) => setOpen(d.id)}
          onEnd={() => page.value?.next && setLimit((n) => n + PAGE)}
          testId="declarations"
          empty={
            page.value ? (
              find || tab !== "all" ? (
                <Empty
                  icon="search"
                  title={t("decl.none-found")}
                  acts={
                    <Button onClick={reset} testId="decl-drop-filter">
                      {t("do.reset")}
                    </Button>
                  }
                >
                  {t("decl.filter-is", { tab: t(tabWords[tab] ?? "tab.all"), find: find || "—" })}
                </Empty>
              ) : (
                <Empty
                  icon="decl"
                  title={t("decl.none")}
                  acts={
                    <Button
                      kind="primary"
                      icon="plus"
                      onClick={() => go({ station: "orders" })}
                      testId="decl-import"
                    >
                      {t("do.import")}
                    </Button>
                  }
                >
                  {t("decl.none-help")}
                </Empty>
              )
            ) : null
          }
        />
        <BatchBar
          chosen={chosen.size}
          total={page.value?.total ?? 0}
          onAll={() => setChosen(new Set(lines.map((d) => d.id)))}
          onClear={() => setChosen(new Set())}
          testId="batch"
        >
          <Button
            kind="primary"
            icon="sign"
            disabled={busy || signable.length === 0}
            onClick={sign}
            testId="batch-sign"
          >
            {t("act.sign-n", { n: signable.length })}
          </Button>
          {signable.length < chosen.size ? <span className="t3 sm">{t("batch.only-to-sign")}</span> : null}
        </BatchBar>
      </section>
      {open ? (
        <DeclarationDrawer
          key={open}
          id={open}
          first="content"
          position={`${lines.findIndex((d) => d.id === open) + 1} / ${lines.length}`}
          onClose={() => setOpen("")}
          onStep={step}
        />
      ) : null}
      {unlock.dialog}
    </>
  );
}
