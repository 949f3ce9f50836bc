// Step 2: which column feeds which field, how sure that is, and what it does.
import { Select } from "antd";
import { useEffect, useMemo } from "react";
import { Bar, Button, Note, Pairs, Panel } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { Icon } from "../../parts/Icon";
import type { ColumnLine, Confidence, FieldChoice, Mapping, MissingField } from "../../views";

const sureness: Record<Confidence, { part: number; tone: "ok" | "warn" | "stop" }> = {
  sure: { part: 1, tone: "ok" },
  likely: { part: 0.75, tone: "ok" },
  ask: { part: 0.45, tone: "warn" },
  none: { part: 0, tone: "stop" },
};
const documents = ["order", "goods", "payment", "waybill", "declaration"] as const;

export function MappingStep(props: {
  mapping: Mapping;
  busy: boolean;
  onMap: (index: number, field: string) => void;
  onBack: () => void;
  onNext: () => void;
}) {
  const { t, say } = useHand();
  const { mapping, busy, onNext } = props;
  const used = mapping.columns.filter((c) => c.field !== "");
  const unused = mapping.columns.filter((c) => c.field === "");
  const open = mapping.missing.filter((m) => m.fromClient === "");
  const given = mapping.missing.filter((m) => m.fromClient !== "");
  const asking = used.filter((c) => c.confidence === "ask").length;

  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      if (!(event.ctrlKey && event.key === "Enter") || busy) return;
      event.preventDefault();
      onNext();
    };
    window.addEventListener("keydown", keyed);
    return () => window.removeEventListener("keydown", keyed);
  }, [busy, onNext]);

  const choices = useMemo(
    () => [
      { value: "", label: t("map.unused"), title: "" },
      ...mapping.fields.map((f) => ({ value: f.field, label: say(f.name), title: f.field })),
    ],
    [mapping.fields, t, say],
  );

  return (
    <>
      <Note
        tone="acc"
        icon="book"
        testId="mapping-note"
        aside={
          <span className="t2 sm nw ell">
            {mapping.fileName}
            <i className="dot" />
            {t("map.sheet", { name: mapping.sheet })}
            <i className="dot" />
            {t("map.header-row", { n: mapping.headerRow })}
            <i className="dot" />
            {t("map.rows", { n: mapping.rows })}
            {mapping.encoding ? (
              <>
                <i className="dot" />
                {mapping.encoding}
              </>
            ) : null}
          </span>
        }
      >
        {mapping.layout ? <b>{say(mapping.layout)}</b> : null}{" "}
        {t("map.found", { n: used.length, of: mapping.columns.length })}
      </Note>
      <div className="mapgrid">
        <section className="panel" aria-label={t("map.title")}>
          <div className="scroll">
            <table className="fx wide860" data-testid="mapping-table">
              <colgroup>
                <col style={{ width: 36 }} />
                <col style={{ width: 114 }} />
                <col style={{ width: 200 }} />
                <col style={{ width: 254 }} />
                <col style={{ width: 94 }} />
                <col />
              </colgroup>
              <thead>
                <tr>
                  <th className="num">#</th>
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
                  <MissingRow key={m.field} missing={m} columns={unused} onMap={props.onMap} />
                ))}
                <tr className="grp">
                  <td colSpan={6}>
                    <Icon name="check" small className="c-ok" /> {t("map.group-mapped", { n: used.length })}
                  </td>
                </tr>
                {used.map((c) => (
                  <ColumnRow key={c.index} column={c} choices={choices} onMap={props.onMap} />
                ))}
                {unused.length > 0 ? (
                  <tr className="grp">
                    <td colSpan={6}>
                      <Icon name="minus" small /> {t("map.group-unused", { n: unused.length })}
                    </td>
                  </tr>
                ) : null}
                {unused.map((c) => (
                  <ColumnRow key={c.index} column={c} choices={choices} onMap={props.onMap} />
                ))}
                {given.length > 0 ? (
                  <tr className="grp">
                    <td colSpan={6}>
                      <Icon name="clients" small /> {t("map.group-client", { n: given.length })}
                    </td>
                  </tr>
                ) : null}
                {given.map((m) => (
                  <MissingRow key={m.field} missing={m} columns={unused} onMap={props.onMap} />
                ))}
              </tbody>
            </table>
          </div>
        </section>
        <div className="stack">
          <Panel title={t("map.coverage")}>
            <div className="body">
              <Pairs pairs={coverage(mapping, t)} />
            </div>
          </Panel>
          <Panel
            title={
              <h2 className="row">
                <Icon name="warn" className="c-warn" /> {t("map.never")}
              </h2>
            }
          >
            <div className="body sm">
              <b>{t("map.never-buyer")}</b>
              <p className="t2">{t("map.never-buyer-help")}</p>
              <b>{t("map.never-freight")}</b>
              <p className="t2">{t("map.never-freight-help")}</p>
            </div>
          </Panel>
          {unused.length > 0 ? (
            <Panel title={t("map.group-unused", { n: unused.length })}>
              <div className="body">
                {unused.map((c) => (
                  <span key={c.index} className="chip">
                    {c.header}
                  </span>
                ))}
                <p className="t3 sm">{t("map.unused-help")}</p>
              </div>
            </Panel>
          ) : null}
        </div>
      </div>
      <div className="wfoot">
        <Button icon="back" onClick={props.onBack} testId="mapping-back">
          {t("do.back")}
        </Button>
        <span className="sp" />
        {open.length > 0 ? (
          <span className="c-stop row">
            <Icon name="stop" />
            {t("map.left", { n: open.length })}
          </span>
        ) : asking > 0 ? (
          <span className="c-warn row">
            <Icon name="warn" />
            {t("map.asking", { n: asking })}
          </span>
        ) : null}
        <Button
          kind="primary"
          icon="fwd"
          keys="Ctrl ↵"
          disabled={busy}
          onClick={onNext}
          testId="mapping-next"
        >
          {t("map.next", { n: mapping.rows })}
        </Button>
      </div>
    </>
  );
}

type Choice = { value: string; label: string; title: string };

function ColumnRow(props: {
  column: ColumnLine;
  choices: Choice[];
  onMap: (index: number, field: string) => void;
}) {
  const { t, say } = useHand();
  const { column } = props;
  const sure = sureness[column.confidence];
  return (
    <tr data-testid={`map-row-${column.index}`}>
      <td className="num t3">{column.index + 1}</td>
      <td className="b" title={column.header}>
        {column.header}
      </td>
      <td>
        {column.samples.slice(0, 3).map((s, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: samples may repeat
          <span key={n} className="chip" title={s}>
            {s}
          </span>
        ))}
      </td>
      <td style={{ padding: "0 4px" }}>
        <Select
          size="small"
          showSearch={{ optionFilterProp: "search" }}
          aria-label={t("map.target-of", { column: column.header })}
          value={column.field}
          options={props.choices.map((c) => ({ ...c, search: `${c.label} ${c.title}` }))}
          optionRender={(o) => <FieldName label={String(o.label)} element={String(o.value ?? "")} />}
          labelRender={(o) => <FieldName label={String(o.label)} element={String(o.value ?? "")} />}
          onChange={(field) => props.onMap(column.index, field)}
          popupMatchSelectWidth={300}
          data-testid={`map-select-${column.index}`}
        />
      </td>
      <td>
        {column.field ? (
          <span className="conf">
            <Bar part={sure.part} tone={sure.tone} />
            <span className="sm">{t(`confidence.${column.confidence}`)}</span>
          </span>
        ) : null}
      </td>
      <td className={`sm ${column.confidence === "ask" ? "c-warn" : "t2"}`}>
        {column.effect ? (
          <>
            <Icon
              name={column.confidence === "ask" ? "warn" : "check"}
              small
              className={column.confidence === "ask" ? "c-warn" : "c-ok"}
            />{" "}
            <span title={say(column.effect)}>{say(column.effect)}</span>
          </>
        ) : null}
      </td>
    </tr>
  );
}

function FieldName({ label, element }: { label: string; element: string }) {
  return (
    <span className="row" style={{ gap: 6 }}>
      <span className={`cap${element ? "" : " t3"}`}>{label}</span>
      <span className="t3 mono xs ell">{element}</span>
    </span>
  );
}

function MissingRow(props: {
  missing: MissingField;
  columns: ColumnLine[];
  onMap: (index: number, field: string) => void;
}) {
  const { t, say } = useHand();
  const { missing } = props;
  const filled = missing.fromClient !== "";
  return (
    <tr data-testid={`map-missing-${missing.field}`}>
      <td />
      <td style={{ padding: "0 4px" }}>
        <Select
          size="small"
          status={filled ? undefined : "error"}
          aria-label={t("map.source-of", { field: say(missing.name) })}
          placeholder={t(filled ? "map.from-client" : "map.choose")}
          options={props.columns.map((c) => ({ value: c.index, label: c.header }))}
          onChange={(index) => props.onMap(index, missing.field)}
          popupMatchSelectWidth={false}
        />
      </td>
      <td>{filled ? <span className="chip">{missing.fromClient}</span> : null}</td>
      <td className="b">
        <span className="cap">{say(missing.name)}</span> <span className="t3 mono xs">{missing.field}</span>
      </td>
      <td />
      <td className={`sm ${filled ? "t2" : "c-stop"}`}>
        <Icon name={filled ? "info" : "stop"} small /> {t(filled ? "map.for-all" : "map.needed")}
      </td>
    </tr>
  );
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
