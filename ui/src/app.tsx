// The shell: rail, header, status bar, and the screen of the current station between them.
import { ConfigProvider, Select } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { troubleOf } from "./call";
import { Button, Line, Segments, TroubleNote } from "./parts/basics";
import { type Hand, HandContext, type Place, type Station, stations, useHand } from "./parts/context";
import { Icon, type IconName, Sign } from "./parts/Icon";
import { Palette } from "./parts/Palette";
import { Bills } from "./screens/bills/Bills";
import { Clients } from "./screens/clients/Clients";
import { Declarations } from "./screens/declarations/Declarations";
import { Orders } from "./screens/orders/Orders";
import { Sending } from "./screens/sending/Sending";
import { Today } from "./screens/today/Today";
import { Tracking } from "./screens/tracking/Tracking";
import { count, type Key, type Lang, sentence, word as wordOf } from "./text";
import { deskTheme } from "./theme/antd";
import type { Desk, Said, Session, Trouble } from "./views";

const icons: Record<Station, IconName> = {
  today: "today",
  orders: "orders",
  declarations: "decl",
  sending: "send",
  tracking: "track",
  bills: "tax",
  clients: "clients",
};

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

/** Shown until the data folder is open, and in place of everything when it cannot be opened. */
function Opening(props: {
  lang: Lang;
  trouble: Trouble | null;
  onRetry: () => void;
  onUnlock: (passphrase: string) => void;
}) {
  const { lang, trouble } = props;
  const [passphrase, setPassphrase] = useState("");
  const asks = trouble !== null && takesPassphrase.includes(trouble.code);
  return (
    <div className="opening" data-testid="opening">
      <span className="brand">
        <Sign />
        {sentence(lang, "app.name")}
      </span>
      {trouble ? (
        <div className="note stop" role="alert" data-testid="opening-trouble">
          <Icon name="stop" />
          <span className="grow1">
            <b>{trouble[lang]}</b> {lang === "zh" ? trouble.helpZh : trouble.helpEn}{" "}
            <span className="mono t3 sm">{trouble.code}</span>
          </span>
          <Button icon="redo" onClick={props.onRetry} testId="opening-retry">
            {sentence(lang, "do.retry")}
          </Button>
        </div>
      ) : (
        <span className="t3">{sentence(lang, "app.opening")}</span>
      )}
      {asks ? (
        <form
          className="row"
          onSubmit={(event) => {
            event.preventDefault();
            props.onUnlock(passphrase);
            setPassphrase("");
          }}
        >
          <Line
            label={sentence(lang, "app.passphrase")}
            placeholder={sentence(lang, "app.passphrase")}
            type="password"
            value={passphrase}
            onChange={setPassphrase}
            width={260}
            testId="passphrase"
          />
          <Button
            kind="primary"
            disabled={passphrase === ""}
            onClick={() => props.onUnlock(passphrase)}
            testId="unlock"
          >
            {sentence(lang, "app.unlock")}
          </Button>
        </form>
      ) : null}
    </div>
  );
}

/** Where there is no keyring, or the folder was locked with a passphrase, one is asked for. */
const takesPassphrase = ["keyring-unavailable", "other-key-source", "wrong-passphrase", "weak-passphrase"];

function Shell({
  trouble,
  onRetry,
  onClose,
}: {
  trouble: Trouble | null;
  onRetry: () => void;
  onClose: () => void;
}) {
  const { t, place, go, session } = useHand();
  const [palette, setPalette] = useState(false);
  const main = useRef<HTMLElement>(null);

  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      const ctrl = event.ctrlKey || event.metaKey;
      const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
      const station = digit ? stations[Number(digit) - 1] : undefined;
      if (ctrl && event.key.toLowerCase() === "k") setPalette(true);
      else if (ctrl && event.key.toLowerCase() === "o") go({ station: "orders" });
      else if (event.altKey && station) go({ station });
      else if (event.key === "/" && !(event.target instanceof HTMLInputElement)) {
        const filter = main.current?.querySelector<HTMLInputElement>("search input, .panel header input");
        if (!filter) return;
        filter.focus();
      } else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", keyed);
    return () => window.removeEventListener("keydown", keyed);
  }, [go]);

  return (
    <div className="app" data-testid="shell" data-station={place.station}>
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        {t("app.skip")}
      </button>
      <Rail />
      <Header onFind={() => setPalette(true)} />
      <main className="main" id="main" ref={main} tabIndex={-1}>
        <TroubleNote trouble={trouble} onRetry={onRetry} onClose={onClose} />
        <Screen key={session.clientId} station={place.station} />
      </main>
      <StatusBar />
      {palette ? <Palette onClose={() => setPalette(false)} /> : null}
    </div>
  );
}

function Screen({ station }: { station: Station }) {
  if (station === "orders") return <Orders />;
  if (station === "declarations") return <Declarations />;
  if (station === "sending") return <Sending />;
  if (station === "tracking") return <Tracking />;
  if (station === "bills") return <Bills />;
  if (station === "clients") return <Clients />;
  return <Today />;
}

function Rail() {
  const { t, place, go, session } = useHand();
  const { counts } = session;
  const numbers: Partial<Record<Station, { n: number; tone: string }>> = {
    orders: { n: counts.kept, tone: "amb" },
    declarations: { n: counts.declarations, tone: "" },
    sending: { n: counts.toSend, tone: "" },
    tracking: { n: counts.needsYou, tone: "hot" },
    bills: { n: counts.bills, tone: "" },
    clients: { n: session.clients.length, tone: "" },
  };
  return (
    <nav className="rail" aria-label={t("app.stations")}>
      <div className="brand">
        <Sign />
        <span>{t("app.name")}</span>
      </div>
      {stations.map((station, at) => (
        <div key={station}>
          {station === "clients" ? <hr /> : null}
          <button
            type="button"
            className={`nav${station === place.station ? " on" : ""}`}
            aria-current={station === place.station ? "page" : undefined}
            title={`${t(`station.${station}`)} (Alt ${at + 1})`}
            onClick={() => go({ station })}
            data-testid={`nav-${station}`}
          >
            <Icon name={icons[station]} />
            <span>{t(`station.${station}`)}</span>
            {numbers[station]?.n ? (
              <span className={`n ${numbers[station]?.tone}`}>{count(numbers[station]?.n ?? 0)}</span>
            ) : null}
          </button>
        </div>
      ))}
      <div className="sp" />
      <div className="railkeys">
        <kbd>Alt 1–7</kbd>
        {t("app.stations")}
      </div>
    </nav>
  );
}

function Header({ onFind }: { onFind: () => void }) {
  const { t, word, session, lang, setLang, dark, setDark, desk, refresh } = useHand();
  const service = serviceOf(session);
  const serviceIcon: IconName =
    service === "offline" || service === "none" ? "off" : service === "sandbox" ? "cloud" : "link";
  return (
    <header className="head">
      <Select
        aria-label={t("app.client")}
        value={session.clientId || undefined}
        placeholder={t("app.no-client")}
        options={session.clients.map((c) => ({
          value: c.id,
          label: c.name,
        }))}
        onChange={(id) => void desk.chooseClient(id).then(refresh)}
        data-testid="client"
      />
      <button type="button" className="find" onClick={onFind} data-testid="find">
        <Icon name="search" small />
        <span className="ell">{t("app.find")}</span>
        <span className="sp" />
        <kbd>Ctrl K</kbd>
      </button>
      <span className="sp" />
      <span
        className={`tag${session.key === "none" && session.clients.length > 0 ? " warn" : ""}`}
        data-testid="key-state"
      >
        <Icon name="keys" className={session.key === "ready" ? "c-ok" : ""} />
        <span>{word("key", session.key)}</span>
      </span>
      <span className={`tag${service === "offline" ? " warn" : ""}`} data-testid="service-state">
        <Icon name={serviceIcon} className={service === "online" ? "c-ok" : ""} />
        <span>{word("service", service)}</span>
      </span>
      <Segments
        label={t("app.language")}
        value={lang}
        options={[
          { key: "zh", text: "中", label: "中文" },
          { key: "en", text: "EN", label: "English" },
        ]}
        onChange={setLang}
        testId="lang"
      />
      <Button
        kind="quiet"
        icon="moon"
        label={t(dark ? "app.to-light" : "app.to-dark")}
        onClick={() => setDark(!dark)}
        testId="theme"
      />
    </header>
  );
}

function StatusBar() {
  const { t, word, session } = useHand();
  const now = useBeijing();
  const service = serviceOf(session);
  return (
    <footer className="foot" role="status">
      <span>
        <Icon name="disk" />
        {t("foot.saved")}
      </span>
      <span className={service === "offline" ? "c-warn" : ""} data-testid="foot-service">
        <Icon name={service === "offline" ? "off" : "link"} />
        {service === "offline"
          ? t("foot.offline", { since: session.serviceSince.slice(11, 19) })
          : word("foot", service)}
        {session.lastReceipt ? ` ${t("foot.last", { at: session.lastReceipt.slice(11, 19) })}` : ""}
      </span>
      <span className="sp" />
      <span>
        <Icon name="clock" />
        {t("foot.beijing")} {now}
      </span>
      <span>{t("foot.version", { v: session.version })}</span>
    </footer>
  );
}

/** Offline since a moment; without one, nothing has been connected yet, which is nobody's trouble. */
function serviceOf(session: Session): string {
  return session.service === "offline" && session.serviceSince === "" ? "none" : session.service;
}

/** The clock of the status bar, in Beijing time wherever the desk stands. */
function useBeijing(): string {
  const [now, setNow] = useState(() => beijing(new Date()));
  useEffect(() => {
    const timer = setInterval(() => setNow(beijing(new Date())), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function beijing(at: Date): string {
  return new Date(at.getTime() + 8 * 3600 * 1000).toISOString().slice(0, 19).replace("T", " ");
}

function preferred(): "light" | "dark" {
  return globalThis.matchMedia?.("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** A choice that is still there at the next start. */
function useRemembered<T extends string>(
  name: string,
  first: T,
  allowed: readonly T[],
): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => {
    const kept = localStorage.getItem(name);
    return allowed.find((a) => a === kept) ?? first;
  });
  const keep = useCallback(
    (next: T) => {
      localStorage.setItem(name, next);
      setValue(next);
    },
    [name],
  );
  return [value, keep];
}

/** Where we are, kept in the address so that Back works. */
function usePlace(): [Place, (place: Place) => void] {
  const [place, setPlace] = useState(readPlace);
  useEffect(() => {
    const changed = () => setPlace(readPlace());
    window.addEventListener("hashchange", changed);
    return () => window.removeEventListener("hashchange", changed);
  }, []);
  const go = useCallback((next: Place) => {
    const { station, ...rest } = next;
    const query = new URLSearchParams(Object.entries(rest).filter(([, v]) => v !== undefined)).toString();
    location.hash = `#/${station}${query ? `?${query}` : ""}`;
    setPlace(next);
  }, []);
  return [place, go];
}

function readPlace(): Place {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const asked = new URLSearchParams(query);
  const station = stations.find((s) => s === path) ?? "today";
  const take = (name: string) => asked.get(name) ?? undefined;
  return { station, find: take("find"), tab: take("tab"), id: take("id") };
}
