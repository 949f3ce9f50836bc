// The fixed sentences of the screens in both languages: one file a screen, both languages side by side.
import { acts } from "./acts";
import { app } from "./app";
import { bills } from "./bills";
import { clients } from "./clients";
import { declarations } from "./declarations";
import { fields } from "./fields";
import { keys } from "./keys";
import { log } from "./log";
import { orders } from "./orders";
import { sending } from "./sending";
import { settings } from "./settings";
import { states } from "./states";
import { today } from "./today";
import { tracking } from "./tracking";

export type Lang = "zh" | "en";
/** Sentences by key: Chinese, then English. */
export type Pairs = Record<string, readonly [string, string]>;

const parts = [
  acts,
  app,
  bills,
  clients,
  declarations,
  fields,
  keys,
  orders,
  sending,
  log,
  settings,
  states,
  today,
  tracking,
];

const all = {
  ...acts,
  ...app,
  ...bills,
  ...clients,
  ...declarations,
  ...fields,
  ...keys,
  ...log,
  ...orders,
  ...sending,
  ...settings,
  ...states,
  ...today,
  ...tracking,
};

export type Key = keyof typeof all;

/** Every sentence, by key. */
export const sentences: Record<Key, readonly [string, string]> = all;
/** The same sentences as they stand in their files, to see that no key stands twice. */
export const files: readonly Pairs[] = parts;

/**
 * The sentence of a key, with `{name}` replaced by its value. Numbers get their thousands; `{n?bill:bills}` chooses
 * the word for one or for many.
 */
export function sentence(lang: Lang, key: Key, values: Record<string, string | number> = {}): string {
  const [zh, en] = sentences[key];
  const text = lang === "zh" ? zh : en;
  return text.replace(/\{(\w+)(?:\?([^:}]*):([^}]*))?\}/g, (whole, name: string, one, many) => {
    const value = values[name];
    if (value === undefined) return whole;
    if (one !== undefined) return value === 1 ? one : many;
    return typeof value === "number" ? count(value) : value;
  });
}

/** A count as people read it: 12,340. */
export function count(n: number): string {
  return n.toLocaleString("en-US");
}

/** The word for a value of a group; a value that has none is shown as it is, never hidden. */
export function word(lang: Lang, group: string, value: string): string {
  const key = `${group}.${value}`;
  return key in sentences ? sentence(lang, key as Key) : value;
}
