// Whose work is at hand: typed to be found, chosen by key or click, or all of them together. Ctrl Shift K opens it.
import { useEffect, useRef, useState } from "react";
import { useHand } from "./context";
import { Icon } from "./Icon";

export function ClientPicker() {
  const { t, session, desk, refresh } = useHand();
  const [open, setOpen] = useState(false);
  const [find, setFind] = useState("");
  const [at, setAt] = useState(0);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const living = session.clients.filter((c) => !c.archived);
  const chosen = session.clients.find((c) => c.id === session.clientId);
  const wanted = find.trim().toLowerCase();
  const found = living.filter((c) => `${c.name} ${c.code}`.toLowerCase().includes(wanted));
  const all = living.length > 1 && wanted === "";
  const lines = [...(all ? [{ id: "", name: t("pick.all"), code: "", practice: false }] : []), ...found];

  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || !event.shiftKey || event.code !== "KeyK") return;
      event.preventDefault();
      event.stopPropagation();
      setOpen(true);
    };
    window.addEventListener("keydown", keyed, true);
    return () => window.removeEventListener("keydown", keyed, true);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it begins at the chosen client when it opens, and only then
  useEffect(() => {
    if (!open) return;
    setFind("");
    setAt(
      Math.max(
        0,
        lines.findIndex((c) => c.id === session.clientId),
      ),
    );
    const away = (event: MouseEvent) => {
      if (!(event.target instanceof Element && event.target.closest(".picker"))) setOpen(false);
    };
    window.addEventListener("mousedown", away);
    return () => window.removeEventListener("mousedown", away);
  }, [open]);
  useEffect(() => {
    list.current?.querySelector(`[data-at="${at}"]`)?.scrollIntoView?.({ block: "nearest" });
  }, [at]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const choose = (id: string | undefined) => {
    close();
    if (id === undefined || id === session.clientId) return;
    void desk.chooseClient(id).then(refresh);
  };

  return (
    <div className="picker">
      <button
        type="button"
        ref={button}
        className="in pick"
        aria-haspopup="listbox"
        aria-expanded={open}
        aria-label={`${t("app.client")}: ${chosen?.name ?? (living.length > 1 ? t("pick.all") : t("app.no-client"))}`}
        title={`${chosen?.name ?? t("app.client")} (Ctrl Shift K)`}
        onClick={() => setOpen((on) => !on)}
        data-testid="client"
        data-client={session.clientId}
      >
        <Icon name="clients" small />
        <span className="ell">
          {chosen?.name ??
            (living.length > 1 ? t("pick.all") : living.length === 1 ? "—" : t("app.no-client"))}
        </span>
        <Icon name="cd" small />
      </button>
      {open ? (
        <div className="picklist" data-testid="client-picker">
          <span className="in">
            <input
              aria-label={t("client.find")}
              placeholder={t("client.find")}
              role="combobox"
              aria-expanded="true"
              aria-controls="client-choices"
              aria-activedescendant={lines[at] ? `client-choice-${at}` : undefined}
              // biome-ignore lint/a11y/noAutofocus: it opens to be typed in
              autoFocus
              value={find}
              spellCheck={false}
              onChange={(event) => {
                setFind(event.target.value);
                setAt(0);
              }}
              onKeyDown={(event) => {
                if (event.key === "Escape") close();
                else if (event.key === "ArrowDown") setAt((n) => Math.min(n + 1, lines.length - 1));
                else if (event.key === "ArrowUp") setAt((n) => Math.max(n - 1, 0));
                else if (event.key === "Enter") choose(lines[at]?.id);
                else return;
                event.preventDefault();
                event.stopPropagation();
              }}
              data-testid="client-picker-find"
            />
            <Icon name="search" small />
          </span>
          <div
            className="list"
            role="listbox"
            id="client-choices"
            aria-label={t("app.client")}
            tabIndex={-1}
            ref={list}
          >
            {lines.map((c, n) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys
              <div
                key={c.id || "all"}
                id={`client-choice-${n}`}
                role="option"
                tabIndex={-1}
                aria-selected={c.id === session.clientId}
                data-at={n}
                className={`${n === at ? "at" : ""}${c.id === session.clientId ? " on" : ""}`}
                onClick={() => choose(c.id)}
                onMouseMove={() => setAt(n)}
                data-testid={`pick-${c.id || "all"}`}
              >
                <span className="ell">{c.name}</span>
                {c.practice ? <span className="tag">{t("app.practice")}</span> : null}
                {c.code ? <span className="mono t3 sm">{c.code}</span> : null}
                {c.id === session.clientId ? <Icon name="check" small /> : null}
              </div>
            ))}
          </div>
          {lines.length === 0 ? <p className="t3 sm body">{t("client.none-found")}</p> : null}
        </div>
      ) : null}
    </div>
  );
}
