// Replace within the rows shown, or set one value in all of them: how many cells, before it is done.
import { Select } from "antd";
import { useState } from "react";
import { Button, Line } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { Check } from "../../parts/Grid";
import { Icon } from "../../parts/Icon";
import type { Edit, ReviewSheet } from "../../views";
import { usePreview } from "./preview";
import { queryOf, type View } from "./ReviewGrid";

/** `ticked`: in the ticked rows only. */
export type Bulk = { kind: "replace" | "set"; column: number | null; ticked?: boolean };

export function BulkBar(props: {
  bulk: Bulk;
  importId: string;
  sheet: ReviewSheet;
  view: View;
  busy: boolean;
  version: unknown;
  onEdit: (edit: Edit) => Promise<void>;
  onClose: () => void;
}) {
  const { t } = useHand();
  const { bulk, sheet, busy } = props;
  const [column, setColumn] = useState(bulk.column ?? -1);
  const [find, setFind] = useState("");
  const [value, setValue] = useState("");
  const [whole, setWhole] = useState(false);
  const replace = bulk.kind === "replace";
  const query = queryOf(props.view);
  const edit: Edit | null = replace
    ? find === ""
      ? null
      : { kind: "replace", column: column < 0 ? null : column, find, with: value, whole, query }
    : column < 0
      ? null
      : { kind: "set", column, value, query };
  const preview = usePreview(props.importId, edit, props.version);
  const cells = preview?.cells ?? 0;
  const apply = () => {
    if (edit && cells > 0 && !busy) void props.onEdit(edit);
  };
  return (
    <div
      className="bulkbar row"
      role="search"
      aria-label={t(replace ? "bulk.replace" : "bulk.set")}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        props.onClose();
      }}
      data-testid="bulk-bar"
    >
      <Select
        size="small"
        aria-label={t("bulk.in")}
        value={column}
        style={{ width: 112 }}
        popupMatchSelectWidth={false}
        options={[
          ...(replace ? [{ value: -1, label: t("bulk.all-columns") }] : []),
          ...sheet.columns.map((c) => ({ value: c.column, label: c.header || c.letter })),
        ]}
        placeholder={t("bulk.in")}
        onChange={setColumn}
        data-testid="bulk-column"
      />
      {replace ? (
        <>
          <Line
            small
            label={t("bulk.find")}
            placeholder={t("bulk.find")}
            value={find}
            onChange={setFind}
            onEnter={apply}
            width={86}
            autoFocus
            testId="bulk-find"
          />
          <Icon name="fwd" small className="t3" />
        </>
      ) : null}
      <Line
        small
        label={t(replace ? "bulk.with" : "bulk.value")}
        placeholder={t(replace ? "bulk.with" : "bulk.value")}
        value={value}
        onChange={setValue}
        onEnter={apply}
        width={86}
        autoFocus={!replace}
        testId="bulk-with"
      />
      {replace ? (
        <Check
          on={whole}
          label={t("bulk.whole")}
          text={<span className="nw sm">{t("bulk.whole")}</span>}
          onChange={setWhole}
          testId="bulk-whole"
        />
      ) : null}
      <Button small kind="primary" disabled={busy || cells === 0} onClick={apply} testId="bulk-apply">
        {t(!replace && value === "" ? "bulk.clear" : "bulk.apply", { n: cells })}
      </Button>
      <span className="sp" />
      <Button kind="quiet" small icon="x" label={t("do.close")} onClick={props.onClose} testId="bulk-close" />
    </div>
  );
}
