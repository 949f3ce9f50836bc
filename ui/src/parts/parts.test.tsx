// The small parts: states, money, masking, the keys of the grid.
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { fakeDesk } from "../fake";
import { word } from "../text";
import { Masked, money } from "./basics";
import { lookOf, StatusTag } from "./StatusTag";
import { inHand, withDesk } from "./testing";
import { indented } from "./XmlSheet";

withDesk();
afterEach(cleanup);

describe("a state", () => {
  it("has_word_colour_and_icon_together", () => {
    render(inHand(<StatusTag state="100" code />));
    const tag = screen.getByText("Rejected").closest(".tag");
    expect(tag?.className).toContain("stop");
    expect(tag?.querySelector("svg")).not.toBeNull();
    expect(tag?.textContent).toContain("100");
  });

  it("spends_colour_only_on_what_ended_or_needs_someone", () => {
    const tones = Object.fromEntries(
      ["to-sign", "sending", "1", "2", "120", "400", "800", "500", "silent", "300", "700", "599"].map((s) => [
        s,
        lookOf(s).tone,
      ]),
    );
    expect(tones).toEqual({
      "to-sign": "idle",
      sending: "idle",
      "1": "idle",
      "2": "idle",
      "120": "idle",
      "400": "idle",
      "800": "ok",
      "500": "warn",
      silent: "warn",
      "300": "review",
      "700": "stop",
      "599": "stop",
    });
  });

  it("that_nobody_knows_is_shown_by_its_code", () => {
    render(inHand(<StatusTag state="777" />));
    expect(screen.getByText("Unknown state").closest(".tag")?.textContent).toContain("777");
    expect(lookOf("-304").tone).toBe("stop");
  });
});

describe("a word of a group", () => {
  it("that_is_not_known_is_shown_as_it_is", () => {
    expect(word("zh", "service", "sandbox")).toBe("内置沙箱");
    expect(word("zh", "service", "other")).toBe("other");
  });
});

describe("money and masks", () => {
  it("money_has_thousands_a_true_minus_and_two_places", () => {
    expect(money("1842310.44", true)).toBe("¥1,842,310.44");
    expect(money("-372.82", true)).toBe("−¥372.82");
    expect(money("0.00")).toBe("0.00");
    expect(money("26000")).toBe("26,000.00");
  });

  it("a_masked_value_is_revealed_only_on_request", () => {
    let asked = 0;
    const shown = (value: string, revealed: boolean) =>
      inHand(<Masked value={value} revealed={revealed} onReveal={() => (asked += 1)} testId="phone" />);
    const { rerender } = render(shown("138******42", false));
    expect(screen.getByTestId("phone").textContent).not.toContain("13800138042");
    fireEvent.click(screen.getByTestId("reveal"));
    expect(asked).toBe(1);
    rerender(shown("13800138042", true));
    expect(screen.getByTestId("phone").textContent).toContain("13800138042");
    expect(screen.queryByTestId("reveal")).toBeNull();
  });

  it("the_desk_hands_personal_values_over_masked", async () => {
    const desk = fakeDesk(false);
    const hidden = await desk.declaration("d0", false);
    const open = await desk.declaration("d0", true);
    expect(hidden.idNumber).toMatch(/^\d{6}\*{8}\w{4}$/);
    expect(hidden.phone).toMatch(/^138\*{6}\d\d$/);
    expect(open.idNumber).toMatch(/^\d{17}[\dX]$/);
  });

  it("raw_xml_is_broken_into_lines_but_keeps_every_word", () => {
    const xml = "<a><b>1</b><c/></a>";
    expect(indented(xml)).toBe("<a>\n  <b>1</b>\n  <c/>\n</a>");
  });
});
