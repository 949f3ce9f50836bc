// What a sheet of goods would do to the book, before it does it.
import { useEffect } from "react";
import { Button, Empty, Scroll } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { Icon } from "../../parts/Icon";
import type { GoodsPlan } from "../../views";

const tones: Record<string, string> = { new: "ok", changed: "fixed", wrong: "stop", same: "" };

export function GoodsPlanSheet(props: {
  plan: GoodsPlan;
  busy: boolean;
  onClose: () => void;
  onTake: () => void;
}) {
  const { t, say, word } = useHand();
  const { plan, onClose } = props;
  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      onClose();
    };
    window.addEventListener("keydown", keyed);
    return () => window.removeEventListener("keydown", keyed);
  }, [onClose]);
  const takes = plan.fresh + plan.changed;
  return (
    <div className="veil">
      <div
        className="sheet big"
        role="dialog"
        aria-modal="true"
        aria-label={t("plan.title")}
        data-testid="goods-plan"
      >
        <header>
          <h2>{t("plan.title")}</h2>
          <span className="t3 sm ell">{plan.file}</span>
          <span className="sp" />
          <Button kind="quiet" icon="x" label={t("do.close")} onClick={onClose} testId="goods-plan-close" />
        </header>
        <div className="row goodsbar" data-testid="goods-plan-counts">
          <span className="tag ok">{t("plan.new", { n: plan.fresh })}</span>
          <span className="tag fixed">{t("plan.changed", { n: plan.changed })}</span>
          <span className="tag">{t("plan.same", { n: plan.same })}</span>
          {plan.wrong > 0 ? <span className="tag stop">{t("plan.wrong", { n: plan.wrong })}</span> : null}
          {plan.noted > 0 ? <span className="tag warn">{t("plan.noted", { n: plan.noted })}</span> : null}
        </div>
        <Scroll className="body fill" label={t("plan.title")}>
          <p className="t3 sm">
            {plan.columns
              .map((c) => (c.header === say(c.field) ? c.header : `${c.header} → ${say(c.field)}`))
              .join(" · ")}
            {plan.unused.length > 0 ? (
              <>
                <br />
                {t("plan.unused", { headers: plan.unused.join("、") })}
              </>
            ) : null}
          </p>
          {plan.rows.length === 0 ? <Empty icon="ok" title={t("plan.nothing")} /> : null}
          {plan.rows.map((row) => (
            <div key={row.place} className="planrow" data-testid="plan-row" data-kind={row.kind}>
              <span className="t3 sm nw">{row.place}</span>
              <span className={`tag ${tones[row.kind] ?? ""}`}>{word("plan-kind", row.kind)}</span>
              <span className="mono nw">{row.itemNo || "—"}</span>
              <span className="ell" title={row.name}>
                {row.name}
              </span>
              <span className="planmore">
                {row.differences.map((d) => (
                  <span key={d.field.zh}>
                    {say(d.field)} <s className="t3">{d.before || "—"}</s> → <b>{d.after}</b>
                  </span>
                ))}
                {row.notes.map((note) => (
                  <span key={note.field} className={note.mark === "stops" ? "c-stop" : "c-warn"}>
                    <Icon name={note.mark === "stops" ? "stop" : "warn"} small /> {say(note.says)}
                  </span>
                ))}
              </span>
            </div>
          ))}
        </Scroll>
        <footer className="row" style={{ padding: "8px 12px", borderTop: "1px solid var(--line)" }}>
          <span className="t3 sm">{t("plan.help")}</span>
          <span className="sp" />
          <Button onClick={onClose} testId="goods-plan-cancel">
            {t("plan.cancel")}
          </Button>
          <Button
            kind="primary"
            icon="check"
            disabled={props.busy || takes === 0}
            onClick={props.onTake}
            testId="goods-take"
          >
            {t("plan.take", { n: takes })}
          </Button>
        </footer>
      </div>
    </div>
  );
}
