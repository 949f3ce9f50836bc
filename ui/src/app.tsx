// The page: it opens the desk and hands its session, language, theme and place to everything below.
import { ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { troubleOf } from "./call";
import { type Hand, HandContext } from "./parts/context";
import { Opening } from "./parts/Opening";
import { preferred, usePlace, useRemembered } from "./remembered";
import { Shell } from "./shell";
import { type Key, type Lang, sentence, word as wordOf } from "./text";
import { deskTheme } from "./theme/antd";
import type { Desk, Said, Session, Trouble } from "./views";

export function App({ open }: { open: () => Promise<Desk> }) {
  const [lang, setLang] = useRemembered<Lang>("desk.lang", "zh", ["zh", "en"]);
  const [theme, setTheme] = useRemembered<"light" | "dark">("desk.theme", preferred(), ["light", "dark"]);
  const [desk, setDesk] = useState<Desk | null>(null);
  const [session, setSession] = useState<Session | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [tick, setTick] = useState(0);
  const [place, go] = usePlace();

  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  }, [theme, lang]);

  const start = useCallback(
    (passphrase?: string) => {
      setTrouble(null);
      open()
        .then(async (opened) => {
          if (passphrase) await opened.unlock(passphrase);
          setSession(await opened.session());
          setDesk(opened);
        })
        .catch((thrown) => setTrouble(troubleOf(thrown)));
    },
    [open],
  );
  useEffect(() => start(), [start]);

  // Changes may come in bursts; the screens are refreshed at most a few times a second.
  const refresh = useCallback(() => setTick((n) => n + 1), []);
  const waiting = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () =>
      desk?.onChange(() => {
        waiting.current ??= setTimeout(() => {
          waiting.current = null;
          refresh();
        }, 250);
      }),
    [desk, refresh],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: each tick asks for the session again
  useEffect(() => {
    desk?.session().then(setSession, (thrown) => setTrouble(troubleOf(thrown)));
  }, [desk, tick]);

  const t = useCallback(
    (key: Key, values?: Record<string, string | number>) => sentence(lang, key, values),
    [lang],
  );
  const word = useCallback((group: string, value: string) => wordOf(lang, group, value), [lang]);
  const say = useCallback((said: Said) => said[lang], [lang]);
  const hand = useMemo<Hand | null>(
    () =>
      desk && session
        ? {
            desk,
            session,
            lang,
            dark: theme === "dark",
            place,
            t,
            word,
            say,
            go,
            setLang,
            setDark: (on) => setTheme(on ? "dark" : "light"),
            refresh,
            tick,
          }
        : null,
    [desk, session, lang, theme, place, t, word, say, go, setLang, setTheme, refresh, tick],
  );

  return (
    <ConfigProvider
      theme={deskTheme(theme === "dark")}
      locale={lang === "zh" ? zhCN : enUS}
      wave={{ disabled: true }}
    >
      {hand ? (
        <HandContext.Provider value={hand}>
          <Shell trouble={trouble} onRetry={refresh} onClose={() => setTrouble(null)} />
        </HandContext.Provider>
      ) : (
        <Opening lang={lang} trouble={trouble} onRetry={() => start()} onUnlock={start} />
      )}
    </ConfigProvider>
  );
}
