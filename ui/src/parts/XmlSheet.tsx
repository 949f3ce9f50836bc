// Every message and receipt of a declaration, word for word.
import { useEffect, useState } from "react";
import type { TimelineEntry } from "../views";
import { Button, Copy, TroubleNote } from "./basics";
import { useHand, useLoad } from "./context";

export function XmlSheet({
  messages,
  first,
  onClose,
}: {
  messages: TimelineEntry[];
  first: string;
  onClose: () => void;
}) {
  const { t, say, desk } = useHand();
  const [id, setId] = useState(first);
  const { value, trouble, reload } = useLoad(() => desk.xml(id), id);
  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopImmediatePropagation();
      onClose();
    };
    window.addEventListener("keydown", keyed, true);
    return () => window.removeEventListener("keydown", keyed, true);
  }, [onClose]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: clicking beside the sheet closes it; Escape does the same
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <div className="veil" onClick={(event) => event.target === event.currentTarget && onClose()}>
      <div className="sheet big" role="dialog" aria-label={t("drawer.raw")} data-testid="xml-sheet">
        <header>
          <h2>{t("drawer.raw")}</h2>
          <select
            aria-label={t("drawer.which")}
            value={id}
            onChange={(event) => setId(event.target.value)}
            className="plainselect"
          >
            {messages.map((m) => (
              <option key={m.messageId} value={m.messageId}>
                {m.at} {say(m.title)}
              </option>
            ))}
          </select>
          <span className="sp" />
          {value ? <Copy text={value} testId="copy-xml" /> : null}
          <Button kind="quiet" icon="x" label={t("do.close")} onClick={onClose} testId="xml-close" />
        </header>
        <div className="body">
          <TroubleNote trouble={trouble} onRetry={reload} />
          {value ? (
            <pre className="xml" data-testid="xml">
              {indented(value)}
            </pre>
          ) : null}
        </div>
      </div>
    </div>
  );
}

/** Line breaks for the eye only; the signed bytes stay as they are. */
export function indented(xml: string): string {
  let depth = 0;
  return xml
    .replace(/>\s*</g, ">\n<")
    .split("\n")
    .map((line) => {
      if (/^<\//.test(line)) depth -= 1;
      const shown = `${"  ".repeat(Math.max(0, depth))}${line}`;
      if (/^<[^/?!]/.test(line) && !/<\//.test(line) && !/\/>$/.test(line)) depth += 1;
      return shown;
    })
    .join("\n");
}
