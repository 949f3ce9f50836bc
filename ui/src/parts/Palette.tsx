// Ctrl K: find any number, or go to a station.
import { useMemo, useState } from "react";
import { stations, useHand } from "./context";
import { Icon, type IconName } from "./Icon";

type Entry = { key: string; icon: IconName; text: string; keys?: string; run: () => void };

export function Palette({ onClose }: { onClose: () => void }) {
  const { t, go, setLang, lang, setDark, dark } = useHand();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);

  const entries = useMemo<Entry[]>(() => {
    const wanted = typed.trim();
    const found: Entry[] =
      wanted.length >= 3
        ? [
            {
              key: "find-decl",
              icon: "search",
              text: t("palette.find-declaration", { what: wanted }),
              run: () => go({ station: "declarations", find: wanted }),
            },
            {
              key: "find-bill",
              icon: "tax",
              text: t("palette.find-bill", { what: wanted }),
              run: () => go({ station: "bills", find: wanted }),
            },
          ]
        : [];
    const fixed: Entry[] = [
      ...stations.map((station, n) => ({
        key: station,
        icon: "cr" as const,
        text: t(`station.${station}`),
        keys: `Alt ${n + 1}`,
        run: () => go({ station }),
      })),
      {
        key: "lang",
        icon: "book",
        text: lang === "zh" ? "English" : "中文",
        run: () => setLang(lang === "zh" ? "en" : "zh"),
      },
      {
        key: "theme",
        icon: "moon",
        text: t(dark ? "app.to-light" : "app.to-dark"),
        run: () => setDark(!dark),
      },
    ];
    const low = wanted.toLowerCase();
    return [...found, ...fixed.filter((e) => low === "" || e.text.toLowerCase().includes(low))];
  }, [typed, t, go, lang, setLang, dark, setDark]);

  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: clicking beside the sheet closes it; Escape does the same
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <div className="veil" onClick={(event) => event.target === event.currentTarget && onClose()}>
      <div className="sheet" role="dialog" aria-label={t("app.find")} data-testid="palette">
        <header>
          <Icon name="search" />
          <input
            className="plain"
            aria-label={t("app.find")}
            placeholder={t("app.find")}
            // biome-ignore lint/a11y/noAutofocus: the palette opens to be typed in
            autoFocus
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setAt(0);
            }}
            onKeyDown={(event) => {
              if (event.key === "Escape") onClose();
              else if (event.key === "ArrowDown") setAt((n) => Math.min(n + 1, entries.length - 1));
              else if (event.key === "ArrowUp") setAt((n) => Math.max(n - 1, 0));
              else if (event.key === "Enter") run(entries[at]);
              else return;
              event.preventDefault();
              event.stopPropagation();
            }}
            data-testid="palette-input"
          />
          <kbd>Esc</kbd>
        </header>
        <div className="list">
          {entries.map((entry, n) => (
            <button
              key={entry.key}
              type="button"
              className={n === at ? "on" : ""}
              onClick={() => run(entry)}
              onMouseEnter={() => setAt(n)}
              data-testid={`palette-${entry.key}`}
            >
              <Icon name={entry.icon} />
              {entry.text}
              {entry.keys ? <kbd>{entry.keys}</kbd> : null}
            </button>
          ))}
        </div>
      </div>
    </div>
  );
}
