// The first rows of a sheet; the row of the headers is chosen among them by a click or the arrow keys.
import { useEffect, useRef, useState } from "react";
import { Scroll } from "../../parts/basics";
import { useHand } from "../../parts/context";
import type { FilePreview } from "../../views";

/** How long the arrow keys may walk on before a row is taken for the choice. */
const REST = 250;

export function FirstRows(props: {
  preview: FilePreview;
  headerRow: number;
  off: boolean;
  disabled: boolean;
  onHeader: (row: number) => void;
}) {
  const { t } = useHand();
  const { preview, headerRow, onHeader } = props;
  const [at, setAt] = useState(headerRow);
  useEffect(() => setAt(headerRow), [headerRow]);
  const waiting = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => () => void (waiting.current && clearTimeout(waiting.current)), []);
  const choose = (row: number) => {
    if (props.disabled || props.off) return;
    setAt(row);
    if (waiting.current) clearTimeout(waiting.current);
    waiting.current = setTimeout(() => row !== headerRow && onHeader(row), REST);
  };
  const width = preview.rows.reduce((most, r) => Math.max(most, r.cells.length), 0);
  return (
    <Scroll
      label={t("sheet.rows-of", { name: preview.sheet || preview.file })}
      className={`scroll fill${props.off ? " offrows" : ""}`}
      testId="first-rows"
    >
      <table className={`firstrows${props.off ? " none" : ""}`}>
        <caption className="hidden">{t("sheet.rows-of", { name: preview.sheet || preview.file })}</caption>
        <thead>
          <tr>
            <th className="num">{t("sheet.header")}</th>
            {Array.from({ length: width }, (_, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns keep their place
              <th key={n}>{letters(n)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.map((row) => (
            <tr
              key={row.row}
              className={row.row === at ? "hdr" : row.row < at ? "above" : ""}
              onClick={() => choose(row.row)}
            >
              <td className="num">
                <label className="row" data-testid={`first-row-${row.row}`}>
                  <input
                    type="radio"
                    name="header-row"
                    aria-label={t("sheet.header-is", { n: row.row })}
                    checked={row.row === at}
                    disabled={props.disabled || props.off}
                    onChange={() => choose(row.row)}
                  />
                  {row.row}
                </label>
              </td>
              {Array.from({ length: width }, (_, n) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells keep their place
                <td key={n} title={row.cells[n] ?? ""}>
                  {row.cells[n] ?? ""}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {preview.more ? <p className="t3 sm more">{t("sheet.more")}</p> : null}
    </Scroll>
  );
}

/** The letters of a column, as the spreadsheet shows them. */
export function letters(column: number): string {
  const more = Math.floor(column / 26);
  return `${more > 0 ? letters(more - 1) : ""}${String.fromCharCode(65 + (column % 26))}`;
}
