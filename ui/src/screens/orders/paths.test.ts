// Paths and ranges as people paste them.
import { expect, it } from "vitest";
import { beside, fileName, isRange, pathOf, pathsIn } from "./paths";

it("a_path_in_quotes_or_as_an_address_is_a_path", () => {
  expect(pathOf(' "C:\\订单\\日报 1.xlsx" ')).toBe("C:\\订单\\日报 1.xlsx");
  expect(pathOf("file:///home/a/%E8%AE%A2%E5%8D%95.csv")).toBe("/home/a/订单.csv");
});

it("several_paths_come_one_a_line", () => {
  expect(pathsIn("/a/orders.xlsx\r\n\\\\server\\b\\payments.csv\n")).toEqual([
    "/a/orders.xlsx",
    "\\\\server\\b\\payments.csv",
  ]);
  expect(pathsIn("orders.xlsx")).toBeNull();
  expect(pathsIn("/a/orders.xlsx\n订单编号\t数量")).toBeNull();
});

it("cells_with_tabs_or_lines_are_a_range_and_a_word_is_not", () => {
  expect(isRange("订单编号\t数量\nA1\t2\n")).toBe(true);
  expect(isRange("订单编号\nA1")).toBe(true);
  expect(isRange("XJ20261123000417")).toBe(false);
  expect(isRange("\n \n")).toBe(false);
});

it("a_file_is_named_beside_another_on_every_system", () => {
  expect(beside("D:\\a\\b.xlsx", "c.xlsx")).toBe("D:\\a\\c.xlsx");
  expect(beside("/a/b.xlsx", "c.xlsx")).toBe("/a/c.xlsx");
  expect(fileName("D:\\a\\b.xlsx")).toBe("b.xlsx");
});
