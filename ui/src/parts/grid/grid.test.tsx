// The grid as its users meet it: by keys, by roles, with rows that come by the page.
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Column, Grid, type GridProps, type Range, type Sort } from "../Grid";
import { inHand, withDesk } from "../testing";
import { slotsFor } from "./slots";
import { HIGHEST, Span } from "./span";
import { PAGE, Pages, useWindow } from "./window";

withDesk();
beforeEach(() => localStorage.clear());
afterEach(cleanup);

type Line = { id: string; name: string; price: string };
const lines = (n: number): Line[] =>
  Array.from({ length: n }, (_, at) => ({ id: `r${at}`, name: `name ${at}`, price: `${at}.00` }));
const columns: Column<Line>[] = [
  { key: "id", title: "No.", width: 80, fixed: true, cell: (r) => r.id, sort: "id" },
  {
    key: "name",
    title: "Name",
    width: 120,
    cell: (r) => r.name,
    editable: true,
    mark: (r) => (r.id === "r1" ? "stops" : undefined),
  },
  { key: "price", title: "Price", width: 90, num: true, cell: (r) => r.price, editable: true },
];

function Sample(props: Partial<GridProps<Line>> & { count?: number }) {
  const [chosen, setChosen] = useState<Set<string>>(new Set());
  return (
    <>
      <Grid
        label="sample"
        columns={columns}
        rows={lines(props.count ?? 9)}
        rowKey={(r) => r.id}
        selected={chosen}
        onSelect={setChosen}
        testId="sample"
        {...props}
      />
      <output>{[...chosen].sort().join(",")}</output>
    </>
  );
}

const grid = () => screen.getByRole("grid");
const key = (name: string, more: object = {}) => fireEvent.keyDown(grid(), { key: name, ...more });
const chosen = () => document.querySelector("output")?.textContent;
/** Row and column of the cursor, as a screen reader is told. */
function cursor() {
  const cell = document.getElementById(grid().getAttribute("aria-activedescendant") ?? "");
  const row = cell?.closest("[role=row]");
  return `${row?.getAttribute("aria-rowindex")}/${cell?.getAttribute("aria-colindex")}`;
}

describe("the keys of a grid", () => {
  it("walk_by_cell_to_the_ends_and_by_the_page", () => {
    render(inHand(<Sample count={200} />));
    grid().focus();
    expect(cursor()).toBe("2/2");
    key("ArrowDown");
    key("ArrowRight");
    expect(cursor()).toBe("3/3");
    key("End");
    expect(cursor()).toBe("3/4");
    key("Home");
    expect(cursor()).toBe("3/2");
    key("PageDown");
    const paged = Number(cursor().split("/")[0]);
    expect(paged).toBeGreaterThan(10);
    key("PageUp");
    expect(cursor()).toBe("3/2");
    key("End", { ctrlKey: true });
    expect(cursor()).toBe("201/4");
    key("ArrowLeft", { ctrlKey: true });
    expect(cursor()).toBe("201/2");
    key("Home", { ctrlKey: true });
    expect(cursor()).toBe("2/2");
    key("ArrowDown", { ctrlKey: true });
    expect(cursor()).toBe("201/2");
  });

  it("select_rows_one_by_one_through_and_all", () => {
    render(inHand(<Sample />));
    key("ArrowDown");
    key(" ");
    expect(chosen()).toBe("r1");
    key("ArrowDown");
    key("ArrowDown");
    key(" ", { shiftKey: true });
    expect(chosen()).toBe("r1,r2,r3");
    key("ArrowDown", { shiftKey: true });
    key(" ");
    expect(chosen()).toBe("r1,r2,r3,r4");
    key("a", { ctrlKey: true });
    expect(chosen()?.split(",")).toHaveLength(9);
  });

  it("shift_and_arrows_take_a_block_that_fill_down_and_delete_are_told", () => {
    const told: Range[] = [];
    render(inHand(<Sample onFillDown={(r) => told.push(r)} onClear={(r) => told.push(r)} />));
    key("ArrowRight");
    key("ArrowDown", { shiftKey: true });
    key("ArrowRight", { shiftKey: true });
    const inside = screen.getAllByRole("gridcell").filter((c) => c.getAttribute("aria-selected") === "true");
    expect(inside.map((c) => c.textContent)).toEqual(["name 0", "0.00", "name 1", "1.00"]);
    key("d", { ctrlKey: true });
    key("Delete");
    const block = { from: 0, to: 1, columns: ["name", "price"] };
    expect(told).toEqual([block, block]);
  });

  it("enter_opens_what_cannot_be_typed_into", () => {
    const opened: string[] = [];
    render(inHand(<Sample onOpen={(r) => opened.push(r.id)} />));
    key("ArrowDown");
    key("Enter");
    expect(opened).toEqual(["r1"]);
  });

  it("go_up_into_the_head_to_sort_and_to_widen", () => {
    const asked: Sort[] = [];
    render(inHand(<Sample sort={{ by: "id", descending: false }} onSort={(s) => asked.push(s)} />));
    key("ArrowUp");
    expect(cursor()).toBe("1/2");
    key("Enter");
    expect(asked).toEqual([{ by: "id", descending: true }]);
    key("ArrowRight", { shiftKey: true });
    expect(screen.getByTestId("sample-head-id").style.width).toBe("96px");
  });
});

describe("typing into a grid", () => {
  const edited: string[] = [];
  const open = () => {
    edited.length = 0;
    render(inHand(<Sample onEdit={(r, c, text) => edited.push(`${r.id} ${c} ${text}`)} />));
    grid().focus();
    key("ArrowRight");
  };
  const editor = () => screen.getByTestId("cell-editor") as HTMLInputElement;

  it("begins_with_the_first_sign_and_enter_goes_down", () => {
    open();
    key("x");
    expect(editor().value).toBe("x");
    fireEvent.change(editor(), { target: { value: "xy" } });
    fireEvent.keyDown(editor(), { key: "Enter" });
    expect(edited).toEqual(["r0 name xy"]);
    expect(cursor()).toBe("3/3");
    expect(document.activeElement).toBe(grid());
  });

  it("f2_keeps_the_old_text_and_escape_leaves_it", () => {
    open();
    key("F2");
    expect(editor().value).toBe("name 0");
    fireEvent.change(editor(), { target: { value: "other" } });
    fireEvent.keyDown(editor(), { key: "Escape" });
    expect(edited).toEqual([]);
    expect(screen.queryByTestId("cell-editor")).toBeNull();
  });

  it("tab_goes_on_to_the_next_cell_only_while_typing", () => {
    open();
    key("F2");
    fireEvent.keyDown(editor(), { key: "Tab" });
    expect(editor().value).toBe("0.00");
    fireEvent.keyDown(editor(), { key: "Escape" });
    expect(fireEvent.keyDown(grid(), { key: "Tab" })).toBe(true);
  });

  it("a_cell_that_cannot_be_changed_does_not_open", () => {
    open();
    key("ArrowLeft");
    key("x");
    key("F2");
    expect(screen.queryByTestId("cell-editor")).toBeNull();
  });

  it("a_block_is_pasted_where_the_cursor_stands", () => {
    const pasted: string[] = [];
    render(inHand(<Sample onPaste={(r, c, text) => pasted.push(`${r.id} ${c} ${text}`)} />));
    grid().focus();
    key("ArrowDown");
    const event = new Event("paste") as ClipboardEvent;
    Object.assign(event, { clipboardData: { getData: () => "a\tb\nc\td" } });
    document.dispatchEvent(event);
    expect(pasted).toEqual(["r1 id a\tb\nc\td"]);
  });
});

describe("the roles of a grid", () => {
  it("tell_size_place_order_and_marks", () => {
    render(inHand(<Sample count={5000} sort={{ by: "id", descending: true }} onSort={() => undefined} />));
    expect(grid().getAttribute("aria-rowcount")).toBe("5001");
    expect(grid().getAttribute("aria-colcount")).toBe("4");
    const heads = screen.getAllByRole("columnheader");
    expect(heads.map((h) => h.getAttribute("aria-sort"))).toEqual([null, "descending", null, null]);
    const marked = screen.getAllByRole("gridcell").filter((c) => c.getAttribute("aria-invalid") === "true");
    expect(marked.map((c) => c.textContent)).toEqual(["name 1"]);
    const fixed = screen.getAllByRole("gridcell").filter((c) => c.getAttribute("aria-readonly") === "true");
    expect(fixed[0]?.textContent).toBe("r0");
    // Only what is in sight is drawn.
    expect(screen.getAllByTestId("sample-row").length).toBeLessThan(60);
  });

  it("of_many_columns_only_those_in_sight_are_drawn", () => {
    const wide: Column<Line>[] = Array.from({ length: 80 }, (_, at) => ({
      key: `c${at}`,
      title: `c${at}`,
      width: 100,
      cell: () => at,
    }));
    render(inHand(<Sample columns={wide} count={3} />));
    expect(grid().getAttribute("aria-colcount")).toBe("81");
    expect(screen.getAllByRole("columnheader").length).toBeLessThan(30);
    key("End");
    expect(grid().getAttribute("aria-activedescendant")).toMatch(/-0-79$/);
  });
});

describe("a list longer than an element can be high", () => {
  const span = () => new Span(1_000_000, 36, 600);

  it("is_scrolled_at_a_scale_and_its_ends_are_reached", () => {
    const s = span();
    expect(s.body).toBe(HIGHEST);
    s.scrolled(HIGHEST - 600);
    expect(s.last()).toBe(999_999);
    s.scrolled(0);
    expect(s.first()).toBe(0);
    s.scrolled((HIGHEST - 600) / 2);
    expect(Math.abs(s.first() - 500_000)).toBeLessThan(20);
  });

  it("a_step_of_the_wheel_is_as_long_as_anywhere", () => {
    const s = span();
    s.scrolled(4_000_000);
    const before = s.top;
    s.scrolled(4_000_120);
    expect(s.top - before).toBe(120);
    // Rows keep their places in the element during such steps.
    expect(s.adrift).toBe(true);
    expect(Math.abs(s.moveTo(s.top) - 4_000_027)).toBeLessThan(1);
  });

  it("the_last_row_can_be_shown_whole", () => {
    const s = span();
    s.moveTo(s.toShow(999_999));
    expect(s.place(999_999) + 36).toBeCloseTo(s.scroll + 600, 3);
  });
});

describe("rows that come by the page", () => {
  type Ask = { from: number; answer: (total: number) => Promise<void> };
  function pages() {
    const asks: Ask[] = [];
    const fetch = (from: number, count: number) =>
      new Promise<{ total: number; rows: string[] }>((done) => {
        asks.push({
          from,
          answer: async (total) => {
            done({ total, rows: Array.from({ length: count }, (_, at) => `row ${from + at}`) });
            await Promise.resolve();
            await Promise.resolve();
          },
        });
      });
    const held = new Pages<string>(fetch, () => undefined);
    held.ask(fetch);
    return { held, asks, fetch };
  }

  it("in_sight_is_asked_first_then_the_neighbours", async () => {
    const { held, asks } = pages();
    await asks[0]?.answer(100_000);
    expect(held.total).toBe(100_000);
    held.want(5_000, 5_030);
    expect(asks.map((a) => a.from)).toEqual([0, 100, 5_000]);
    for (const at of [1, 2, 3]) await asks[at]?.answer(100_000);
    expect(asks.slice(3).map((a) => a.from)).toEqual([5_100, 4_900]);
    expect(held.row(5_001)).toBe("row 5001");
  });

  it("answers_to_an_old_question_are_dropped_and_the_old_rows_stand_until_the_new_come", async () => {
    const { held, asks, fetch } = pages();
    await asks[0]?.answer(300);
    held.ask(fetch);
    expect(held.row(7)).toBe("row 7");
    expect(held.answered).toBe(false);
    await asks[1]?.answer(999);
    expect(held.total).toBe(300);
    await asks[2]?.answer(2);
    expect(held.total).toBe(2);
    expect(held.answered).toBe(true);
  });

  it("only_so_many_are_kept", async () => {
    const { held, asks } = pages();
    await asks[0]?.answer(1_000_000);
    for (let at = 0; at < 200; at++) {
      held.want(at * PAGE, at * PAGE + 30);
      for (const ask of asks.splice(0)) await ask.answer(1_000_000);
    }
    expect(held.row(0)).toBeUndefined();
    expect(held.row(199 * PAGE)).toBe(`row ${199 * PAGE}`);
  });

  it("a_row_that_is_not_there_yet_has_its_frame_and_ctrl_a_means_all_of_them", async () => {
    const told: [number, boolean][] = [];
    const never = () => new Promise<never>(() => undefined);
    let slow = false;
    function Long() {
      const source = useWindow<Line>("all", (from, count) =>
        slow ? never() : Promise.resolve({ total: 9_000, rows: lines(from + count).slice(from) }),
      );
      return (
        <Grid
          label="long"
          columns={columns}
          source={source}
          rowKey={(r) => r.id}
          selected={new Set()}
          onSelect={(keys, allBut) => told.push([keys.size, allBut])}
          testId="long"
        />
      );
    }
    render(inHand(<Long />));
    await act(async () => undefined);
    expect(screen.getAllByText("name 0")).toHaveLength(1);
    slow = true;
    key("End", { ctrlKey: true });
    expect(document.querySelectorAll(".gwait").length).toBeGreaterThan(0);
    expect(document.querySelectorAll("[data-i='8999']")).toHaveLength(1);
    key("a", { ctrlKey: true });
    expect(told).toEqual([[0, true]]);
  });

  it("what_flies_past_is_not_asked_for_and_the_elements_are_used_again", async () => {
    vi.useFakeTimers();
    try {
      const asked: number[] = [];
      const shown: number[] = [];
      function Long() {
        const source = useWindow<Line>("all", (from, count) => {
          asked.push(from);
          return Promise.resolve({ total: 9_000, rows: lines(from + count).slice(from) });
        });
        shown.push(source.total);
        return <Grid label="long" columns={columns} source={source} rowKey={(r) => r.id} testId="long" />;
      }
      render(inHand(<Long />));
      await act(async () => undefined);
      const elements = () => [...document.querySelectorAll(".grow")].slice(0, 20);
      // One long way is asked for at once.
      asked.length = 0;
      grid().scrollTop = 90_000;
      fireEvent.scroll(grid());
      expect(asked).toEqual([3_000]);
      await act(async () => undefined);
      expect(screen.getByText("name 3000")).toBeDefined();
      const before = elements();
      asked.length = 0;
      for (const top of [120_000, 150_000, 90_000, 60_000]) {
        await act(async () => vi.advanceTimersByTime(20));
        grid().scrollTop = top;
        fireEvent.scroll(grid());
      }
      expect(asked).toEqual([]);
      // What the elements held before is not there for anyone.
      expect(screen.queryAllByRole("gridcell").every((cell) => cell.textContent === "")).toBe(true);
      expect(screen.getAllByRole("row")[1]?.getAttribute("aria-busy")).toBe("true");
      await act(async () => vi.advanceTimersByTime(100));
      expect(asked[0]).toBe(2_000);
      expect(screen.getByText("name 2000").closest("[role=row]")?.getAttribute("aria-rowindex")).toBe("2002");
      expect(elements()).toEqual(before);
      // Rows that came while nothing else changed draw the grid alone.
      const drawn = shown.length;
      asked.length = 0;
      for (let top = 60_300; top <= 69_000; top += 300) {
        grid().scrollTop = top;
        fireEvent.scroll(grid());
        await act(async () => undefined);
      }
      expect(asked.length).toBeGreaterThan(1);
      expect(screen.getByText("name 2310")).toBeDefined();
      expect(shown.length).toBe(drawn);
      await act(async () => vi.advanceTimersByTime(200));
      expect(shown.length).toBe(drawn + 1);
    } finally {
      vi.useRealTimers();
    }
  });

  it("a_row_with_the_focus_inside_stays_and_keeps_it", async () => {
    const inside: Column<Line>[] = [
      {
        key: "act",
        title: "Act",
        width: 90,
        cell: (r) => (
          <button type="button" className="act">
            {`open ${r.id}`}
          </button>
        ),
      },
    ];
    render(inHand(<Sample columns={inside} count={5_000} />));
    screen.getByText("open r3").focus();
    for (const top of [60_000, 90_000]) {
      grid().scrollTop = top;
      fireEvent.scroll(grid());
    }
    expect(document.activeElement?.textContent).toBe("open r3");
    expect(await screen.findByText("open r3000")).toBeDefined();
    expect(document.activeElement?.textContent).toBe("open r3");
    grid().focus();
    grid().scrollTop = 120_000;
    fireEvent.scroll(grid());
    expect(screen.queryByText("open r3")).toBeNull();
  });
});

describe("the elements of rows", () => {
  const drawn = (from: number) => Array.from({ length: 4 }, (_, at) => from + at);
  const fresh = () => {
    let next = 0;
    return () => next++;
  };

  it("stay_with_rows_that_stay_and_are_taken_over_after_a_long_way", () => {
    const more = fresh();
    const first = slotsFor(new Map(), drawn(0), -1, more);
    const near = slotsFor(first, drawn(1), -1, more);
    expect([...near]).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ]);
    for (const from of [100, 3, 4]) {
      const far = slotsFor(near, drawn(from), -1, more);
      expect([...far]).toEqual(drawn(from).map((index, at) => [index, at + 1]));
    }
  });

  it("of_the_row_that_is_held_no_other_takes", () => {
    const more = fresh();
    const first = slotsFor(new Map(), drawn(0), 1, more);
    const far = slotsFor(first, [...drawn(100), 1], 1, more);
    expect([...far.values()]).toEqual([0, 2, 3, 4, 1]);
    expect(new Set(slotsFor(far, [...drawn(200), 1], 1, more).values()).size).toBe(5);
  });
});
