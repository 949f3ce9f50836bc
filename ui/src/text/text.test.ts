// Both languages say everything, and say it with the same values.
import { describe, expect, it } from "vitest";
import { count, files, type Key, sentence, sentences } from ".";

const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();
const keys = Object.keys(sentences) as Key[];

describe("texts", () => {
  it("every_key_stands_once", () => {
    const written = files.flatMap((file) => Object.keys(file));
    expect(written.filter((key, at) => written.indexOf(key) !== at)).toEqual([]);
    expect(written.length).toBe(keys.length);
  });

  it("no_sentence_is_empty_and_the_values_are_the_same", () => {
    for (const key of keys) {
      const [zh, en] = sentences[key];
      expect(zh.trim(), key).not.toBe("");
      expect(en.trim(), key).not.toBe("");
      expect(holes(en), key).toEqual(holes(zh));
    }
  });

  it("english_holds_no_chinese_and_nobody_shouts", () => {
    for (const key of keys) {
      const [zh, en] = sentences[key];
      expect(en, key).not.toMatch(/[\u4e00-\u9fff！]/);
      expect(en, key).not.toMatch(/!|please|oops/i);
      expect(zh, key).not.toMatch(/！|请稍后|(^|[^其])你|亲/);
    }
  });

  it("counts_have_thousands_and_unknown_values_stay_visible", () => {
    expect(count(12340)).toBe("12,340");
    expect(sentence("en", "batch.chosen", { n: 3, of: 12340 })).toBe("3 of 12,340 selected");
    expect(sentence("en", "print.go", { n: 1 })).toBe("Save 1 bill");
    expect(sentence("en", "print.go", { n: 1200 })).toBe("Save 1,200 bills");
    expect(sentence("en", "batch.chosen", { n: 3 })).toBe("3 of {of} selected");
  });
});
