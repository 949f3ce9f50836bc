// One walk through the screens with the invented desk: from a file to a bill.
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { App } from "./app";
import { fakeDesk } from "./fake";

// The PDF is drawn by the browser's own canvas, which is not here.
vi.mock("./screens/bills/pdf", () => ({ draw: async () => [document.createElement("canvas")] }));

beforeEach(() => {
  location.hash = "#/today";
  localStorage.setItem("desk.lang", "en");
});
afterEach(cleanup);

const press = async (testId: string) => fireEvent.click(await screen.findByTestId(testId));

it("a_practice_order_goes_from_file_to_bill", async () => {
  const desk = fakeDesk(true);
  render(<App open={async () => desk} />);
  await press("start-practice");
  await press("open-sample");
  expect((await screen.findByTestId("mapping-table")).textContent).toContain("buyerIdNumber");
  await press("mapping-next");

  // The suggestion is taken for the whole group: it goes, and more orders may go on.
  const before = (await screen.findByTestId("declare")).textContent;
  await waitFor(() => expect((screen.getByTestId("fix-value") as HTMLInputElement).value).toBe("支"));
  await waitFor(() => expect(screen.getByTestId("fix-apply").textContent).toContain("21"));
  await press("fix-apply");
  await waitFor(() => expect(screen.getByTestId("declare").textContent).not.toBe(before));
  expect(screen.queryByTestId("group-CN-UNIT-001")).toBeNull();
  const after = screen.getByTestId("declare").textContent;
  await press("undo");
  await screen.findByTestId("group-CN-UNIT-001");
  await press("redo");
  await waitFor(() => expect(screen.getByTestId("declare").textContent).toBe(after));
  await press("declare");
  expect((await screen.findByTestId("declared")).textContent).toMatch(/[\d,]+ declarations made/);

  await press("done-send");
  await waitFor(() => expect(screen.getByTestId("sign-and-send").hasAttribute("disabled")).toBe(false));
  await press("sign-and-send");
  await waitFor(() => expect(screen.getByTestId("nav-bills").textContent).toMatch(/\d/), { timeout: 5000 });

  await press("nav-tracking");
  const lane = await screen.findByTestId("lane-100");
  fireEvent.click(within(lane).getAllByTestId("card")[0] as HTMLElement);
  expect((await screen.findByTestId("explanation")).textContent).toContain("1327");
  await press("raw-xml");
  expect((await screen.findByTestId("xml")).textContent).toContain("returnStatus");
  await press("xml-close");

  await press("nav-bills");
  await waitFor(() => expect(screen.getByTestId("paper").dataset.pages).toBe("1"));
  fireEvent.change(screen.getByTestId("print-folder"), { target: { value: "/tmp/bills" } });
  await press("save-bills");
  expect((await screen.findByTestId("bills-saved")).textContent).toContain("/tmp/bills");
});

it("language_and_theme_are_remembered", async () => {
  const desk = fakeDesk(false);
  render(<App open={async () => desk} />);
  await press("lang-zh");
  await press("theme");
  expect(document.documentElement.lang).toBe("zh-CN");
  const theme = document.documentElement.dataset.theme;
  cleanup();
  render(<App open={async () => desk} />);
  await screen.findByTestId("shell");
  expect(document.documentElement.dataset.theme).toBe(theme);
  expect((await screen.findByTestId("nav-orders")).textContent).toContain("订单");
});
