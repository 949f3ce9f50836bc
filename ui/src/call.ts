// The only place that speaks to the engine.
import type { Desk, Trouble } from "./views";

/** An error that carries the engine's own code and sentences. */
export class DeskError extends Error {
  readonly trouble: Trouble;
  constructor(trouble: Trouble) {
    super(`${trouble.code}: ${trouble.en}`);
    this.trouble = trouble;
  }
}

/** Whatever was thrown, as something that can be shown. */
export function troubleOf(thrown: unknown): Trouble {
  if (thrown instanceof DeskError) return thrown.trouble;
  return {
    code: "UI-001",
    zh: "这一步没有做完",
    en: "This step was not finished",
    helpZh: `数据没有改变。可再试一次；若仍如此，请把这行字发给技术支持：${String(thrown)}`,
    helpEn: `No data changed. Try again; if it stays, send this line to support: ${String(thrown)}`,
    retry: true,
  };
}

/** The desk behind the screens: the engine in the window, or the invented one while the screens are worked on. */
export async function openDesk(): Promise<Desk> {
  if (import.meta.env.DEV && !("__TAURI_INTERNALS__" in globalThis)) {
    const { fakeDesk } = await import("./fake");
    return fakeDesk();
  }
  throw new DeskError({
    code: "UI-002",
    zh: "没有找到通关台的引擎",
    en: "The engine of the desk was not found",
    helpZh: "请从桌面程序打开，不要用浏览器打开",
    helpEn: "Open it as the desktop program, not in a browser",
    retry: false,
  });
}
