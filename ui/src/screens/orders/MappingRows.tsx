// The rows of the mapping table: a column of the sheet, or a required field that has none yet.
import { Select } from "antd";
import { Bar } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { Icon } from "../../parts/Icon";
import type { ColumnLine, MissingField } from "../../views";

export type Choice = { value: string; label: string; search: string; taken: string };
export type Group = { label: string; options: Choice[] };

/** From here on a guess is as good as sure; below it a person looks. */
const SURE = 90;

function Confidence({ percent, ask }: { percent: number; ask: boolean }) {
  return (
    <span className="conf">
      <Bar part={percent / 100} tone={percent >= SURE && !ask ? "ok" : "warn"} />
      <span className="p">{percent}%</span>
    </span>
  );
}

export function ColumnRow(props: {
  column: ColumnLine;
  /** Name of its sheet, when there are several. */
  sheet: string;
  choices: (Choice | Group)[];
  busy: boolean;
  onMap: (index: number, field: string) => void;
}) {
  const { t, say } = useHand();
  const { column } = props;
  const ask = column.confidence === "ask";
  return (
    <tr data-testid={`map-row-${column.index}`} data-field={column.field}>
      <td className="num t3 mono">{column.letter}</td>
      <td className="b" title={props.sheet ? `${props.sheet} · ${column.header}` : column.header}>
        {column.header || <span className="t3">{t("map.no-header")}</span>}
        {props.sheet ? <span className="t3 xs sheetof">{props.sheet}</span> : null}
      </td>
      <td>
        {column.samples.slice(0, 3).map((s, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: samples may repeat
          <span key={n} className="chip" title={s}>
            {s}
          </span>
        ))}
      </td>
      <td className="pick">
        <Select
          size="small"
          showSearch={{
            filterOption: (typed, option) => {
              const search = option && "search" in option ? String(option.search) : "";
              return search.includes(typed.trim().toLowerCase());
            },
          }}
          aria-label={t("map.target-of", { column: column.header || column.letter })}
          value={column.field}
          options={props.choices}
          optionRender={(o) => (
            <FieldName
              label={String(o.label)}
              element={String(o.value ?? "")}
              taken={String((o.data as unknown as Choice).taken ?? "")}
            />
          )}
          labelRender={(o) => <FieldName label={String(o.label)} element={String(o.value ?? "")} />}
          onChange={(field) => props.onMap(column.index, field)}
          popupMatchSelectWidth={330}
          data-testid={`map-select-${column.index}`}
        />
      </td>
      <td>{column.field ? <Confidence percent={column.percent} ask={ask} /> : null}</td>
      <td className={`sm ${ask ? "c-warn" : "t2"}`}>
        <span className="row effect">
          {column.effect ? (
            <span className="ell" title={say(column.effect)}>
              <Icon name={ask ? "warn" : "check"} small className={ask ? "c-warn" : "c-ok"} />{" "}
              {say(column.effect)}
            </span>
          ) : null}
          {ask ? (
            <button
              type="button"
              className="act confirm"
              disabled={props.busy}
              onClick={() => props.onMap(column.index, column.field)}
              data-testid={`map-confirm-${column.index}`}
            >
              {t("map.right")}
            </button>
          ) : null}
        </span>
      </td>
    </tr>
  );
}

function FieldName({ label, element, taken }: { label: string; element: string; taken?: string }) {
  return (
    <span className="row fieldname">
      <span className={`cap${element ? "" : " t3"}`}>{label}</span>
      <span className="t3 mono xs ell">{element}</span>
      {taken ? (
        <>
          <span className="sp" />
          <span className="t3 xs ell">{taken}</span>
        </>
      ) : null}
    </span>
  );
}

export function MissingRow(props: {
  missing: MissingField;
  columns: ColumnLine[];
  rows: number;
  busy: boolean;
  onMap: (index: number, field: string) => void;
  onAdd: (() => void) | null;
}) {
  const { t, say } = useHand();
  const { missing, onAdd } = props;
  const filled = missing.fromClient !== "";
  const best = props.columns.find((c) => c.index === missing.candidate);
  return (
    <tr data-testid={`map-missing-${missing.field}`}>
      <td />
      <td className="pick">
        <Select
          size="small"
          status={filled ? undefined : "error"}
          showSearch
          aria-label={t("map.source-of", { field: say(missing.name) })}
          placeholder={t(filled ? "map.from-client" : "map.choose")}
          options={props.columns.map((c) => ({ value: c.index, label: c.header || c.letter }))}
          onChange={(index) => props.onMap(index, missing.field)}
          popupMatchSelectWidth={false}
          data-testid={`missing-select-${missing.field}`}
        />
      </td>
      <td>
        {filled ? (
          <span className="sm t2">
            {t("map.client-value")} <span className="chip">{missing.fromClient}</span>
          </span>
        ) : best ? (
          <span className="sm t2">
            {t("map.closest")}{" "}
            <button
              type="button"
              className="act"
              disabled={props.busy}
              onClick={() => props.onMap(best.index, missing.field)}
              data-testid={`missing-best-${missing.field}`}
            >
              {best.header}
            </button>
          </span>
        ) : onAdd ? (
          <button
            type="button"
            className="act sm"
            disabled={props.busy}
            onClick={onAdd}
            data-testid={`missing-add-${missing.field}`}
          >
            {t("map.add-column")}
          </button>
        ) : null}
      </td>
      <td className="b">
        <span className="cap">{say(missing.name)}</span> <span className="t3 mono xs">{missing.field}</span>
      </td>
      <td>{best && best.percent > 0 && !filled ? <Confidence percent={best.percent} ask /> : null}</td>
      <td className={`sm ${filled ? "t2" : best ? "c-warn" : "c-stop"}`}>
        <Icon name={filled ? "info" : best ? "warn" : "stop"} small />{" "}
        {filled ? t("map.for-all", { n: props.rows }) : t(best ? "map.confirm" : "map.needed")}
      </td>
    </tr>
  );
}
