// Step 2: which sheets to take, which row holds the headers, and how a text file is to be read.
import { Select } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { Button, Note } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { Check } from "../../parts/Grid";
import { Icon } from "../../parts/Icon";
import { count } from "../../text";
import type { FilePreview, Mapping, Progress, SheetLine } from "../../views";
import { FirstRows } from "./FirstRows";
import type { Work } from "./Orders";
import { fileName } from "./paths";
import { WorkLine } from "./WorkLine";

/** Whether a person has something to decide: with a recipe, or one plain sheet, there is nothing. */
export function asks(mapping: Mapping): boolean {
  // What a recipe knows was decided before, the sheets it left out as well.
  if (!mapping.sheets.some((s) => s.used && s.recipe === "")) return false;
  const open = mapping.sheets.filter((s) => s.recipe === "");
  return open.some((s) => !s.used || s.headerRow > 1 || (s.encoding !== "" && !/utf-?8/i.test(s.encoding)));
}

export function SheetStep(props: {
  work: Work;
  busy: boolean;
  progress: Progress | null;
  onChange: (change: () => Promise<Mapping>) => void;
  onPreviews: (previews: FilePreview[]) => void;
  onBack: () => void;
  onNext: () => void;
}) {
  const { t, say, desk } = useHand();
  const { work, busy, onChange, onNext } = props;
  const { mapping, previews, paths } = work;
  const [chosen, setChosen] = useState(0);
  // While the file is still being read, its sheets are those of the preview.
  const sheets = useMemo<SheetLine[]>(() => mapping?.sheets ?? guessed(previews), [mapping, previews]);
  const best = sheets.findIndex((s) => s.used && s.rows > 0);
  const started = useRef(false);
  useEffect(() => {
    if (started.current || best < 0) return;
    started.current = true;
    setChosen(best);
  }, [best]);
  const sheet = sheets[Math.min(chosen, sheets.length - 1)];
  const path = sheet ? paths.find((p) => fileName(p) === sheet.file) : undefined;
  const preview = sheet ? previews.find((p) => p.file === sheet.file && p.sheet === sheet.name) : undefined;
  const encoding = mapping ? (sheet?.encoding ?? "") : (preview?.encoding ?? "");
  const shown = preview && (encoding === "" || preview.encoding === encoding) ? preview : undefined;

  // The first rows of a sheet are read when it is looked at, and read anew in another encoding.
  const asked = useRef(new Set<string>());
  useEffect(() => {
    if (!sheet || !(path || mapping) || shown) return;
    const key = `${mapping?.importId ?? path} ${sheet.index} ${sheet.name} ${encoding}`;
    if (asked.current.has(key)) return;
    asked.current.add(key);
    // Once it is an import its rows are there, wherever the file has gone.
    const first = mapping
      ? desk.previewSheet(mapping.importId, sheet.index)
      : desk.previewFile(path ?? "", sheet.name, encoding);
    first.then(
      (fresh) => {
        asked.current.delete(key);
        props.onPreviews([
          fresh,
          ...previews.filter((p) => p.file !== fresh.file || p.sheet !== fresh.sheet),
        ]);
      },
      () => undefined,
    );
  });

  const ready = mapping !== null && !busy && sheets.some((s) => s.used);
  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      if (!(event.ctrlKey && event.key === "Enter") || !ready) return;
      event.preventDefault();
      onNext();
    };
    window.addEventListener("keydown", keyed);
    return () => window.removeEventListener("keydown", keyed);
  }, [ready, onNext]);

  const id = mapping?.importId ?? "";
  const several = new Set(sheets.map((s) => s.file)).size > 1;
  const used = sheets.filter((s) => s.used);
  return (
    <>
      <Note tone="acc" icon="info" testId="sheet-note">
        {sheets.length > 1 ? t("sheet.several", { n: sheets.length, used: used.length }) : t("sheet.one")}
      </Note>
      <section className="panel fill" aria-label={t("orders.step.sheet")}>
        <div className="tabs" data-testid="sheet-tabs">
          <div className="tablist" role="tablist" aria-label={t("sheet.tabs")}>
            {sheets.map((s, n) => (
              <button
                key={s.index}
                type="button"
                role="tab"
                aria-selected={s === sheet}
                className={`${s === sheet ? "on" : ""}${s.used ? "" : " left"}`}
                title={s.file}
                onClick={() => setChosen(n)}
                data-testid={`sheet-tab-${s.index}`}
              >
                <Icon name={s.used ? "check" : "minus"} small className={s.used ? "c-ok" : "t3"} />
                {several ? <span className="t3 ell filetag">{s.file}</span> : null}
                {s.name || s.file}
                {s.hidden ? <span className="tag warn">{t("sheet.hidden")}</span> : null}
                <span className="n">{count(s.rows)}</span>
              </button>
            ))}
          </div>
        </div>
        {sheet ? (
          <div className="sheettools row">
            <Check
              on={sheet.used}
              label={t("sheet.use")}
              text={t("sheet.use")}
              disabled={!mapping || busy}
              onChange={(on) => onChange(() => desk.takeSheet(id, sheet.index, on))}
              testId="sheet-use"
            />
            <span className="vline" />
            <span className="t2 nw" data-testid="sheet-header">
              {t("map.header-row", { n: sheet.headerRow })}
            </span>
            {shown && shown.encodings.length > 0 ? (
              <>
                <span className="vline" />
                <span className="row">
                  <span className="t2 nw">{t("sheet.encoding")}</span>
                  <Select
                    size="small"
                    aria-label={t("sheet.encoding")}
                    value={shown.encoding}
                    disabled={!mapping || busy}
                    options={shown.encodings.map((e) => ({ value: e, label: e }))}
                    onChange={(next) => onChange(() => desk.chooseEncoding(id, sheet.fileIndex, next))}
                    style={{ width: 130 }}
                    data-testid="sheet-encoding"
                  />
                </span>
              </>
            ) : null}
            <span className="sp" />
            {sheet.recipe ? (
              <span className="tag ok">
                <Icon name="book" small /> {sheet.recipe}
              </span>
            ) : sheet.layout ? (
              <span className="tag">{say(sheet.layout)}</span>
            ) : null}
          </div>
        ) : null}
        {sheet && !sheet.used ? <p className="sheetleft t2 sm">{t("sheet.left-out")}</p> : null}
        {shown && sheet ? (
          <FirstRows
            preview={shown}
            headerRow={sheet.headerRow}
            off={!sheet.used}
            disabled={!mapping || busy}
            onHeader={(row) => onChange(() => desk.chooseHeader(id, sheet.index, row))}
          />
        ) : (
          <div className="empty t3">{path || mapping ? t("orders.opening") : t("sheet.no-rows")}</div>
        )}
      </section>
      <div className="wfoot">
        <Button icon="back" onClick={props.onBack} testId="sheet-back">
          {t("do.back")}
        </Button>
        <WorkLine progress={props.progress} shown={busy} />
        <span className="sp" />
        {mapping && used.length === 0 ? (
          <span className="c-stop row">
            <Icon name="stop" />
            {t("sheet.none-used")}
          </span>
        ) : null}
        <Button
          kind="primary"
          icon="fwd"
          keys="Ctrl ↵"
          disabled={!ready}
          onClick={onNext}
          testId="sheet-next"
        >
          {t("sheet.next")}
        </Button>
      </div>
    </>
  );
}

function guessed(previews: FilePreview[]): SheetLine[] {
  return previews
    .flatMap((p) => p.sheets.map((s) => ({ ...s, file: p.file, encoding: p.encoding })))
    .map((s, index) => ({
      index,
      file: s.file,
      fileIndex: 0,
      name: s.name,
      headerRow: s.headerRow,
      used: s.mapped,
      encoding: s.encoding,
      layout: null,
      rows: s.rows,
      recipe: "",
      recipeAt: "",
      hidden: false,
    }));
}
