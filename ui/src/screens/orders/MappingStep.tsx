// Step 3: which column feeds which field, how sure that is, and what it does.
import { useEffect, useMemo, useState } from "react";
import { Button, Line, Note, Pairs, Panel, Scroll } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { Check } from "../../parts/Grid";
import { Icon } from "../../parts/Icon";
import type { ColumnLine, FieldChoice, Mapping, Progress } from "../../views";
import type { Act } from "./FileStep";
import { ForImport } from "./ForImport";
import { type Choice, ColumnRow, type Group, MissingRow } from "./MappingRows";
import { near } from "./near";
import { Recipes } from "./Recipes";
import { WorkLine } from "./WorkLine";

const documents = ["order", "goods", "payment", "waybill", "declaration"] as const;

export function MappingStep(props: {
  mapping: Mapping;
  busy: boolean;
  progress: Progress | null;
  corrected: boolean;
  act: Act;
  onChange: (change: () => Promise<Mapping>) => void;
  /** Another company is no word on a column. */
  onChooseForImport: (change: () => Promise<Mapping>) => void;
  /** The recipe is kept: whoever comes back keeps it no second time, under another name. */
  onKept: (mapping: Mapping) => void;
  onSheets: () => void;
  onBack: () => void;
  onNext: () => Promise<void>;
}) {
  const { t, say, desk } = useHand();
  const { mapping, busy, act, onChange, onNext } = props;
  const sheets = mapping.sheets.filter((s) => s.used);
  const columns = mapping.columns;
  const used = columns.filter((c) => c.field !== "");
  const unused = columns.filter((c) => c.field === "");
  const open = mapping.missing.filter((m) => m.fromClient === "");
  const given = mapping.missing.filter((m) => m.fromClient !== "");
  const asking = used.filter((c) => c.confidence === "ask").length;
  const recipe = sheets.find((s) => s.recipe !== "");
  const [recipes, setRecipes] = useState(false);
  const [keep, setKeep] = useState<boolean | null>(null);
  const [name, setName] = useState(recipe?.recipe ?? "");
  const keeping = (keep ?? props.corrected) && !busy;
  const recipeName = name.trim() || recipe?.recipe || nameFor(mapping.fileName);

  const next = async () => {
    if (keep ?? props.corrected)
      await act(async () => props.onKept(await desk.saveRecipe(mapping.importId, recipeName)));
    await onNext();
  };
  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      if (!(event.ctrlKey && event.key === "Enter") || busy || recipes) return;
      event.preventDefault();
      void next();
    };
    window.addEventListener("keydown", keyed);
    return () => window.removeEventListener("keydown", keyed);
  });

  const choices = useMemo<(Choice | Group)[]>(() => {
    const taken = new Map(columns.filter((c) => c.field).map((c) => [c.field, c.header]));
    const choice = (f: FieldChoice) => ({
      value: f.field,
      label: say(f.name),
      search: `${f.name.zh} ${f.name.en} ${f.field}`.toLowerCase(),
      taken: taken.get(f.field) ?? "",
    });
    return [
      { value: "", label: t("map.unused"), search: t("map.unused").toLowerCase(), taken: "" },
      ...documents.map((document) => ({
        label: t(`document.${document}`),
        options: mapping.fields.filter((f) => f.document === document).map(choice),
      })),
    ].filter((group) => !("options" in group) || group.options.length > 0);
  }, [mapping.fields, columns, t, say]);

  const several = sheets.length > 1;
  const map = (index: number, field: string) =>
    onChange(() => desk.mapColumn(mapping.importId, index, field));
  const rowsOf = (of: ColumnLine[]) =>
    of.map((c) => (
      <ColumnRow
        key={c.index}
        column={c}
        sheet={several ? (mapping.sheets.find((s) => s.index === c.sheet)?.name ?? "") : ""}
        choices={choices}
        busy={busy}
        onMap={map}
      />
    ));
  const first = sheets[0];

  return (
    <>
      <Note
        tone="acc"
        icon="book"
        testId="mapping-note"
        aside={
          <span className="row t2 sm nw filefacts">
            <span className="ell" title={mapping.fileName}>
              {mapping.fileName}
            </span>
            <span className="nw">
              {first ? (
                <>
                  <i className="dot" />
                  {several ? t("map.sheets", { n: sheets.length }) : t("map.sheet", { name: first.name })}
                  <i className="dot" />
                  {several ? null : t("map.header-row", { n: first.headerRow })}
                  {several ? null : <i className="dot" />}
                </>
              ) : null}
              {t("map.rows", { n: mapping.rows })}
            </span>
            <button type="button" className="act" onClick={props.onSheets} data-testid="change-sheets">
              {t("map.change")}
            </button>
          </span>
        }
      >
        {recipe ? (
          <>
            {t("recipe.used-before")} <b>{recipe.recipe}</b>
            {t("recipe.used-at", { at: recipe.recipeAt.slice(5, 10) })}
          </>
        ) : mapping.layout ? (
          <b>{say(mapping.layout)} </b>
        ) : null}
        {t("map.found", { n: used.length, of: columns.length })}{" "}
        <button type="button" className="act" onClick={() => setRecipes(true)} data-testid="recipes">
          {t(recipe ? "map.change" : "recipe.list")}
        </button>
      </Note>
      <div className="mapgrid">
        <section className="panel" aria-label={t("map.title")}>
          <div className="scroll">
            <table className="fx wide860" data-testid="mapping-table">
              <colgroup>
                <col style={{ width: 44 }} />
                <col style={{ width: 122 }} />
                <col style={{ width: 196 }} />
                <col style={{ width: 226 }} />
                <col style={{ width: 92 }} />
                <col />
              </colgroup>
              <thead>
                <tr>
                  <th className="num">{t("map.column")}</th>
                  <th>{t("map.source")}</th>
                  <th>{t("map.samples")}</th>
                  <th>{t("map.target")}</th>
                  <th>{t("map.confidence")}</th>
                  <th>{t("map.effect")}</th>
                </tr>
              </thead>
              <tbody>
                {open.length > 0 ? (
                  <tr className="grp">
                    <td colSpan={6}>
                      <Icon name="stop" small className="c-stop" />{" "}
                      {t("map.group-missing", { n: open.length })}
                    </td>
                  </tr>
                ) : null}
                {open.map((m) => (
                  <MissingRow
                    key={m.field}
                    missing={m}
                    columns={unused}
                    rows={mapping.rows}
                    busy={busy}
                    onMap={map}
                    onAdd={
                      first
                        ? () => onChange(() => desk.addColumn(mapping.importId, first.index, m.field))
                        : null
                    }
                  />
                ))}
                <tr className="grp">
                  <td colSpan={6}>
                    <Icon name="check" small className="c-ok" /> {t("map.group-mapped", { n: used.length })}
                  </td>
                </tr>
                {rowsOf(used)}
                {unused.length > 0 ? (
                  <tr className="grp">
                    <td colSpan={6}>
                      <Icon name="minus" small /> {t("map.group-unused", { n: unused.length })}
                    </td>
                  </tr>
                ) : null}
                {rowsOf(unused)}
                {given.length > 0 ? (
                  <tr className="grp">
                    <td colSpan={6}>
                      <Icon name="clients" small /> {t("map.group-client", { n: given.length })}
                    </td>
                  </tr>
                ) : null}
                {given.map((m) => (
                  <MissingRow
                    key={m.field}
                    missing={m}
                    columns={unused}
                    rows={mapping.rows}
                    busy={busy}
                    onMap={map}
                    onAdd={null}
                  />
                ))}
              </tbody>
            </table>
          </div>
        </section>
        <Scroll label={t("map.coverage")} className="stack scroll">
          <Panel title={t("map.coverage")}>
            <div className="body">
              <Pairs pairs={coverage(mapping, t)} />
            </div>
          </Panel>
          <ForImport mapping={mapping} busy={busy} onChange={props.onChooseForImport} />
          <Never columns={columns} />
          {unused.length > 0 ? (
            <Panel title={t("map.group-unused", { n: unused.length })}>
              <div className="body sm chips">
                {unused.map((c) => (
                  <span key={c.index} className="chip ell" title={c.header}>
                    {c.header || c.letter}
                  </span>
                ))}
                <p className="t2">{t("map.unused-help")}</p>
              </div>
            </Panel>
          ) : null}
        </Scroll>
      </div>
      <div className="wfoot">
        <Button icon="back" onClick={props.onBack} testId="mapping-back">
          {t("do.back")}
        </Button>
        <WorkLine progress={props.progress} shown={busy} />
        <span className="sp" />
        <Check
          on={keep ?? props.corrected}
          label={t("recipe.keep")}
          text={t(recipe ? "recipe.update" : "recipe.keep")}
          onChange={setKeep}
          testId="recipe-keep"
        />
        {keeping || (keep ?? props.corrected) ? (
          <Line
            label={t("recipe.name")}
            placeholder={recipeName}
            value={name}
            onChange={setName}
            width={170}
            testId="recipe-name"
          />
        ) : null}
        {open.length > 0 ? (
          <span className="c-stop row nw">
            <Icon name="stop" />
            {t("map.left", { n: open.length })}
          </span>
        ) : asking > 0 ? (
          <span className="c-warn row nw">
            <Icon name="warn" />
            {t("map.asking", { n: asking })}
          </span>
        ) : null}
        <Button
          kind="primary"
          icon="fwd"
          keys="Ctrl ↵"
          disabled={busy}
          onClick={() => void next()}
          testId="mapping-next"
        >
          {t("map.next", { n: mapping.rows })}
        </Button>
      </div>
      {recipes ? <Recipes inUse={recipe?.recipe ?? ""} onClose={() => setRecipes(false)} /> : null}
    </>
  );
}

/** Fields that sound alike and mean different things; those of them that this sheet has. */
function Never({ columns }: { columns: ColumnLine[] }) {
  const { t } = useHand();
  const fields = new Set(columns.map((c) => c.field));
  const here = near.filter((pair) => pair.fields.some((f) => fields.has(f)));
  if (here.length === 0) return null;
  return (
    <Panel
      title={
        <h2 className="row">
          <Icon name="warn" className="c-warn" /> {t("map.never")}
        </h2>
      }
    >
      <div className="body sm">
        {here.map((pair) => (
          <div key={pair.name} className="pair">
            <b>{t(pair.name)}</b>
            <p className="t2">{t(pair.help)}</p>
          </div>
        ))}
      </div>
    </Panel>
  );
}

/** A first name for a recipe: the file's, without day and number. */
function nameFor(file: string): string {
  const stem = file.replace(/\.[a-z]+$/i, "").replace(/[\d_\-.\s]+$/g, "");
  return stem || file;
}

function coverage(mapping: Mapping, t: ReturnType<typeof useHand>["t"]): [string, React.ReactNode][] {
  const have = new Set([
    ...mapping.columns.map((c) => c.field),
    ...mapping.missing.filter((m) => m.fromClient !== "").map((m) => m.field),
  ]);
  const missing = new Set(mapping.missing.map((m) => m.field));
  return documents.flatMap((document): [string, React.ReactNode][] => {
    const wanted = mapping.fields.filter(
      (f: FieldChoice) => f.document === document && (f.required || have.has(f.field)),
    );
    if (wanted.length === 0) return [];
    const there = wanted.filter((f) => have.has(f.field) || !missing.has(f.field)).length;
    return [
      [
        t(`document.${document}`),
        <b key={document} className={there === wanted.length ? "c-ok" : "c-warn"}>
          {there} / {wanted.length}
        </b>,
      ],
    ];
  });
}
