// The filter above the list: numbers and days first, amounts on demand; nothing is asked before it is wanted.
import { Select } from "antd";
import { useEffect, useState } from "react";
import { Button, Line } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { FilterBar } from "../../parts/FilterBar";
import type { CodeName } from "../../views";
import { type Filter, wrong } from "./query";

export function QueryBar(props: {
  filter: Filter;
  customs: CodeName[];
  modes: CodeName[];
  onChange: (filter: Filter) => void;
  onSearch: () => void;
  onReset: () => void;
}) {
  const { t } = useHand();
  const { filter, onChange } = props;
  const [more, setMore] = useState(filter.valueFrom !== "" || filter.valueTo !== "");
  const bad = new Set<keyof Filter>(wrong(filter));
  const put = (part: Partial<Filter>) => onChange({ ...filter, ...part });

  // A stroke goes to the filter from anywhere but a field.
  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.target instanceof Element && event.target.closest("input,textarea,[contenteditable]")) return;
      document.querySelector<HTMLInputElement>("[data-testid=decl-find]")?.focus();
      event.preventDefault();
    };
    window.addEventListener("keydown", keyed);
    return () => window.removeEventListener("keydown", keyed);
  }, []);

  const line = (key: keyof Filter, label: string, width: number, placeholder: string) => (
    <Line
      label={label}
      placeholder={placeholder}
      value={filter[key]}
      bad={bad.has(key)}
      onChange={(value) => put({ [key]: value })}
      onEnter={props.onSearch}
      width={width}
      testId={`decl-${key}`}
    />
  );
  const codes = (all: CodeName[], value: string) => {
    const known = all.some((one) => one.code === value) || value === "";
    const shown = known ? all : [...all, { code: value, name: value }];
    return [
      { value: "", label: t("tab.all") },
      ...shown.map((one) => ({
        value: one.code,
        label: one.name === one.code ? one.code : `${one.code} ${one.name}`,
      })),
    ];
  };
  return (
    <FilterBar
      onSearch={props.onSearch}
      onReset={props.onReset}
      cannot={bad.size > 0}
      testId="decl"
      aside={
        <button
          type="button"
          className="act"
          aria-expanded={more}
          onClick={() => setMore(!more)}
          data-testid="decl-more"
        >
          {t(more ? "decl.less" : "decl.more")}
        </button>
      }
    >
      <span className="row">
        <span className="lab">{t("decl.number")}</span>
        <Line
          label={t("decl.number")}
          placeholder={t("decl.number-example")}
          value={filter.find}
          onChange={(find) => put({ find })}
          onEnter={props.onSearch}
          icon="search"
          width={204}
          testId="decl-find"
        />
      </span>
      <span className="row">
        <span className="lab">{t("decl.days")}</span>
        {line("dayFrom", t("decl.day-from"), 98, "2026-11-01")}
        <span className="t3">–</span>
        {line("dayTo", t("decl.day-to"), 98, "2026-11-30")}
      </span>
      <span className="row">
        <span className="lab">{t("field.customs")}</span>
        <Select
          aria-label={t("field.customs")}
          value={filter.customs}
          options={codes(props.customs, filter.customs)}
          onChange={(customs) => put({ customs })}
          popupMatchSelectWidth={false}
          style={{ width: 112 }}
          data-testid="decl-customs"
        />
      </span>
      <span className="row">
        <span className="lab">{t("field.mode")}</span>
        <Select
          aria-label={t("field.mode")}
          value={filter.mode}
          options={codes(props.modes, filter.mode)}
          onChange={(mode) => put({ mode })}
          popupMatchSelectWidth={false}
          style={{ width: 132 }}
          data-testid="decl-mode"
        />
      </span>
      {more ? (
        <>
          <span className="row">
            <span className="lab">{t("field.value")}</span>
            {line("valueFrom", t("decl.value-from"), 92, "0.00")}
            <span className="t3">–</span>
            {line("valueTo", t("decl.value-to"), 92, "5000.00")}
          </span>
          {filter.importId ? (
            <span className="row">
              <span className="lab">{t("decl.one-import")}</span>
              <Button
                small
                icon="x"
                label={t("decl.drop-import")}
                onClick={() => put({ importId: "" })}
                testId="decl-drop-import"
              >
                {filter.importId.slice(0, 8)}
              </Button>
            </span>
          ) : null}
        </>
      ) : null}
    </FilterBar>
  );
}
