// The fixed sentences of the screens in both languages.
import { en } from "./en";
import { zh } from "./zh";

export type Lang = "zh" | "en";
export type Key = keyof typeof zh;

const tables: Record<Lang, Record<Key, string>> = { zh, en };

/**
 * The sentence of a key, with `{name}` replaced by its value. Numbers get their thousands; `{n?bill:bills}` chooses
 * the word for one or for many.
 */
export function sentence(lang: Lang, key: Key, values: Record<string, string | number> = {}): string {
  return tables[lang][key].replace(/\{(\w+)(?:\?([^:}]*):([^}]*))?\}/g, (whole, name: string, one, many) => {
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
  return key in zh ? sentence(lang, key as Key) : value;
}
