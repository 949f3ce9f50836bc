// How far a long piece of work is: rows a second, the time left, and the way to stop it.
import { useEffect, useRef, useState } from "react";
import { Bar, Button } from "../../parts/basics";
import { useHand } from "../../parts/context";
import type { Progress } from "../../views";

/** Work under this time is not worth a line that comes and goes. */
const SHORT = 300;

export function WorkLine({ progress, shown }: { progress: Progress | null; shown: boolean }) {
  const { t, say, desk } = useHand();
  const [late, setLate] = useState(false);
  const began = useRef<{ at: number; done: number; what: string } | null>(null);
  useEffect(() => {
    if (!shown) {
      began.current = null;
      setLate(false);
      return;
    }
    const timer = setTimeout(() => setLate(true), SHORT);
    return () => clearTimeout(timer);
  }, [shown]);
  if (!shown || !late) return null;

  let pace = "";
  if (progress) {
    const now = performance.now();
    const what = progress.what.en;
    // Each stretch of the work has a pace of its own.
    if (began.current?.what !== what || progress.done < began.current.done)
      began.current = { at: now, done: progress.done, what };
    const seconds = (now - began.current.at) / 1000;
    const rate = seconds > 0.2 ? (progress.done - began.current.done) / seconds : 0;
    if (rate >= 1) pace = t("work.pace", { n: Math.round(rate) });
    const left = rate > 0 && progress.total > 0 ? (progress.total - progress.done) / rate : 0;
    if (left >= 1) pace += t("work.left", { s: Math.ceil(left) });
  }
  const part = progress && progress.total > 0 ? progress.done / progress.total : 0.05;
  return (
    <span className="workline sm t2" role="status" data-testid="work-line">
      <Bar part={part} />
      <span className="nw">
        {progress ? `${say(progress.what)} ${t("work.done", { n: progress.done })}` : t("orders.opening")}
      </span>
      <span className="t3 nw">{pace}</span>
      <Button small onClick={() => void desk.stop()} testId="stop-work">
        {t("do.stop")}
      </Button>
    </span>
  );
}
