// The goods book of a client: what an item number means to customs.
import { useMemo, useState } from "react";
import { Button, Code, Empty, Line } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { type Column, Grid } from "../../parts/Grid";
import type { GoodsLine } from "../../views";

export function GoodsBook({
  goods,
  busy,
  onAdd,
}: {
  goods: GoodsLine[];
  busy: boolean;
  onAdd: (path: string) => void;
}) {
  const [path, setPath] = useState("");
  const { t } = useHand();
  const [find, setFind] = useState("");
  const rows = useMemo(
    () =>
      goods.filter(
        (g) => find === "" || `${g.itemNo} ${g.name} ${g.hsCode}`.toLowerCase().includes(find.toLowerCase()),
      ),
    [goods, find],
  );
  const columns = useMemo<Column<GoodsLine>[]>(
    () => [
      {
        key: "item",
        title: t("goods.item"),
        width: 116,
        fixed: true,
        cell: (g) => <Code value={g.itemNo} />,
      },
      {
        key: "name",
        title: t("field.goods"),
        cell: (g) => (
          <span className="ell" title={g.name}>
            {g.name}
          </span>
        ),
      },
      {
        key: "model",
        title: t("goods.model"),
        width: 116,
        cell: (g) => <span className="ell">{g.model || "—"}</span>,
      },
      { key: "hs", title: t("goods.hs"), width: 104, cell: (g) => <Code value={g.hsCode} /> },
      { key: "origin", title: t("goods.origin"), width: 60, cell: (g) => <Code value={g.origin} /> },
      {
        key: "units",
        title: t("goods.units"),
        width: 116,
        cell: (g) => <Code value={[g.unit, g.unit1, g.unit2].filter(Boolean).join(" / ")} />,
      },
      { key: "weight", title: t("goods.weight"), width: 74, num: true, cell: (g) => g.netWeight || "—" },
    ],
    [t],
  );
  return (
    <>
      <div className="row" style={{ padding: "8px 12px" }}>
        <Line
          label={t("goods.find")}
          placeholder={t("goods.find")}
          value={find}
          onChange={setFind}
          icon="search"
          width={260}
          testId="goods-find"
        />
        <span className="sp" />
        <Line
          label={t("goods.path")}
          placeholder={t("goods.path")}
          value={path}
          onChange={setPath}
          width={240}
          testId="goods-path"
        />
        <Button disabled={busy || path.trim() === ""} onClick={() => onAdd(path.trim())} testId="goods-add">
          {t("goods.add")}
        </Button>
      </div>
      <Grid
        label={t("client.goods")}
        columns={columns}
        rows={rows}
        rowKey={(g) => g.itemNo}
        testId="goods"
        empty={
          <Empty icon="book" title={t("goods.none")}>
            {t("goods.none-help")}
          </Empty>
        }
      />
    </>
  );
}
