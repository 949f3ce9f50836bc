// The goods book of a client: what an item number means to customs. Searched and sorted by the engine, edited in place.
import { useMemo, useState } from "react";
import { Act, Button, Code, Empty, Line, Note, TroubleNote } from "../../parts/basics";
import { useAct, useHand } from "../../parts/context";
import { Check, type Column, Grid, type Sort, useWindow } from "../../parts/Grid";
import { Icon } from "../../parts/Icon";
import { count, type Key } from "../../text";
import type { GoodsForm, GoodsLine, GoodsPlan } from "../../views";
import { GoodsEditor } from "./GoodsEditor";
import { GoodsPlanSheet } from "./GoodsPlan";

const blank: GoodsForm = {};

function noteOf(line: GoodsLine, field: string) {
  return line.notes.find((note) => note.field === field);
}

function formOf(line: GoodsLine): GoodsForm {
  const { hsName: _a, unit1: _b, unit2: _c, units: _d, originName: _e, notes: _f, ...form } = line;
  return form;
}

export function GoodsBook({ client, name, archived }: { client: string; name: string; archived: boolean }) {
  const { t, say, desk, tick, refresh } = useHand();
  const { busy, trouble, act, clear } = useAct();
  const [find, setFind] = useState("");
  const [flagged, setFlagged] = useState(false);
  const [flags, setFlags] = useState(0);
  const [sort, setSort] = useState<Sort>({ by: "itemNo", descending: false });
  const [chosen, setChosen] = useState<Set<string>>(new Set());
  const [open, setOpen] = useState<GoodsForm | null>(null);
  const [plan, setPlan] = useState<{ path: string; plan: GoodsPlan } | null>(null);
  const [dropped, setDropped] = useState<GoodsForm[]>([]);
  // Told in the language of whoever reads it, not of when it was done.
  const [done, setDone] = useState<{ key: Key; values: Record<string, string | number> } | null>(null);
  const [path, setPath] = useState("");
  const [news, setNews] = useState(0);
  const key = JSON.stringify([client, find, flagged, sort]);
  const rows = useWindow<GoodsLine>(
    key,
    async (from, many) => {
      const page = await desk.goods(client, {
        find,
        flagged,
        sort: sort.by,
        descending: sort.descending,
        from,
        count: many,
      });
      setFlags(page.flagged);
      return { total: page.total, rows: page.lines };
    },
    `${news} ${tick}`,
  );
  const changed = () => {
    setNews((n) => n + 1);
    refresh();
  };
  const columns = useMemo<Column<GoodsLine>[]>(() => {
    const cell = (
      field: Exclude<keyof GoodsForm, "id">,
      width?: number,
      more: Partial<Column<GoodsLine>> = {},
    ) => ({
      key: field,
      title: t(`goods.${field}`),
      width,
      editable: !archived,
      text: (g: GoodsLine) => g[field] ?? "",
      mark: (g: GoodsLine) => {
        const mark = noteOf(g, field)?.mark;
        return mark === "stops" || mark === "warns" ? mark : undefined;
      },
      hint: (g: GoodsLine) => {
        const note = noteOf(g, field);
        return note ? say(note.says) : undefined;
      },
      cell: (g: GoodsLine) => (
        <span className="ell" title={g[field]}>
          {g[field] || "—"}
        </span>
      ),
      ...more,
    });
    const mono = (field: keyof GoodsForm) => ({ cell: (g: GoodsLine) => <Code value={g[field] ?? ""} /> });
    return [
      cell("itemNo", 128, { fixed: true, sort: "itemNo", ...mono("itemNo") }),
      cell("name", undefined, { sort: "name" }),
      cell("model", 120),
      cell("hsCode", 108, { sort: "hsCode", ...mono("hsCode") }),
      {
        key: "units",
        title: t("goods.units"),
        width: 132,
        cell: (g: GoodsLine) => (
          <span className="ell" title={g.units}>
            {g.units || "—"}
          </span>
        ),
      },
      cell("origin", 92, {
        sort: "origin",
        cell: (g: GoodsLine) => (
          <span className="ell" title={g.originName}>
            {g.originName || g.origin || "—"}
          </span>
        ),
      }),
      cell("netWeight", 76, { sort: "netWeight", num: true, cell: (g: GoodsLine) => g.netWeight || "—" }),
      cell("unit", 70, { sort: "unit", hidden: true, ...mono("unit") }),
      cell("barcode", 120, { sort: "barcode", hidden: true, ...mono("barcode") }),
      cell("qty1", 84, { num: true, hidden: true, cell: (g: GoodsLine) => g.qty1 || "—" }),
      cell("qty2", 84, { num: true, hidden: true, cell: (g: GoodsLine) => g.qty2 || "—" }),
      cell("recordNo", 96, { hidden: true, ...mono("recordNo") }),
    ];
  }, [t, say, archived]);

  const read = (from: string) =>
    act(async () => {
      setDone(null);
      setPlan({ path: from, plan: await desk.planGoods(client, from) });
    });
  const drop = () =>
    act(async () => {
      setDropped(await desk.dropGoods(client, [...chosen]));
      setChosen(new Set());
      setOpen(null);
      changed();
    });

  return (
    <div className="goodsbook">
      <div className="row goodsbar">
        <Line
          label={t("goods.find")}
          placeholder={t("goods.find")}
          value={find}
          onChange={setFind}
          icon="search"
          width={200}
          testId="goods-find"
        />
        {flags > 0 || flagged ? (
          <Check
            on={flagged}
            label={t("goods.flagged", { n: flags })}
            text={t("goods.flagged", { n: flags })}
            onChange={setFlagged}
            testId="goods-flagged"
          />
        ) : null}
        <span className="t3 sm nw" data-testid="goods-total">
          {t("goods.total", { n: rows.total })}
        </span>
        <span className="sp" />
        {chosen.size > 0 ? (
          <Button kind="danger" icon="x" disabled={busy || archived} onClick={drop} testId="goods-drop">
            {t("goods.drop", { n: chosen.size })}
          </Button>
        ) : null}
        <Button icon="plus" disabled={busy || archived} onClick={() => setOpen(blank)} testId="goods-new">
          {t("goods.new")}
        </Button>
      </div>
      <div className="row goodsbar">
        <Line
          label={t("goods.path")}
          placeholder={t("goods.path")}
          value={path}
          onChange={setPath}
          onEnter={() => path.trim() && read(path.trim())}
          width={260}
          testId="goods-path"
        />
        <Button
          icon="folder"
          label={t("goods.pick")}
          disabled={busy}
          onClick={() =>
            act(async () => {
              const [picked] = await desk.pickFiles();
              if (picked) setPath(picked);
            })
          }
          testId="goods-pick"
        />
        <Button
          icon="up"
          disabled={busy || archived || path.trim() === ""}
          onClick={() => read(path.trim())}
          testId="goods-read"
        >
          {t("goods.read")}
        </Button>
        <span className="sp" />
        <Button
          icon="down"
          disabled={busy || rows.total === 0}
          onClick={() =>
            act(async () => {
              const file = path.trim().endsWith(".xlsx")
                ? path.trim()
                : await desk.pickWorkbook(t("goods.file", { name }));
              if (file === "") return;
              const n = await desk.exportGoods(client, file);
              setDone({ key: "goods.exported", values: { n, file } });
            })
          }
          testId="goods-export"
        >
          {t("goods.export")}
        </Button>
      </div>
      <TroubleNote
        trouble={trouble ?? rows.trouble}
        onClose={trouble ? clear : undefined}
        onRetry={rows.reload}
      />
      {done ? (
        <Note
          tone="ok"
          icon="ok"
          testId="goods-done"
          aside={
            <Button
              kind="quiet"
              icon="x"
              label={t("do.close")}
              onClick={() => setDone(null)}
              testId="goods-done-close"
            />
          }
        >
          {t(done.key, done.values)}
        </Note>
      ) : null}
      {dropped.length > 0 ? (
        <Note
          icon="info"
          testId="goods-dropped"
          aside={
            <>
              <Act
                onClick={() =>
                  act(async () => {
                    await desk.putGoods(client, dropped);
                    setDropped([]);
                    changed();
                  })
                }
                testId="goods-undo"
              >
                {t("do.undo")}
              </Act>
              <Button
                kind="quiet"
                icon="x"
                label={t("do.close")}
                onClick={() => setDropped([])}
                testId="goods-dropped-close"
              />
            </>
          }
        >
          {t("goods.dropped", { n: dropped.length })}
        </Note>
      ) : null}
      <div className="goodssplit">
        <Grid
          label={t("client.goods")}
          columns={columns}
          source={rows}
          rowKey={(g) => g.id ?? ""}
          selected={chosen}
          onSelect={(next, allBut) => setChosen(allBut ? new Set() : next)}
          current={open?.id}
          onOpen={(g) => setOpen(formOf(g))}
          sort={sort}
          onSort={setSort}
          onEdit={(g, column, text) =>
            act(async () => {
              await desk.putGoods(client, [{ ...formOf(g), [column]: text }]);
              changed();
            })
          }
          testId="goods"
          empty={
            find || flagged ? (
              <Empty
                icon="search"
                title={t("goods.none-found")}
                acts={
                  <Button
                    onClick={() => {
                      setFind("");
                      setFlagged(false);
                    }}
                    testId="goods-clear"
                  >
                    {t("goods.clear")}
                  </Button>
                }
              />
            ) : rows.answered ? (
              <Empty icon="book" title={t("goods.none")} testId="goods-empty">
                {t("goods.none-help")}
              </Empty>
            ) : null
          }
        />
        {open ? (
          <GoodsEditor
            key={open.id ?? "new"}
            client={client}
            goods={open}
            onClose={() => setOpen(null)}
            onSaved={(line) => {
              setOpen(formOf(line));
              changed();
            }}
          />
        ) : null}
      </div>
      {plan ? (
        <GoodsPlanSheet
          plan={plan.plan}
          busy={busy}
          onClose={() => setPlan(null)}
          onTake={() =>
            act(async () => {
              const taken = await desk.takeGoods(client, plan.path);
              setPlan(null);
              setDone({ key: "goods.taken", values: { fresh: taken.fresh, changed: taken.changed } });
              changed();
            })
          }
        />
      ) : null}
      <span className="hidden" aria-live="polite">
        <Icon name="book" /> {count(rows.total)}
      </span>
    </div>
  );
}
