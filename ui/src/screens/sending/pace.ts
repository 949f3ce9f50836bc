// How fast signing goes, and how long it still takes: measured from when the first number came.
import { useRef } from "react";
import { useHand } from "../../parts/context";
import type { Progress } from "../../views";

export type Pace = { rate: string; left: string };

/** Declarations a second and the time that is left; null while too little is known to be honest about it. */
export function paceOf(from: { at: number; done: number }, now: { at: number; done: number; total: number }) {
  const seconds = (now.at - from.at) / 1000;
  const done = now.done - from.done;
  if (seconds <= 0 || done <= 0) return null;
  const rate = done / seconds;
  return { rate, left: Math.max(0, Math.ceil((now.total - now.done) / rate)) };
}

/** Seconds as people say them. */
export function spoken(seconds: number, zh: boolean): string {
  const [hours, minutes, rest] = [
    Math.floor(seconds / 3600),
    Math.floor((seconds % 3600) / 60),
    Math.floor(seconds % 60),
  ];
  if (hours > 0) return zh ? `${hours} 小时 ${minutes} 分` : `${hours} h ${minutes} min`;
  if (minutes > 0) return zh ? `${minutes} 分 ${rest} 秒` : `${minutes} min ${rest} s`;
  return zh ? `${rest} 秒` : `${rest} s`;
}

export function usePace(progress: Progress | null): Pace | null {
  const { lang } = useHand();
  const first = useRef<{ at: number; done: number; total: number } | null>(null);
  const last = useRef<{ at: number; done: number } | null>(null);
  if (progress === null) {
    first.current = null;
    last.current = null;
    return null;
  }
  const at = performance.now();
  if (first.current === null || first.current.total !== progress.total)
    first.current = { at, done: progress.done, total: progress.total };
  if (last.current === null || last.current.done !== progress.done)
    last.current = { at, done: progress.done };
  const pace = paceOf(first.current, { ...last.current, total: progress.total });
  if (pace === null) return null;
  return {
    rate: pace.rate >= 10 ? Math.round(pace.rate).toLocaleString("en-US") : pace.rate.toFixed(1),
    left: spoken(pace.left, lang === "zh"),
  };
}
