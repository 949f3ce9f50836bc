// The tariff, searched by code or by words: units and rates before a code is chosen.
import { useEffect, useState } from "react";
import { Line } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { Icon } from "../../parts/Icon";
import type { TariffLine, TariffPage } from "../../views";

export function TariffSearch(props: { start: string; chosen: string; onChoose: (line: TariffLine) => void }) {
  const { t, say, desk } = useHand();
  const [find, setFind] = useState("");
  const [page, setPage] = useState<TariffPage | null>(null);
  useEffect(() => {
    if (find.trim() === "") {
      setPage(null);
      return;
    }
    let live = true;
    const timer = setTimeout(
      () =>
        desk.tariff(find.trim(), 20).then(
          (found) => live && setPage(found),
          () => undefined,
        ),
      200,
    );
    return () => {
      live = false;
      clearTimeout(timer);
    };
  }, [desk, find]);
  return (
    <section className="section tariff">
      <h3>{t("tariff.title")}</h3>
      <Line
        label={t("tariff.find")}
        placeholder={t("tariff.find")}
        value={find}
        onChange={setFind}
        icon="search"
        width="100%"
        testId="tariff-find"
      />
      {find === "" && props.start.trim() !== "" ? (
        <button
          type="button"
          className="act"
          onClick={() => setFind(props.start.trim())}
          data-testid="tariff-by-name"
        >
          {t("tariff.by-name", { name: props.start.trim() })}
        </button>
      ) : null}
      {page?.notes.map((note) => (
        <p key={note.zh} className="c-warn sm">
          <Icon name="warn" small /> {say(note)}
        </p>
      ))}
      {page ? (
        <p className="t3 sm" data-testid="tariff-total">
          {t("tariff.total", { n: page.total })}
        </p>
      ) : null}
      {page?.lines.map((line) => (
        <button
          key={line.code}
          type="button"
          className={`pickline${line.code === props.chosen ? " on" : ""}`}
          aria-pressed={line.code === props.chosen}
          onClick={() => props.onChoose(line)}
          data-testid="tariff-line"
          data-code={line.code}
        >
          <b className="mono">{line.code}</b>
          <span className="t3 sm nw">{[line.unit1, line.unit2].filter(Boolean).join(" / ")}</span>
          <span className="d" style={{ color: "var(--text)" }}>
            {line.name}
          </span>
          <span className="d">
            {t("tariff.vat")} {say(line.vat)}
            {line.consumption.zh ? ` · ${t("tariff.consumption")} ${say(line.consumption)}` : ""}
            {line.composite ? ` · ${t("tariff.composite")} ${line.composite}%` : ""}
          </span>
        </button>
      ))}
    </section>
  );
}
