// Tax bills: choose, look at the very bytes that will be printed, save.
import { useEffect, useMemo, useState } from "react";
import { Button, Code, Empty, Line, Money, money, Note, Panel, TroubleNote } from "../../parts/basics";
import { useAct, useHand, useLoad } from "../../parts/context";
import { type Column, Grid } from "../../parts/Grid";
import { Icon } from "../../parts/Icon";
import { StatusTag } from "../../parts/StatusTag";
import { count } from "../../text";
import type { BillLine } from "../../views";
import { Paper } from "./Paper";
import { PrintCentre } from "./PrintCentre";

export function Bills() {
  const { t, desk, session, place, go } = useHand();
  const [typed, setTyped] = useState(place.find ?? "");
  const [find, setFind] = useState(place.find ?? "");
  const list = useLoad(() => desk.bills(session.clientId, find), `${session.clientId} ${find}`);
  const [chosen, setChosen] = useState<Set<string>>(new Set());
  const [shown, setShown] = useState("");
  const { busy, trouble, act, clear } = useAct();
  const [saved, setSaved] = useState<{ files: string[]; folder: string } | null>(null);
  const lines = list.value?.lines ?? [];
  const current = lines.find((b) => b.id === shown) ?? lines[0];
  const at = current ? lines.indexOf(current) : -1;
  const toPrint = chosen.size > 0 ? lines.filter((b) => chosen.has(b.id)) : current ? [current] : [];

  useEffect(() => {
    if (place.find === undefined) return;
    setTyped(place.find);
    setFind(place.find);
  }, [place.find]);

  const columns = useMemo<Column<BillLine>[]>(
    () => [
      {
        key: "no",
        title: t("field.bill-no"),
        width: 158,
        fixed: true,
        cell: (b) => (
          <>
            <Code value={b.billNo} />
            {b.printed ? (
              <span title={t("bill.printed")} className="t3">
                &nbsp;
                <Icon name="print" small />
              </span>
            ) : null}
          </>
        ),
      },
      {
        key: "value",
        title: t("field.dutiable"),
        width: 84,
        num: true,
        className: (b) => (b.state === "3" ? "struck" : ""),
        cell: (b) => <Money value={b.dutiable} />,
      },
      {
        key: "tax",
        title: t("field.tax"),
        width: 70,
        num: true,
        className: (b) => (b.state === "3" ? "struck" : "b"),
        cell: (b) => <Money value={b.tax} />,
      },
      { key: "state", title: t("field.state"), cell: (b) => <StatusTag state={`bill-${b.state}`} /> },
    ],
    [t],
  );

  const sum = toPrint
    .filter((b) => b.state !== "3")
    .reduce((cents, b) => cents + Math.round(Number(b.tax) * 100), 0);

  return (
    <>
      <div className="ph">
        <h1>{t("station.bills")}</h1>
        <span className="sub">
          {t("bill.count", { n: lines.length, sum: money(list.value?.total ?? "0.00", true) })}
        </span>
      </div>
      <TroubleNote
        trouble={trouble ?? list.trouble}
        onRetry={list.reload}
        onClose={trouble ? clear : undefined}
      />
      {saved ? (
        <Note
          tone="ok"
          icon="ok"
          testId="bills-saved"
          aside={
            <Button
              kind="quiet"
              icon="x"
              label={t("do.close")}
              onClick={() => setSaved(null)}
              testId="saved-close"
            />
          }
        >
          {t("bill.saved", { n: saved.files.length })} <span className="mono sm">{saved.folder}</span>
        </Note>
      ) : null}
      {list.value && lines.length === 0 && find === "" ? (
        <div className="panel fill">
          <Empty
            icon="tax"
            title={t("bill.none")}
            testId="bills-none"
            acts={
              <Button onClick={() => go({ station: "tracking" })} testId="bills-to-tracking">
                {t("bill.to-tracking")}
              </Button>
            }
          >
            {t("bill.none-help")}
          </Empty>
        </div>
      ) : (
        <div className="billgrid">
          <section className="panel" aria-label={t("station.bills")}>
            <header>
              <Line
                label={t("bill.find")}
                placeholder={t("bill.find")}
                value={typed}
                onChange={setTyped}
                onEnter={() => setFind(typed.trim())}
                icon="search"
                width={230}
                testId="bill-find"
              />
              <span className="sp" />
              <Button
                kind="quiet"
                icon="redo"
                label={t("do.refresh")}
                onClick={list.reload}
                testId="bills-refresh"
              />
            </header>
            <Grid
              label={t("station.bills")}
              columns={columns}
              rows={lines}
              rowKey={(b) => b.id}
              selected={chosen}
              onSelect={setChosen}
              current={current?.id}
              onActive={(b) => setShown(b.id)}
              onOpen={(b) => setShown(b.id)}
              testId="bills"
              empty={<Empty icon="search" title={t("bill.none-found")} />}
            />
            <div className="batch">
              <b>{t("batch.chosen", { n: chosen.size, of: lines.length })}</b>
              <button
                type="button"
                className="act"
                onClick={() => setChosen(new Set(lines.map((b) => b.id)))}
                data-testid="bills-all"
              >
                {t("do.all")}
              </button>
              {chosen.size > 0 ? (
                <button
                  type="button"
                  className="act"
                  onClick={() => setChosen(new Set())}
                  data-testid="bills-clear"
                >
                  {t("batch.clear")}
                </button>
              ) : null}
              <span className="sp" />
              <span className="nw">
                {t("bill.sum")} <b>{money((sum / 100).toFixed(2), true)}</b>
              </span>
            </div>
          </section>
          <Panel
            title={
              <>
                <h2>{t("bill.preview")}</h2>
                <span className="t3 sm nw ell">{t("bill.preview-is")}</span>
              </>
            }
            aside={
              <span className="row">
                <Button
                  kind="quiet"
                  icon="back"
                  label={t("do.previous")}
                  disabled={at <= 0}
                  onClick={() => setShown(lines[at - 1]?.id ?? "")}
                  testId="bill-previous"
                />
                <span className="nw">
                  {at + 1} / {count(lines.length)}
                </span>
                <Button
                  kind="quiet"
                  icon="fwd"
                  label={t("do.next")}
                  disabled={at < 0 || at >= lines.length - 1}
                  onClick={() => setShown(lines[at + 1]?.id ?? "")}
                  testId="bill-next"
                />
              </span>
            }
          >
            {current ? <Paper id={current.id} /> : null}
          </Panel>
          <PrintCentre
            bills={toPrint}
            busy={busy}
            onSave={(what) =>
              act(async () => {
                setSaved(await desk.saveBills({ ...what, ids: toPrint.map((b) => b.id) }));
                list.reload();
              })
            }
          />
        </div>
      )}
    </>
  );
}
