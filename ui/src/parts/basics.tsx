// The small parts every screen is made of.
import { type ReactNode, useContext, useEffect, useRef, useState } from "react";
import type { Trouble } from "../views";
import { InGrid, useHand } from "./context";
import { Icon, type IconName } from "./Icon";

export function Button(props: {
  children?: ReactNode;
  icon?: IconName;
  kind?: "primary" | "quiet" | "danger";
  small?: boolean;
  keys?: string;
  disabled?: boolean;
  /** Shown on hover and read aloud; needed when there is no word on the button. */
  label?: string;
  onClick?: () => void;
  testId: string;
  wide?: boolean;
}) {
  const kind =
    props.kind === "primary" ? " p" : props.kind === "quiet" ? " q" : props.kind === "danger" ? " d" : "";
  return (
    <button
      type="button"
      className={`btn${kind}${props.small ? " sml" : ""}${props.children ? "" : " ico"}${props.disabled ? " off" : ""}${props.wide ? " wide" : ""}`}
      aria-disabled={props.disabled || undefined}
      disabled={props.disabled}
      aria-label={props.children ? undefined : props.label}
      title={props.label}
      onClick={props.onClick}
      data-testid={props.testId}
    >
      {props.icon ? <Icon name={props.icon} /> : null}
      {props.children}
      {props.keys ? <kbd>{props.keys}</kbd> : null}
    </button>
  );
}

/** A word that acts, in rows and lines. */
export function Act(props: { children: ReactNode; onClick: () => void; testId: string; disabled?: boolean }) {
  const inGrid = useContext(InGrid);
  return (
    <button
      type="button"
      tabIndex={inGrid ? -1 : undefined}
      className="act"
      onClick={props.onClick}
      disabled={props.disabled}
      data-testid={props.testId}
    >
      {props.children}
    </button>
  );
}

export function Panel(props: {
  title?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  className?: string;
  testId?: string;
  label?: string;
}) {
  return (
    <section className={`panel ${props.className ?? ""}`} data-testid={props.testId} aria-label={props.label}>
      {props.title || props.aside ? (
        <header>
          {typeof props.title === "string" ? <h2>{props.title}</h2> : props.title}
          <span className="sp" />
          {props.aside}
        </header>
      ) : null}
      {props.children}
      {props.footer ? <footer>{props.footer}</footer> : null}
    </section>
  );
}

export function Note(props: {
  tone?: "warn" | "stop" | "acc" | "ok" | "fixed";
  icon: IconName;
  children: ReactNode;
  aside?: ReactNode;
  testId?: string;
}) {
  return (
    <div
      className={`note ${props.tone ?? ""}`}
      data-testid={props.testId}
      role={props.tone === "stop" ? "alert" : "note"}
    >
      <Icon name={props.icon} />
      <span className="grow1">{props.children}</span>
      {props.aside}
    </div>
  );
}

/** What went wrong: the fact, what follows, and the act. */
export function TroubleNote(props: { trouble: Trouble | null; onRetry?: () => void; onClose?: () => void }) {
  const { lang, t } = useHand();
  const { trouble } = props;
  if (!trouble) return null;
  const says = lang === "zh" ? trouble.zh : trouble.en;
  const help = lang === "zh" ? trouble.helpZh : trouble.helpEn;
  return (
    <Note
      tone="stop"
      icon="stop"
      testId="trouble"
      aside={
        <>
          <span className="mono t3 sm">{trouble.code}</span>
          {trouble.retry && props.onRetry ? (
            <Button small icon="redo" onClick={props.onRetry} testId="trouble-retry">
              {t("do.retry")}
            </Button>
          ) : null}
          {props.onClose ? (
            <Button
              kind="quiet"
              icon="x"
              label={t("do.close")}
              onClick={props.onClose}
              testId="trouble-close"
            />
          ) : null}
        </>
      }
    >
      <b>{says}</b>
      <span className="t2"> {help}</span>
    </Note>
  );
}

export function Empty(props: {
  icon: IconName;
  title: string;
  children?: ReactNode;
  acts?: ReactNode;
  drop?: boolean;
  testId?: string;
}) {
  return (
    <div className={`empty${props.drop ? " drop" : ""}`} data-testid={props.testId}>
      <Icon name={props.icon} className="big" />
      <b className="emptytitle">{props.title}</b>
      {props.children ? <p>{props.children}</p> : null}
      {props.acts ? <div className="row acts">{props.acts}</div> : null}
    </div>
  );
}

/** Nothing known is a dash; zero is 0.00. The yuan sign stands in the head of the column. */
export function Money({ value, sign }: { value: string; sign?: boolean }) {
  if (value === "") return <span className="t3">—</span>;
  return <>{money(value, sign)}</>;
}

export function money(value: string, sign = false): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(value);
  if (!match) return value;
  const whole = (match[2] ?? "0").replace(/\B(?=(\d{3})+$)/g, ",");
  return `${match[1] ? "−" : ""}${sign ? "¥" : ""}${whole}${match[3] ?? ".00"}`;
}

/** A Beijing time; `short` leaves out the day when it is today's. */
export function Time({ value, today }: { value: string; today?: string }) {
  if (value === "") return <span className="t3">—</span>;
  const short = today !== undefined && value.startsWith(today) ? value.slice(11, 19) : value.slice(0, 19);
  return (
    <time className="nw" dateTime={value.replace(" ", "T")} title={value}>
      {short}
    </time>
  );
}

export function Code({ value }: { value: string }) {
  return value === "" ? <span className="t3">—</span> : <span className="mono">{value}</span>;
}

/** A value shown masked; revealing asks the engine, which writes it into the activity log. */
export function Masked(props: {
  value: string;
  onReveal?: () => void;
  revealed?: boolean;
  mono?: boolean;
  testId?: string;
}) {
  const { t } = useHand();
  return (
    <span className="row masked" data-testid={props.testId}>
      <span className={props.mono ? "mono" : ""}>{props.value === "" ? "—" : props.value}</span>
      {props.onReveal && !props.revealed ? (
        <button type="button" className="act" onClick={props.onReveal} data-testid="reveal" title="Ctrl .">
          <Icon name="eye" small /> {t("do.reveal")}
        </button>
      ) : null}
    </span>
  );
}

export function Segments<K extends string>(props: {
  label: string;
  value: K;
  options: { key: K; text: ReactNode; label?: string }[];
  onChange: (key: K) => void;
  testId: string;
}) {
  return (
    <div className="seg" role="radiogroup" aria-label={props.label}>
      {props.options.map((o) => (
        <button
          key={o.key}
          type="button"
          role="radio"
          aria-checked={o.key === props.value}
          aria-label={o.label}
          className={`o${o.key === props.value ? " on" : ""}`}
          onClick={() => props.onChange(o.key)}
          data-testid={`${props.testId}-${o.key}`}
        >
          {o.text}
        </button>
      ))}
    </div>
  );
}

export function Tabs<K extends string>(props: {
  label: string;
  value: K;
  tabs: { key: K; text: string; count?: string }[];
  onChange: (key: K) => void;
  testId: string;
  aside?: ReactNode;
}) {
  return (
    <div className="tabs">
      <div className="tablist" role="tablist" aria-label={props.label}>
        {props.tabs.map((tab) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            aria-selected={tab.key === props.value}
            className={tab.key === props.value ? "on" : ""}
            onClick={() => props.onChange(tab.key)}
            data-testid={`${props.testId}-${tab.key}`}
          >
            {tab.text}
            {tab.count !== undefined ? <span className="n">{tab.count}</span> : null}
          </button>
        ))}
      </div>
      {props.aside ? (
        <>
          <span className="sp" />
          {props.aside}
        </>
      ) : null}
    </div>
  );
}

export function Bar({ part, tone }: { part: number; tone?: "ok" | "warn" | "stop" }) {
  return (
    <span className="bar">
      <b className={tone ?? ""} style={{ width: `${Math.round(Math.max(0, Math.min(1, part)) * 100)}%` }} />
    </span>
  );
}

/** A pair list: label left, value right. */
export function Pairs({ pairs, left }: { pairs: [ReactNode, ReactNode][]; left?: boolean }) {
  return (
    <dl className={`kv${left ? " l" : ""}`}>
      {pairs.map(([name, value], at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pairs of one list keep their order
        <PairsRow key={at} name={name} value={value} />
      ))}
    </dl>
  );
}

function PairsRow({ name, value }: { name: ReactNode; value: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

/** Text waiting to be typed; answers on Enter or when it is left. */
export function Line(props: {
  value: string;
  onChange: (value: string) => void;
  onEnter?: () => void;
  placeholder?: string;
  label: string;
  icon?: IconName;
  bad?: boolean;
  type?: "text" | "password";
  width?: number | string;
  testId: string;
  mono?: boolean;
  small?: boolean;
  autoFocus?: boolean;
}) {
  return (
    <span
      className={`in${props.small ? " sml" : ""}${props.bad ? " bad" : ""}`}
      style={{ width: props.width }}
    >
      <input
        aria-label={props.label}
        aria-invalid={props.bad || undefined}
        type={props.type ?? "text"}
        className={props.mono ? "mono" : ""}
        value={props.value}
        placeholder={props.placeholder}
        // biome-ignore lint/a11y/noAutofocus: only in fields that open by a key or a click on themselves
        autoFocus={props.autoFocus}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => props.onChange(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && props.onEnter?.()}
        data-testid={props.testId}
      />
      {props.icon ? <Icon name={props.icon} small /> : null}
    </span>
  );
}

/** Copies a text and says so for a moment. */
export function Copy({ text, testId, children }: { text: string; testId: string; children?: ReactNode }) {
  const { t } = useHand();
  const [done, setDone] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => () => void (timer.current && clearTimeout(timer.current)), []);
  const copied = async () => {
    await navigator.clipboard?.writeText(text);
    setDone(true);
    timer.current = setTimeout(() => setDone(false), 1500);
  };
  return (
    <Button
      kind={children ? undefined : "quiet"}
      icon={done ? "check" : "copy"}
      label={t(done ? "do.copied" : "do.copy")}
      onClick={copied}
      testId={testId}
    >
      {children}
    </Button>
  );
}

/** A part that scrolls by itself: the keyboard can reach it, whatever stands in it. */
export function Scroll(props: { label: string; className?: string; children: ReactNode; testId?: string }) {
  return (
    <section
      className={props.className ?? "scroll"}
      aria-label={props.label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the focus, or its end cannot be reached by keys
      tabIndex={0}
      data-testid={props.testId}
    >
      {props.children}
    </section>
  );
}
