// Whether the log is unbroken: one quiet line while it is, and what does not fit where it is not.
import { Button, Note } from "../../parts/basics";
import { useHand } from "../../parts/context";
import type { LogState } from "../../views";

export function Verdict({ state, onAgain }: { state: LogState | null; onAgain: () => void }) {
  const { t, say } = useHand();
  if (!state) return <Note icon="clock">{t("log.checking")}</Note>;
  const again = (
    <Button small icon="redo" onClick={onAgain} testId="log-again">
      {t("log.again")}
    </Button>
  );
  if (state.unbroken) {
    return (
      <Note tone="ok" icon="shield" aside={again} testId="log-unbroken">
        {t("log.unbroken", { n: state.entries, since: state.since.slice(0, 19) })}
      </Note>
    );
  }
  return (
    <Note tone="stop" icon="stop" aside={again} testId="log-broken">
      <b>{state.wrong === "verdicts" ? say(state.says) : t("log.broken", { says: say(state.says) })}</b>
      {state.wrong === "verdicts" ? null : (
        <span className="t2"> {t("log.broken-help", { first: state.first })}</span>
      )}
      {state.differences.length > 0 ? (
        <ul className="differences" data-testid="log-differences">
          {state.differences.map((one) => (
            <li key={`${one.entry}-${one.declaration}-${one.wrong}`}>{say(one.says)}</li>
          ))}
        </ul>
      ) : null}
    </Note>
  );
}
