// The shell: rail, header, status bar, and the screen of the current station between them.
import { useEffect, useRef, useState } from "react";
import { Button, Segments, TroubleNote } from "./parts/basics";
import { ClientPicker } from "./parts/ClientPicker";
import { type Station, stations, useHand } from "./parts/context";
import { Icon, type IconName, Sign } from "./parts/Icon";
import { Palette } from "./parts/Palette";
import { nobodyWorks, WhoWorks, Worker } from "./parts/Worker";
import { Bills } from "./screens/bills/Bills";
import { Clients } from "./screens/clients/Clients";
import { Declarations } from "./screens/declarations/Declarations";
import { Keys } from "./screens/keys/Keys";
import { Log } from "./screens/log/Log";
import { Orders } from "./screens/orders/Orders";
import { Sending } from "./screens/sending/Sending";
import { Settings } from "./screens/settings/Settings";
import { Today } from "./screens/today/Today";
import { Tracking } from "./screens/tracking/Tracking";
import { count } from "./text";
import type { Session, Trouble } from "./views";

const icons: Record<Station, IconName> = {
  today: "today",
  orders: "orders",
  declarations: "decl",
  sending: "send",
  tracking: "track",
  bills: "tax",
  clients: "clients",
  keys: "keys",
  log: "log",
  settings: "set",
};

export function Shell({
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
      const digit = /^Digit([0-9])$/.exec(event.code)?.[1];
      const station = digit ? stations[(Number(digit) + 9) % 10] : undefined;
      if (ctrl && !event.shiftKey && event.key.toLowerCase() === "k") setPalette(true);
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
        {nobodyWorks(session) ? (
          <WhoWorks />
        ) : (
          <Screen key={`${session.clientId} ${session.person.id}`} station={place.station} />
        )}
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
  if (station === "keys") return <Keys />;
  if (station === "log") return <Log />;
  if (station === "settings") return <Settings />;
  return <Today />;
}

function Rail() {
  const { t, place, go, session } = useHand();
  const { counts } = session;
  const numbers: Partial<Record<Station, { n: number; tone: string }>> = {
    orders: { n: counts.kept, tone: "amb" },
    declarations: { n: counts.declarations, tone: "" },
    sending: { n: counts.toSend, tone: counts.paused > 0 ? "amb" : "" },
    tracking: { n: counts.needsYou, tone: "hot" },
    bills: { n: counts.bills, tone: "" },
    clients: { n: session.clients.filter((c) => !c.archived).length, tone: "" },
    keys: { n: counts.keys, tone: "amb" },
  };
  return (
    <nav className="rail" aria-label={t("app.stations")}>
      <div className="brand">
        <Sign />
        <span>{t("app.name")}</span>
      </div>
      {stations.map((station, at) => (
        <div key={station}>
          {station === "clients" || station === "log" ? <hr /> : null}
          <button
            type="button"
            className={`nav${station === place.station ? " on" : ""}`}
            aria-current={station === place.station ? "page" : undefined}
            title={`${t(`station.${station}`)} (Alt ${(at + 1) % 10})`}
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
        <kbd>Alt 1–0</kbd>
        {t("app.stations")}
      </div>
    </nav>
  );
}

function Header({ onFind }: { onFind: () => void }) {
  const { t, word, session, lang, setLang, dark, setDark } = useHand();
  const service = serviceOf(session);
  const serviceIcon: IconName =
    service === "offline" || service === "none" ? "off" : service === "sandbox" ? "cloud" : "link";
  return (
    <header className="head">
      <ClientPicker />
      <Worker />
      <button type="button" className="find" onClick={onFind} data-testid="find">
        <Icon name="search" small />
        <span className="ell">{t("app.find")}</span>
        <span className="sp" />
        <kbd>Ctrl K</kbd>
      </button>
      <span className="sp" />
      <KeyChip />
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

/** The key that signs: whether it can, and how long still. */
function KeyChip() {
  const { t, word, session, go } = useHand();
  const ends = session.key === "ready" && session.keyLevel !== "far";
  const stop = session.key === "ended" || (ends && session.keyLevel === "7");
  const warn = ends || (session.key === "none" && session.clients.length > 0);
  return (
    <button
      type="button"
      className={`tag${stop ? " stop" : warn ? " warn" : ""}`}
      onClick={() => go({ station: "keys" })}
      title={t("station.keys")}
      data-testid="key-state"
      data-level={session.keyLevel}
    >
      <Icon name="keys" className={session.key === "ready" && !ends ? "c-ok" : ""} />
      <span>{ends ? t("key.left", { n: session.keyDays }) : word("key", session.key)}</span>
    </button>
  );
}

function StatusBar() {
  const { t, word, session } = useHand();
  const now = useBeijing();
  const service = serviceOf(session);
  return (
    <footer className="foot">
      <span className="saved">
        <Icon name="disk" />
        {t("foot.saved")}
      </span>
      <span role="status" className={service === "offline" ? "ell c-warn" : "ell"} data-testid="foot-service">
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
      <span className="version">{t("foot.version", { v: session.version })}</span>
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
