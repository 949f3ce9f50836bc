// A state as word, colour and icon together; the code stands beside the word where there is room for it.
import type { Key } from "../text";
import { useHand } from "./context";
import { Icon, type IconName } from "./Icon";

export type Tone = "idle" | "ok" | "warn" | "stop" | "review" | "line";
export type Look = { word: Key; tone: Tone; icon: IconName };

const looks: Record<string, Look> = {
  draft: { word: "state.draft", tone: "idle", icon: "draft" },
  "to-fix": { word: "state.to-fix", tone: "stop", icon: "stop" },
  "to-review": { word: "state.to-review", tone: "review", icon: "person" },
  "sent-back": { word: "state.sent-back", tone: "warn", icon: "back" },
  "to-sign": { word: "state.to-sign", tone: "idle", icon: "sign" },
  waiting: { word: "state.waiting", tone: "idle", icon: "clock" },
  sending: { word: "state.sending", tone: "idle", icon: "up" },
  received: { word: "state.received", tone: "ok", icon: "ok" },
  silent: { word: "state.silent", tone: "warn", icon: "silent" },
  "needs-you": { word: "state.needs-you", tone: "warn", icon: "warn" },
  cancelled: { word: "state.cancelled", tone: "idle", icon: "stop" },
  deleted: { word: "state.deleted", tone: "idle", icon: "stop" },
  "1": { word: "state.1", tone: "idle", icon: "disk" },
  "2": { word: "state.2", tone: "idle", icon: "flow" },
  "3": { word: "state.3", tone: "idle", icon: "flow" },
  "4": { word: "state.4", tone: "stop", icon: "stop" },
  failed: { word: "state.failed", tone: "stop", icon: "stop" },
  "100": { word: "state.100", tone: "stop", icon: "stop" },
  "120": { word: "state.120", tone: "idle", icon: "inbox" },
  "300": { word: "state.300", tone: "review", icon: "person" },
  "399": { word: "state.399", tone: "ok", icon: "ok" },
  "400": { word: "state.400", tone: "idle", icon: "arrive" },
  "500": { word: "state.500", tone: "warn", icon: "inspect" },
  "501": { word: "state.501", tone: "stop", icon: "lock" },
  "502": { word: "state.502", tone: "stop", icon: "lock" },
  "503": { word: "state.503", tone: "stop", icon: "lock" },
  "599": { word: "state.599", tone: "stop", icon: "lock" },
  "600": { word: "state.600", tone: "warn", icon: "pause" },
  "700": { word: "state.700", tone: "stop", icon: "shipback" },
  "800": { word: "state.800", tone: "ok", icon: "ok" },
  "899": { word: "state.899", tone: "line", icon: "closed" },
  "bill-1": { word: "state.bill-1", tone: "idle", icon: "draft" },
  "bill-2": { word: "state.bill-2", tone: "ok", icon: "closed" },
  "bill-3": { word: "state.bill-3", tone: "line", icon: "x" },
};

/** How a state looks; an unknown one is shown by its own code, never hidden. */
export function lookOf(state: string): Look {
  const known = looks[state];
  if (known) return known;
  if (/^-\d+$/.test(state)) return { word: "state.error", tone: "stop", icon: "stop" };
  return { word: "state.unknown", tone: "line", icon: "info" };
}

export function StatusTag({ state, code, outline }: { state: string; code?: boolean; outline?: boolean }) {
  const { t } = useHand();
  const look = lookOf(state);
  const bare = state.replace(/^bill-/, "");
  const shown =
    look.word === "state.unknown" || look.word === "state.error" || (code && /^-?\d+$/.test(bare));
  return (
    <span className={`tag ${look.tone}${outline ? " line" : ""}`} data-state={state}>
      <Icon name={look.icon} />
      <span>{t(look.word)}</span>
      {shown ? <span className="mono sm">{bare}</span> : null}
    </span>
  );
}
