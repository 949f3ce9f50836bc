// Tracking: a column for each state that customs gave, what needs someone first; the drawer shows the whole way.
import { useEffect, useMemo, useState } from "react";
import { Button, Code, Empty, Segments, Time, TroubleNote } from "../../parts/basics";
import { useHand, useLoad } from "../../parts/context";
import { DeclarationDrawer } from "../../parts/DeclarationDrawer";
import { type Column, Grid } from "../../parts/Grid";
import { Icon } from "../../parts/Icon";
import { lookOf, StatusTag } from "../../parts/StatusTag";
import { count } from "../../text";
import type { BoardColumn, Card } from "../../views";

type Row = Card & { state: string };

export function Tracking() {
  const { t, desk, session, place, go } = useHand();
  const { value, trouble, reload } = useLoad(() => desk.board(session.clientId), session.clientId);
  const [shape, setShape] = useState<"board" | "list">("board");
  const [open, setOpen] = useState(place.id ?? "");
  useEffect(() => {
    if (place.id !== undefined) setOpen(place.id);
  }, [place.id]);

  const columns = useMemo(() => byUrgency(value?.columns ?? []), [value]);
  const home = columns.find((c) => c.cards.some((card) => card.id === open));
  const at = home?.cards.findIndex((card) => card.id === open) ?? -1;
  const step = (by: 1 | -1) => {
    const next = home?.cards[at + by];
    if (next) setOpen(next.id);
  };

  return (
    <>
      <div className="ph">
        <h1>{t("station.tracking")}</h1>
        <span className="sub">{t("track.sent", { n: value?.sent ?? 0 })}</span>
        <Segments
          label={t("track.shape")}
          value={shape}
          onChange={setShape}
          testId="shape"
          options={[
            { key: "board", text: t("track.board") },
            { key: "list", text: t("track.list") },
          ]}
        />
        <span className="sp" />
        <Button icon="redo" onClick={reload} testId="track-refresh">
          {t("do.refresh")}
        </Button>
      </div>
      <TroubleNote trouble={trouble} onRetry={reload} />
      {value && columns.length === 0 ? (
        <div className="panel fill">
          <Empty
            icon="track"
            title={t("track.none")}
            acts={
              <Button onClick={() => go({ station: "sending" })} testId="track-to-sending">
                {t("station.sending")}
              </Button>
            }
          >
            {t("track.none-help")}
          </Empty>
        </div>
      ) : shape === "board" ? (
        <div className="board" data-testid="board">
          {columns.map((c) => (
            <BoardLane key={c.state} column={c} open={open} onOpen={setOpen} />
          ))}
        </div>
      ) : (
        <List columns={columns} open={open} onOpen={setOpen} />
      )}
      {open ? (
        <DeclarationDrawer
          key={open}
          id={open}
          first="trace"
          position={home ? `${at + 1} / ${count(home.count)}` : ""}
          onClose={() => setOpen("")}
          onStep={step}
        />
      ) : null}
    </>
  );
}

/** What needs someone stands left, what has ended right; within that the engine's order stays. */
function byUrgency(columns: BoardColumn[]): BoardColumn[] {
  const rank = (state: string) =>
    state === "received" ? 3 : ["stop", "warn", "review", "idle", "ok", "line"].indexOf(lookOf(state).tone);
  return [...columns].sort((a, b) => rank(a.state) - rank(b.state));
}

function BoardLane({
  column,
  open,
  onOpen,
}: {
  column: BoardColumn;
  open: string;
  onOpen: (id: string) => void;
}) {
  const { t } = useHand();
  const look = lookOf(column.state);
  const more = column.count - column.cards.length;
  return (
    <section className={`col ${look.tone}`} aria-label={t(look.word)} data-testid={`lane-${column.state}`}>
      <div className="ch">
        <span className="k">
          <Icon name={look.icon} />
          <span className="ell">{t(look.word)}</span>
          {look.word === "state.unknown" ? <span className="mono sm">{column.state}</span> : null}
        </span>
        <span className="v">{count(column.count)}</span>
        <span className="t3 sm">{column.oldest ? t("track.oldest", { age: column.oldest }) : "—"}</span>
      </div>
      <div className="cards">
        {column.cards.map((card) => (
          <button
            key={card.id}
            type="button"
            className={`card${card.id === open ? " on" : ""}`}
            onClick={() => onOpen(card.id)}
            title={card.orderNo}
            data-testid="card"
            data-order={card.orderNo}
          >
            <span className="mono">{card.orderNo}</span>
            <span className="ln">
              <span>{card.note || " "}</span>
              <span className="t3">{card.age}</span>
            </span>
          </button>
        ))}
      </div>
      {more > 0 ? <div className="ft">{t("track.more", { n: more })}</div> : null}
    </section>
  );
}

function List({
  columns,
  open,
  onOpen,
}: {
  columns: BoardColumn[];
  open: string;
  onOpen: (id: string) => void;
}) {
  const { t } = useHand();
  const rows = useMemo(
    () => columns.flatMap((c) => c.cards.map((card): Row => ({ ...card, state: c.state }))),
    [columns],
  );
  const shown = useMemo<Column<Row>[]>(
    () => [
      {
        key: "state",
        title: t("field.state"),
        width: 150,
        fixed: true,
        cell: (r) => <StatusTag state={r.state} code />,
      },
      { key: "order", title: t("field.order-no"), width: 190, cell: (r) => <Code value={r.orderNo} /> },
      { key: "note", title: t("track.note"), cell: (r) => <span className="ell">{r.note}</span> },
      { key: "age", title: t("track.age"), width: 120, num: true, cell: (r) => <Time value={r.age} /> },
    ],
    [t],
  );
  return (
    <div className="panel fill">
      <Grid
        label={t("station.tracking")}
        columns={shown}
        rows={rows}
        rowKey={(r) => r.id}
        current={open}
        onOpen={(r) => onOpen(r.id)}
        testId="track-list"
      />
    </div>
  );
}
