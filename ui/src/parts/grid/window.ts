// Rows by the page: a bounded number is kept, what is in sight is asked for first, answers to old questions are dropped.
import { useCallback, useEffect, useMemo, useReducer, useRef } from "react";
import { troubleOf } from "../../call";
import type { Trouble } from "../../views";
import type { Source } from "./types";

export type Answer<T> = { total: number; rows: T[] };
export type Fetch<T> = (from: number, count: number) => Promise<Answer<T>>;

/** Rows of a page. */
export const PAGE = 100;
/** So many pages are kept: 6,000 rows. */
const KEPT = 60;
/** Milliseconds without news after which the screen around a grid is drawn anew. */
const SCREEN = 80;
/** Questions at a time: one being answered, one waiting behind it. */
const ABREAST = 2;

/** The pages of one list. Knows nothing of the screen; `changed` tells that something came. */
export class Pages<T> {
  total = 0;
  /** How often rows have come. */
  version = 0;
  /** The first answer to the present question has come. */
  answered = false;
  trouble: Trouble | null = null;
  private pages = new Map<number, T[]>();
  /** Of before a reload or a change of the question: shown until the new ones are there. */
  private old = new Map<number, T[]>();
  private asked = new Set<number>();
  private failed = new Set<number>();
  private sight: [number, number] = [0, 0];
  private round = 0;
  private again = false;

  constructor(
    private fetch: Fetch<T>,
    private changed: () => void,
  ) {}

  /** Another question: rows and total of the old one stand until its first answer. */
  ask(fetch: Fetch<T>) {
    this.fetch = fetch;
    this.start();
    this.answered = false;
    this.sight = [0, 0];
    this.pump();
  }

  /** The same question again. One that is under way is let finish first, so that a steady stream of news starves nobody. */
  reload() {
    if (this.asked.size > 0) this.again = true;
    else {
      this.start();
      this.pump();
    }
  }

  private start() {
    this.round += 1;
    this.again = false;
    for (const [page, rows] of this.pages) this.old.set(page, rows);
    while (this.old.size > KEPT) this.drop(this.old);
    this.pages = new Map();
    this.asked.clear();
    this.failed.clear();
  }

  row(index: number): T | undefined {
    const page = Math.floor(index / PAGE);
    return (this.pages.get(page) ?? this.old.get(page))?.[index % PAGE];
  }

  want(from: number, to: number) {
    this.sight = [Math.floor(from / PAGE), Math.floor(Math.max(from, to) / PAGE)];
    this.pump();
  }

  async take(from: number, to: number): Promise<T[]> {
    const rows: T[] = [];
    for (let page = Math.floor(from / PAGE); page <= Math.floor(to / PAGE); page++) {
      const held = this.pages.get(page) ?? (await this.fetch(page * PAGE, PAGE)).rows;
      const first = page * PAGE;
      rows.push(...held.slice(Math.max(0, from - first), Math.max(0, to - first + 1)));
    }
    return rows;
  }

  /** Asks for what is missing: in sight first; with nothing else to do, one page to either side. */
  private pump() {
    if (this.round === 0) return;
    const [first, last] = this.sight;
    const end = this.answered ? Math.max(0, Math.ceil(this.total / PAGE) - 1) : first;
    for (let page = first; page <= Math.min(last, end); page++) if (this.lacks(page, end)) this.send(page);
    if (!this.answered || this.asked.size > 0) return;
    const near = [last + 1, first - 1].find((page) => this.lacks(page, end));
    if (near !== undefined) this.send(near);
  }

  private lacks(page: number, end: number): boolean {
    if (page < 0 || page > end || this.asked.size >= ABREAST) return false;
    return !this.pages.has(page) && !this.asked.has(page) && !this.failed.has(page);
  }

  private send(page: number) {
    const round = this.round;
    this.asked.add(page);
    this.fetch(page * PAGE, PAGE).then(
      (answer) => round === this.round && this.came(page, answer),
      (thrown) => {
        if (round !== this.round) return;
        this.asked.delete(page);
        this.failed.add(page);
        this.trouble = troubleOf(thrown);
        this.tell();
      },
    );
  }

  private came(page: number, answer: Answer<T>) {
    this.asked.delete(page);
    this.trouble = null;
    if (!this.answered) this.old.clear();
    this.answered = true;
    this.total = answer.total;
    this.pages.set(page, answer.rows);
    while (this.pages.size > KEPT) this.drop(this.pages);
    this.tell();
    if (this.again && this.asked.size === 0) {
      this.start();
      this.pump();
    } else this.pump();
  }

  private tell() {
    this.version += 1;
    this.changed();
  }

  /** What a screen shows of the list besides its rows. */
  face(): string {
    return `${this.total} ${this.answered} ${this.trouble?.code ?? ""} ${this.round}`;
  }

  /** Lets go of the page farthest from what is in sight. */
  private drop(pages: Map<number, T[]>) {
    let farthest = -1;
    let distance = -1;
    for (const page of pages.keys()) {
      const off = Math.max(this.sight[0] - page, page - this.sight[1]);
      if (off > distance) [farthest, distance] = [page, off];
    }
    pages.delete(farthest);
  }
}

export type Window<T> = Source<T> & {
  /** The rows and the total are those of the present question. */
  answered: boolean;
  trouble: Trouble | null;
  reload: () => void;
};

/**
 * A list by the page. `key` names the question (filters, order): with another key the old rows stand until the new ones
 * are there. When `news` changes the same question is asked again.
 */
export function useWindow<T>(key: string, fetch: Fetch<T>, news: unknown = 0): Window<T> {
  const [version, turn] = useReducer((n: number) => n + 1, 0);
  const latest = useRef(fetch);
  latest.current = fetch;
  const held = useRef<Held<T> | null>(null);
  held.current ??= holding(fetch, turn);
  const { pages, news: told, stop } = held.current;
  useEffect(() => stop, [stop]);
  const asked = useRef<{ key: string; news: unknown } | null>(null);
  useEffect(() => {
    const before = asked.current;
    asked.current = { key, news };
    if (before?.key !== key) {
      const question = latest.current;
      pages.ask(question);
    } else if (before.news !== news) pages.reload();
  }, [key, news, pages]);
  const reload = useCallback(() => pages.reload(), [pages]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version is another content of the same pages
  return useMemo(
    () => ({
      key,
      total: pages.total,
      answered: pages.answered,
      trouble: pages.trouble,
      row: (index: number) => pages.row(index),
      want: (from: number, to: number) => pages.want(from, to),
      take: (from: number, to: number) => pages.take(from, to),
      news: told,
      reload,
    }),
    [pages, told, key, reload, version],
  );
}

type Held<T> = { pages: Pages<T>; news: NonNullable<Source<T>["news"]>; stop: () => void };

/** Rows that come while one scrolls draw only the grid anew; the screen around it is told once they have stopped coming. */
function holding<T>(fetch: Fetch<T>, turn: () => void): Held<T> {
  const listeners = new Set<() => void>();
  let later: ReturnType<typeof setTimeout> | undefined;
  let face = "";
  const pages: Pages<T> = new Pages<T>(fetch, () => {
    for (const listener of listeners) listener();
    clearTimeout(later);
    const now = pages.face();
    if (now !== face) {
      face = now;
      turn();
    } else later = setTimeout(turn, SCREEN);
  });
  const news = {
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    version: () => pages.version,
  };
  return { pages, news, stop: () => clearTimeout(later) };
}
