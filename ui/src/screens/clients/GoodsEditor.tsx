// One article, with the tariff beside it: a code that is chosen brings its legal units.
import { useEffect, useState } from "react";
import { Button, Scroll, TroubleNote } from "../../parts/basics";
import { useAct, useHand } from "../../parts/context";
import type { GoodsForm, GoodsLine } from "../../views";
import { Field } from "./Field";
import { TariffSearch } from "./TariffSearch";

const fields: readonly (keyof GoodsForm)[] = [
  "itemNo",
  "barcode",
  "name",
  "model",
  "hsCode",
  "unit",
  "origin",
  "netWeight",
  "qty1",
  "qty2",
  "recordNo",
];
const first = fields.slice(0, 5);
const rest = fields.slice(5);
const mono = new Set<keyof GoodsForm>(["itemNo", "barcode", "hsCode", "unit", "origin", "recordNo"]);

export function GoodsEditor(props: {
  client: string;
  goods: GoodsForm;
  onClose: () => void;
  onSaved: (line: GoodsLine) => void;
}) {
  const { t, desk } = useHand();
  const [typed, setTyped] = useState<GoodsForm>(props.goods);
  const [told, setTold] = useState<GoodsLine | null>(null);
  const { busy, trouble, act, clear } = useAct();
  const { client } = props;
  useEffect(() => {
    let live = true;
    const timer = setTimeout(
      () =>
        desk.checkGoods(client, typed).then(
          (line) => live && setTold(line),
          () => undefined,
        ),
      150,
    );
    return () => {
      live = false;
      clearTimeout(timer);
    };
  }, [desk, client, typed]);
  const fresh = !props.goods.id;
  const changed = fields.some((field) => (typed[field] ?? "") !== (props.goods[field] ?? ""));
  const noteOf = (field: string) =>
    told?.notes.find((note) => note.field === field && (changed || note.mark !== "stops"));
  const names: Partial<Record<keyof GoodsForm, string>> = {
    hsCode: told?.hsName,
    origin: told?.originName,
    unit: told?.units.split(" / ")[0] === typed.unit ? "" : told?.units.split(" / ")[0],
  };
  const field = (name: keyof GoodsForm) => (
    <Field
      key={name}
      label={t(`goods.${name}` as "goods.name")}
      value={typed[name] ?? ""}
      onChange={(value) => setTyped((before) => ({ ...before, [name]: value }))}
      note={noteOf(name)}
      name={names[name] || undefined}
      mono={mono.has(name)}
      wide={name === "name" || name === "hsCode"}
      testId={`goods-${name}`}
    />
  );
  const wrong = told?.notes.some((note) => note.mark === "stops") ?? true;
  const save = () =>
    act(async () => {
      const [line] = await desk.putGoods(client, [typed]);
      if (line) props.onSaved(line);
    });
  return (
    <aside className="goodsedit" aria-label={t("goods.edit")} data-testid="goods-editor">
      <header>
        <h2 className="ell">{fresh ? t("goods.new") : props.goods.itemNo || props.goods.name}</h2>
        <span className="sp" />
        <Button
          kind="quiet"
          icon="x"
          label={t("do.close")}
          onClick={props.onClose}
          testId="goods-editor-close"
        />
      </header>
      <Scroll className="body fill" label={t("goods.edit")}>
        <TroubleNote trouble={trouble} onClose={clear} />
        <div className="formgrid">{first.map(field)}</div>
        <TariffSearch
          start={typed.name ?? ""}
          chosen={typed.hsCode ?? ""}
          onChoose={(line) =>
            setTyped((before) => ({
              ...before,
              hsCode: line.code,
              unit: before.unit || (line.unit1.split(" ")[0] ?? ""),
            }))
          }
        />
        <div className="formgrid">{rest.map(field)}</div>
        <p className="t3 sm">{t("goods.each")}</p>
      </Scroll>
      <footer>
        {told?.units.includes(" / ") ? (
          <span className="t3 sm ell" title={t("goods.units")}>
            {told.units}
          </span>
        ) : null}
        <span className="sp" />
        <Button
          kind="primary"
          icon="disk"
          disabled={busy || wrong || !changed}
          onClick={save}
          testId="goods-save"
        >
          {t("do.save")}
        </Button>
      </footer>
    </aside>
  );
}
